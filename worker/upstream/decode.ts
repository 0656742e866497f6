// The bytes of an answer, in any dialect and cut anywhere -> events. What the body is, its content decides, not its header. Pure: no clock, no I/O.
import { type EventSourceMessage, type ParseError, createParser } from 'eventsource-parser'
import { ERROR_BODY_MAX_BYTES, FRAME_MAX_CHARS, STRANGE_TEXT_MAX } from '../../shared/limits.ts'
import type { UpstreamEvent, UpstreamProblem } from '../ports.ts'
import { Answer } from './answer.ts'
import { type Asked, classify } from './classify.ts'
import { detailOf } from './detail.ts'
import { errorOf } from './explain.ts'
import { type Fields, isFields, listOf, fieldsOf, parseJson } from './narrow.ts'

export interface Decoder {
  push(bytes: Uint8Array): UpstreamEvent[]
  /** The body ended as it should. */
  end(): UpstreamEvent[]
  /** The connection broke: what was held back goes out, nothing is judged. */
  cut(): UpstreamEvent[]
  /** `[DONE]` or an error came: nothing more will be given, so nothing more need be read. */
  readonly done: boolean
}

export function createDecoder(asked: Asked = { direct: false, secrets: [] }): Decoder {
  // Left in, for Node takes one out in the middle too, after a cut character; the first one goes with the white space before the body.
  const utf8 = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })
  let out: UpstreamEvent[] = []
  const answer = new Answer((event) => out.push(event))
  let form: 'unknown' | 'stream' | 'json' | 'page' = 'unknown'
  /** Text that is not whole yet: a line of a stream, or all of a body. Joined once, so that a long one costs no more than its length. */
  let held: string[] = []
  let heldLength = 0
  let done = false
  let ending = false
  let isStream = false
  let strange = ''

  const fail = (problem: UpstreamProblem): void => {
    if (done) return
    answer.flush()
    out.push({ type: 'failed', problem })
    done = true
    held = []
  }
  const unreadable = (what: string): void => fail({ code: 'answer_unreadable', retryable: false, retry_after_ms: null, detail: detailOf(what, asked.secrets) })
  const failFrame = (body: string): void => fail(classify({ kind: 'frame', body }, asked))

  const chunk = (fields: Fields, body: string): void => {
    const choice = fieldsOf(listOf(fields['choices'])[0])
    const failed = errorOf(fields) !== null || errorOf(choice) !== null || choice['finish_reason'] === 'error'
    answer.take(fields)
    if (failed) failFrame(body)
  }

  const parser = createParser({
    maxBufferSize: FRAME_MAX_CHARS,
    onEvent(event: EventSourceMessage) {
      isStream = true
      if (done) return
      const data = event.data.trim()
      if (data === '') return
      if (data === '[DONE]') {
        answer.finish()
        done = true
        return
      }
      const parsed = parseJson(data)
      if (event.event === 'error') return failFrame(data)
      if (isFields(parsed)) chunk(parsed, data)
      // A frame that the end of the connection cut is no frame; one in the middle cannot be skipped, for it may have held a part of the answer.
      else if (!ending) unreadable('a frame that is not a JSON object')
    },
    onComment() {
      isStream = true
    },
    onId() {
      isStream = true
    },
    onRetry() {
      isStream = true
    },
    onError(error: ParseError) {
      if (done) return
      if (error.type === 'max-buffer-size-exceeded') unreadable(`a frame of more than ${FRAME_MAX_CHARS} characters`)
      else if (error.type === 'unknown-field' && error.line !== undefined) oddLine(error.field ?? '', error.value ?? '', error.line)
    },
  })

  /** llama-server once wrote its errors as a field of that name; some servers write the bare JSON. */
  const oddLine = (field: string, value: string, line: string): void => {
    if (field === 'error') return failFrame(value)
    const parsed = line.startsWith('{') ? parseJson(line) : undefined
    if (isFields(parsed) && errorOf(parsed) !== null) return failFrame(line)
    if (strange.length < STRANGE_TEXT_MAX) strange += `${line.slice(0, STRANGE_TEXT_MAX)}\n`
  }

  const take = (text: string): void => {
    if (form === 'unknown') {
      const begun = text.trimStart()
      if (begun === '') return
      form = begun.startsWith('{') || begun.startsWith('[') ? 'json' : begun.startsWith('<') ? 'page' : 'stream'
      return form === 'stream' ? lines(begun) : keep(begun)
    }
    if (form === 'stream') lines(text)
    else keep(text)
  }

  const keep = (text: string): void => {
    held.push(text)
    heldLength += text.length
    if (form === 'page' && heldLength >= ERROR_BODY_MAX_BYTES) page()
    else if (heldLength > FRAME_MAX_CHARS) unreadable(`a body of more than ${FRAME_MAX_CHARS} characters`)
  }

  /** The parser is given whole lines only: it drops one that it does not know where it comes in pieces, and with it the old form of an error. */
  const lines = (text: string): void => {
    const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1
    if (heldLength + text.length > FRAME_MAX_CHARS) return longLines(text)
    if (end > 0) {
      const whole = held.join('') + text.slice(0, end)
      held = []
      heldLength = 0
      parser.feed(whole)
    }
    if (end < text.length && !done) {
      held.push(text.slice(end))
      heldLength += text.length - end
    }
  }

  /** The same line by line, where one of them may be too long. */
  const longLines = (text: string): void => {
    for (const [line] of (held.splice(0).join('') + text).matchAll(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g)) {
      if (done) return
      if (line.length > FRAME_MAX_CHARS) return unreadable(`a line of more than ${FRAME_MAX_CHARS} characters`)
      heldLength = 0
      if (/[\r\n]$/.test(line)) parser.feed(line)
      else {
        held = [line]
        heldLength = line.length
      }
    }
  }

  const page = (): void => {
    const body = held.join('').slice(0, ERROR_BODY_MAX_BYTES)
    fail(classify({ kind: 'response', status: 200, headers: NO_HEADERS, body, now: 0 }, asked))
  }

  const whole = (): void => {
    const body = held.join('')
    const parsed = parseJson(body)
    if (!isFields(parsed)) return unreadable('a body that is neither an event stream nor a JSON object')
    if (errorOf(parsed) === null && !Array.isArray(parsed['choices'])) return unreadable('a JSON object that is no answer')
    chunk(parsed, body)
    if (!done) answer.finish()
  }

  const given = (): UpstreamEvent[] => {
    const events = out
    out = []
    return events
  }

  return {
    push(bytes) {
      if (!done) take(utf8.decode(bytes, { stream: true }))
      return given()
    },
    end() {
      if (done) return given()
      ending = true
      take(utf8.decode())
      if (form === 'page' && !done) page()
      else if (form === 'json' && !done) whole()
      else if (form === 'stream' && !done) {
        parser.feed(`${held.join('')}\n\n`)
        answer.flush()
        // Neither a frame nor a comment: a sentence where an answer should be.
        if (!isStream && strange !== '') plain()
      }
      done = true
      return given()
    },
    cut() {
      if (!done) answer.flush()
      done = true
      return given()
    },
    get done() {
      return done
    },
  }

  function plain(): void {
    const problem = classify({ kind: 'frame', body: strange }, asked)
    fail(problem.code === 'upstream_error' ? { ...problem, code: 'answer_unreadable' } : problem)
  }
}

const NO_HEADERS = { get: (): null => null }
