// The bytes of an answer, in any dialect and cut anywhere -> events. What the body is, its content decides, not its header. Pure: no clock, no I/O.
import { ANSWER_BODY_MAX_CHARS, DECODE_BYTES, ERROR_BODY_MAX_BYTES, FRAME_MAX_CHARS, STRANGE_TEXT_MAX } from '../../shared/limits.ts'
import type { UpstreamEvent, UpstreamProblem } from '../ports.ts'
import { Answer } from './answer.ts'
import { type Asked, classify } from './classify.ts'
import { detailOf } from './detail.ts'
import { EventStream, type Item } from './event-stream.ts'
import { errorOf } from './explain.ts'
import { Held } from './held.ts'
import { type Fields, isFields, listOf, fieldsOf, parseJson } from './narrow.ts'

export interface Decoder {
  push(bytes: Uint8Array): UpstreamEvent[]
  /** The body ended as it should. */
  end(): UpstreamEvent[]
  /** The connection broke: what was held back goes out, nothing is judged. */
  cut(): UpstreamEvent[]
  /** `[DONE]` or an error came: nothing more will be given, so nothing more need be read. */
  readonly done: boolean
  /** Characters that wait for the rest of theirs: at most one frame and one line, or one body. */
  readonly held: number
}

export function createDecoder(asked: Asked = { direct: false, secrets: [] }): Decoder {
  // Left in, for Node takes one out in the middle too, after a cut character; the first one goes with the white space before the body.
  const utf8 = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })
  let out: UpstreamEvent[] = []
  const answer = new Answer((event) => out.push(event))
  const stream = new EventStream()
  let form: 'unknown' | 'stream' | 'json' | 'page' = 'unknown'
  /** A body that is no stream. */
  const body = new Held()
  let done = false
  let isStream = false
  let strange = ''

  const close = (): void => {
    done = true
    stream.clear()
    body.take()
  }
  const fail = (problem: UpstreamProblem): void => {
    answer.flush()
    out.push({ type: 'failed', problem })
    close()
  }
  const unreadable = (what: string): void => fail({ code: 'answer_unreadable', retryable: false, retry_after_ms: null, detail: detailOf(what, asked.secrets) })
  const failFrame = (text: string): void => fail(classify({ kind: 'frame', body: text }, asked))

  const chunk = (fields: Fields, text: string): void => {
    const choice = fieldsOf(listOf(fields['choices'])[0])
    const failed = errorOf(fields) !== null || errorOf(choice) !== null || choice['finish_reason'] === 'error'
    const isRead = answer.take(fields)
    if (failed) failFrame(text)
    else if (!isRead) unreadable('a tool call that is nested too deep')
  }

  /** `ended`: the body's end made a frame of it. One that the end cut is none; in the middle none can be skipped, for it may have held a part of the answer. */
  const frame = (text: string, isError: boolean, ended: boolean): void => {
    const data = text.trim()
    if (data === '') return
    if (data === '[DONE]') {
      answer.finish()
      return close()
    }
    if (isError) return failFrame(data)
    const parsed = parseJson(data)
    if (isFields(parsed)) chunk(parsed, data)
    else if (!ended) unreadable('a frame that is not a JSON object')
  }

  /** llama-server once wrote its errors as a field of that name; some servers write the bare JSON. */
  const oddLine = ({ field, value, line }: Extract<Item, { kind: 'odd' }>): void => {
    if (field === 'error') return failFrame(value)
    const parsed = line.startsWith('{') ? parseJson(line) : undefined
    if (isFields(parsed) && errorOf(parsed) !== null) return failFrame(line)
    if (strange.length < STRANGE_TEXT_MAX) strange += `${line.slice(0, STRANGE_TEXT_MAX)}\n`
  }

  const read = (items: Iterable<Item>, ended: boolean): void => {
    for (const item of items) {
      if (item.kind === 'too_long') unreadable(`a ${item.what} of more than ${FRAME_MAX_CHARS} characters`)
      else if (item.kind === 'odd') oddLine(item)
      else isStream = true
      if (item.kind === 'frame') frame(item.data, item.error, ended)
      if (done) return
    }
  }

  const take = (text: string): void => {
    if (form === 'unknown') {
      const begun = text.trimStart()
      if (begun === '') return
      form = begun.startsWith('{') || begun.startsWith('[') ? 'json' : begun.startsWith('<') ? 'page' : 'stream'
      return form === 'stream' ? read(stream.push(begun), false) : keep(begun)
    }
    if (form === 'stream') read(stream.push(text), false)
    else keep(text)
  }

  const keep = (text: string): void => {
    body.push(text)
    if (form === 'page' && body.length >= ERROR_BODY_MAX_BYTES) page()
    else if (body.length > ANSWER_BODY_MAX_CHARS) unreadable(`a body of more than ${ANSWER_BODY_MAX_CHARS} characters`)
  }

  const page = (): void => {
    const html = body.take().slice(0, ERROR_BODY_MAX_BYTES)
    fail(classify({ kind: 'response', status: 200, headers: NO_HEADERS, body: html, now: 0 }, asked))
  }

  const whole = (): void => {
    const text = body.take()
    const parsed = parseJson(text)
    if (!isFields(parsed)) return unreadable('a body that is neither an event stream nor a JSON object')
    if (errorOf(parsed) === null && !Array.isArray(parsed['choices'])) return unreadable('a JSON object that is no answer')
    chunk(parsed, text)
    if (!done) answer.finish()
  }

  /** Neither a frame nor a comment came: a sentence where an answer should be. */
  const plain = (): void => {
    const problem = classify({ kind: 'frame', body: strange }, asked)
    fail(problem.code === 'upstream_error' ? { ...problem, code: 'answer_unreadable' } : problem)
  }

  const given = (): UpstreamEvent[] => {
    const events = out
    out = []
    return events
  }

  return {
    push(bytes) {
      for (let at = 0; at < bytes.length; at += DECODE_BYTES) {
        if (done) break
        take(utf8.decode(bytes.subarray(at, at + DECODE_BYTES), { stream: true }))
      }
      return given()
    },
    end() {
      if (!done) take(utf8.decode())
      if (!done && form === 'page') page()
      if (!done && form === 'json') whole()
      if (!done && form === 'stream') {
        read(stream.end(), true)
        if (!done) answer.flush()
        if (!done && !isStream && strange !== '') plain()
      }
      close()
      return given()
    },
    cut() {
      if (!done) answer.flush()
      close()
      return given()
    },
    get done() {
      return done
    },
    get held() {
      return stream.held + body.length
    },
  }
}

const NO_HEADERS = { get: (): null => null }
