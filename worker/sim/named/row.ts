// What a case is, and the few words in which the table writes them down.
import type { Dialect } from '../dialects.ts'
import type { World } from '../cases-world.ts'
import { SIM_MODEL } from '../cases-world.ts'
import type { Close, Send, Step } from '../play.ts'
import { type Count, DONE, finishFrame, JSON_TYPE, type Meta, reasoningFrame, SSE, textFrame } from '../wire.ts'

/** One answer: bytes, pauses, and how the connection ends. */
export interface CaseAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Status and headers come with the first byte of the body; a reset before it is a connection that was never answered. */
  readonly late: boolean
  /** May be gone through again and again. */
  readonly steps: Iterable<Step>
  readonly close: Close
  /** What a caller in this process is told where the connection is reset; on a socket nobody hears it. */
  readonly why?: string
  /** Milliseconds for which its place stays taken where the caller leaves before the first byte: the prompt is read to its end. */
  readonly lingers?: number
}

/** `tries`: one after the other to the same question, the last for good. `turns`: around, whoever asks. */
export interface Variant {
  readonly order: 'tries' | 'turns'
  readonly answers: readonly [CaseAnswer, ...CaseAnswer[]]
}

export interface CaseRow {
  readonly number: number
  readonly name: string
  /** One line: what comes over the wire. */
  readonly about: string
  /** Who speaks. */
  readonly as: Dialect | 'tunnel'
  /** Where it was seen. It is played wherever it is asked for. */
  readonly path: string
  /** The server when it serves this case alone. */
  readonly world: Partial<World>
  /** Predictions at a time; null: as many as come. */
  readonly places: number | null
  /** Lists and unknown paths get it too. */
  readonly everywhere: boolean
  /** When it serves this case alone, nothing listens. */
  readonly down: boolean
  /** By their names; the first is meant where none is named. Empty: the server answers as it always does. */
  readonly variants: Readonly<Record<string, Variant>>
}

export const META: Meta = { id: 'chatcmpl-case', created: 1_780_000_000, model: SIM_MODEL }
export const COUNT: Count = { prompt: 10, completion: 5, reasoning: 0 }

export const wait = (ms: number): Step => ({ kind: 'wait', ms })
export const send = (bytes: string | Uint8Array): Send => ({ kind: 'send', bytes })
export const says = (text: string): Send => ({ kind: 'send', bytes: textFrame(META, text), text })
export const thinks = (reasoning: string): Send => ({ kind: 'send', bytes: reasoningFrame(META, reasoning), reasoning })
export const STOP = send(finishFrame(META, 'stop'))
export const END = send(DONE)
/** Case 1, which others end in. */
export const BASIC: readonly Send[] = [says('One'), says(' two'), says(' three'), says(' four'), says('.'), STOP, END]

export const stream = (steps: Iterable<Step>, close: Close = 'end'): CaseAnswer => ({
  status: 200,
  headers: { 'content-type': SSE },
  late: false,
  steps,
  close,
})
/** An answer that is no stream; `after`: milliseconds of silence before it. */
export const body = (
  status: number,
  text: string | Send,
  type: string | null = JSON_TYPE,
  headers: Readonly<Record<string, string>> = {},
  after = 0,
): CaseAnswer => {
  const sent = typeof text === 'string' ? send(text) : text
  const steps = [...(after > 0 ? [wait(after)] : []), ...(sent.bytes.length > 0 ? [sent] : [])]
  const length = typeof sent.bytes === 'string' ? new TextEncoder().encode(sent.bytes).length : sent.bytes.length
  const own = { ...(type === null ? {} : { 'content-type': type }), 'content-length': String(length) }
  return { status, headers: { ...own, ...headers }, late: true, steps, close: 'end' }
}
/** A connection that ends before an answer; `why` as a fetch would say it. */
export const lost = (why: string): CaseAnswer => ({ ...stream([], 'reset'), late: true, why })

export const tries = (...answers: Variant['answers']): Variant => ({ order: 'tries', answers })
export const turns = (...answers: Variant['answers']): Variant => ({ order: 'turns', answers })

type More = Partial<Omit<CaseRow, 'number' | 'name' | 'about' | 'variants'>>

/** A row; `answers` is the only answer there is, or the variants by name (a variant may be one answer). */
export function row(
  number: number,
  name: string,
  about: string,
  answers: CaseAnswer | Variant | Record<string, CaseAnswer | Variant>,
  more: More = {},
): CaseRow {
  const variantOf = (given: CaseAnswer | Variant): Variant => ('answers' in given ? given : tries(given))
  const variants = isOne(answers)
    ? { '': variantOf(answers) }
    : Object.fromEntries(Object.entries(answers).map(([variant, given]) => [variant, variantOf(given)]))
  return { as: 'lmstudio', path: '/v1/chat/completions', world: {}, places: null, everywhere: false, down: false, ...more, number, name, about, variants }
}

const isOne = (given: object): given is CaseAnswer | Variant => 'answers' in given || 'steps' in given

/** The bytes of a text, cut at these places. */
export function cutAt(text: string, ...places: readonly number[]): Send[] {
  const bytes = new TextEncoder().encode(text)
  return [0, ...places].map((from, at) => send(bytes.subarray(from, places[at])))
}

/** The same sends with a pause between them, long enough that they arrive one by one also where times go by much faster. */
export const apart = (sends: readonly Send[], ms = 1_000): Step[] => sends.flatMap((step, at) => (at === 0 ? [step] : [wait(ms), step]))

/** Counted for the record with its first byte. */
export const telling = (text: string, [first, ...rest]: readonly Send[]): Send[] => (first === undefined ? [] : [{ ...first, text }, ...rest])
