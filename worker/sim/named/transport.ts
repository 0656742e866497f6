// Cases 16 to 30: slow, cut, and oddly delivered.
import { completion, DONE, finishFrame, SSE, JSON_TYPE, textFrame } from '../wire.ts'
import type { Send, Step } from '../play.ts'
import { apart, BASIC, body, type CaseRow, COUNT, cutAt, END, lost, META, row, says, send, STOP, stream, telling, tries, wait } from './row.ts'

/** Characters of the answer of 5 MB, and of one write of it. */
const HUGE_CHARS = 5 * 1024 * 1024
const PIECE = 64 * 1024

const EMOJI = textFrame(META, '🏮')
/** Two bytes into the emoji. */
const IN_EMOJI = new TextEncoder().encode(EMOJI.slice(0, EMOJI.indexOf('🏮'))).length + 2

const FRAME = textFrame(META, 'One')
const bytesOf = (sends: readonly Send[]): string => sends.map(({ bytes }) => (typeof bytes === 'string' ? bytes : '')).join('')
const textOf = (sends: readonly Send[]): string => sends.map(({ text }) => text ?? '').join('')
const torn = (...places: readonly number[]): Step[] => [...apart(telling('One', cutAt(FRAME, ...places))), STOP, END]

const CRLF = `${FRAME}${finishFrame(META, 'stop')}${DONE}`.replaceAll('\n', '\r\n')
const TWO = textFrame(META, ' two')

/** Each byte a write of its own. */
const drip = (sends: readonly Send[]): Send[] =>
  sends.flatMap(({ bytes, text }) => {
    const single = typeof bytes === 'string' ? Array.from(new TextEncoder().encode(bytes), (byte) => send(Uint8Array.of(byte))) : []
    return text === undefined ? single : telling(text, single)
  })

const HUGE: Iterable<Step> = {
  *[Symbol.iterator]() {
    const [before = '', after = ''] = completion(META, '@', '', 'stop', COUNT).split('@')
    yield send(before)
    const text = 'porchlit '.repeat(PIECE / 8).slice(0, PIECE)
    for (let sent = 0; sent < HUGE_CHARS; sent += PIECE) yield { ...send(text), text }
    yield send(after)
  },
}

export const TRANSPORT: readonly CaseRow[] = [
  row(16, 'jit-load-silence', 'headers at once, nothing for 90 s (a model loads), then an answer', stream([wait(90_000), ...BASIC])),
  row(17, 'prefill-silence-150s', 'headers at once, nothing for 150 s (a long prompt), then an answer', stream([wait(150_000), ...BASIC])),
  row(18, 'headers-late', 'not even headers for 60 s, then an answer', { ...stream([wait(60_000), ...BASIC]), late: true }),
  row(19, 'split-utf8', 'an emoji torn over two writes', stream([...apart(telling('🏮', cutAt(EMOJI, IN_EMOJI))), STOP, END])),
  row(20, 'split-lines', 'frames torn at odd places, other line ends, several in one write', {
    'in-data': stream(torn(2)),
    'in-json': stream(torn(40)),
    'between-newlines': stream(torn(FRAME.length - 1)),
    crlf: stream(apart(telling('One', cutAt(CRLF, FRAME.length - 1, FRAME.length + 1)))),
    'multi-frame': stream(apart(telling('One two', [send(`${FRAME}${TWO.slice(0, 50)}`), send(`${TWO.slice(50)}${finishFrame(META, 'stop')}${DONE}`)]))),
  }),
  row(21, 'one-byte-drip', 'one byte a write', stream(apart(drip(BASIC), 1))),
  row(22, 'all-at-once', 'a tunnel that buffers: everything in one write after 20 s', {
    ...stream([wait(20_000), { ...send(bytesOf(BASIC)), text: textOf(BASIC) }]),
    late: true,
  }),
  row(23, 'eof-no-done', 'a finish chunk, then the end without [DONE]', stream([says('One.'), STOP])),
  row(24, 'eof-mid-text', 'deltas, then the end: no finish, no [DONE]', stream([says('One'), says(' and')])),
  row(25, 'rst-mid-text', 'deltas, then a reset', stream([says('One'), says(' and')], 'reset')),
  row(26, 'keepalive-reset', 'the connection ends as the request is sent; the next one is answered', {
    once: tries(lost('Network connection lost.'), stream(BASIC)),
    always: lost('Network connection lost.'),
    'mid-headers': tries({ ...stream([], 'reset') }, stream(BASIC)),
  }),
  row(27, 'hang-forever', 'two deltas, then nothing, with the connection open', stream([says('One'), says(' and')], 'hang')),
  row(
    28,
    'comment-and-event-lines',
    'comments, and lines event, id and retry among the frames',
    stream([send(': keep-alive\n\n'), send('retry: 3000\n\n'), { ...send(`event: x\nid: 7\n${FRAME}`), text: 'One' }, send(':\n\n'), STOP, END]),
  ),
  row(29, 'content-type-wrong', 'a stream that calls itself JSON, and JSON that calls itself a stream', {
    'sse-as-json': { ...stream(BASIC), headers: { 'content-type': JSON_TYPE } },
    'json-as-sse': body(200, { ...send(completion(META, 'Hello', '', 'stop', COUNT)), text: 'Hello' }, SSE),
  }),
  row(30, 'huge-nonstream', 'a whole JSON answer of 5 MB', { ...stream(HUGE), headers: { 'content-type': JSON_TYPE }, late: true }),
]
