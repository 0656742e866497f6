// What was seen of home minute by minute, for a day: what `/telemetry` gives. A minute in which nobody looked is not there; it is a gap, and never filled.

/** One minute of a home. */
export interface Sample {
  /** Server milliseconds at which the minute begins: a multiple of 60,000. */
  readonly minute: number
  /** Looks that found a model server that answers, busy or loading included, and looks that did not. Both 0: only a turn ended in it. */
  readonly up: number
  readonly down: number
  /** Milliseconds of a look that was answered with a list, the mean of the minute; null: there was none. */
  readonly round_trip: number | null
  /** Of the turns that ended in it, the mean, from the server's own count of tokens; null: none told it. */
  readonly tokens_per_second: number | null
  /** The most that waited in line at once. */
  readonly waiting: number
}

/** `GET /telemetry?minutes=60`. */
export interface Telemetry {
  readonly home: string
  /** Server milliseconds of the answer: the last minute may not be over. */
  readonly until: number
  readonly minutes: number
  /** Oldest first. */
  readonly samples: readonly Sample[]
}
