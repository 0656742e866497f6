// One answer from its first byte to its end: the load before it, the place it takes, what is recorded of it, and how it is cut short.
import type { Reply } from './cases-chat.ts'
import type { Growing } from './cases-records.ts'
import type { Slots } from './cases-slots.ts'
import type { SimModel } from './cases-world.ts'
import { play, type Playing, type SimClock, untilFirstByte } from './play.ts'

interface Around {
  readonly clock: SimClock
  /** How much faster than told all times go by, now. */
  readonly speed: () => number
  readonly load: (model: SimModel) => Promise<void>
}

interface Asking {
  /** Aborts when the caller leaves. */
  readonly signal: AbortSignal
  readonly growing: Growing
  readonly places: Slots
  /** Of the server that answers; those of the answer win. */
  readonly headers: Readonly<Record<string, string>>
}

export class Performer {
  readonly #around: Around
  readonly #underWay = new Set<Playing>()

  constructor(around: Around) {
    this.#around = around
  }

  /** Rejects with `Cut` where the connection ends before an answer. */
  async perform(reply: Reply, { signal, growing, places, headers }: Asking): Promise<Response> {
    const { clock, speed, load } = this.#around
    let holds = false
    let playing: Playing | null = null
    playing = play(reply.script, {
      clock,
      signal,
      speed,
      ...(reply.why === null ? {} : { why: reply.why }),
      before: async (stopped) => {
        if (reply.load !== null) await load(reply.load)
        if (!reply.place || !(await places.take(stopped))) return
        if (stopped.aborted) places.giveBack()
        else holds = true
      },
      onSend: (step, bytes) => growing.wrote(step.text ?? '', step.reasoning ?? '', bytes, clock.now()),
      onEnd: (ending) => {
        if (playing !== null) this.#underWay.delete(playing)
        const rest = ending === 'aborted' && growing.record.bytes === 0 ? reply.lingers : 0
        if (holds && rest > 0) void clock.sleep(rest / speed()).then(() => places.giveBack())
        else if (holds) places.giveBack()
        growing.change({
          finished: ending === 'finished',
          cut: ending === 'cut',
          aborted: ending === 'aborted',
          abortedAt: ending === 'aborted' ? clock.now() : null,
        })
      },
    })
    if (!signal.aborted) this.#underWay.add(playing)
    growing.change({ status: reply.status })
    const body = reply.late ? await untilFirstByte(playing.body) : playing.body
    return new Response(body, { status: reply.status, headers: { ...headers, ...reply.headers } })
  }

  /** Resets every answer that is under way. */
  cut(): void {
    for (const playing of this.#underWay) playing.cut()
  }
}
