// What the figures are held against: the table "Budgets" of the design, and the proof that the first version owes.

/** Milliseconds after sending a message until its sender sees that something happens. Design, budgets: "first visible state after send". */
export const FIRST_STATE_MAX_MS = 300
/** Milliseconds from asking for a turn of RESUME_EVENTS events to its last byte. Design, budgets: "resume of a 10,000-event turn". */
export const RESUME_MAX_MS = 100
export const RESUME_EVENTS = 10_000
/** Megabytes of memory that a server has resident under load. Design, budgets: "requests/s at 32, RSS". */
export const RSS_MAX_MB = 130
/** So many streams at once, each as fast, each byte-equal. Design, budgets and proof: "50 streams at 30 tok/s". */
export const STREAMS = 50
export const STREAM_RATE = 30
/** The slowest of them, as a multiple of what the model itself takes. */
export const STREAM_TIME_MAX = 1.1
/** Milliseconds between two arrivals of text, at the 95th percentile. */
export const STREAM_GAP_MAX_MS = 250

/** Tokens a second that a page shows without a task of over 50 ms, on a processor that is so many times slower. Design, budgets: "rendering". */
export const RENDER_RATE = 1_000
export const RENDER_SLOWDOWN = 4
export const LONG_TASKS_MAX = 0
/** Milliseconds from the model's last token until all of the text is on that page. */
export const SHOWN_AFTER_MAX_MS = 1_000
/** Milliseconds from the navigation until the last message of a chat of so many is seen. Design, budgets: "rendering". */
export const OPEN_MAX_MS = 1_000
export const LONG_CHAT_MESSAGES = 10_000
/** Milliseconds between two frames while that chat is scrolled, at the 95th percentile. */
export const FRAME_GAP_MAX_MS = 50
/** Looks at home a minute, however many pages are open: one every 5 s at the most. */
export const PROBES_MAX = 12
export const TABS = 50
/** Of 100, with the settings of a phone. */
export const LIGHTHOUSE_MIN = 98

/** Readers of event streams, and those beside them that take nothing from their sockets; tokens a second of each stream; how often each is run. */
export const LOAD_READING = 400
export const LOAD_SILENT = 100
export const LOAD_RATE = 5
export const LOAD_ROUNDS = 3
/** Percent by which the readers' gaps may differ with and without those that never read. */
export const LOAD_DIFFERENCE_MAX_PERCENT = 10
/** Percent by which memory may grow from one pair of rounds to the next. The first pair compiles, opens and fills what is kept. */
export const LOAD_GROWTH_MAX_PERCENT = 5
