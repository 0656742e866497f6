// One question and its streamed answer, through the product or straight to the model server, as its reader meets it.
import { createParser } from 'eventsource-parser'
import { fields } from '../sim/wire.ts'

/** Times in milliseconds after the request was sent. */
export interface Heard {
  /** The first event of any kind. */
  readonly first: number
  /** The first one with text of the answer. */
  readonly word: number
  /** The end of the stream. */
  readonly total: number
  readonly text: string
  /** When text came, once for each piece that was read. */
  readonly arrivals: readonly number[]
}

/** Nothing here may take longer, in milliseconds. */
const LIMIT_MS = 60_000

/** `POST /agent/message`. Rejects where the turn does not end well. */
export function askProduct(url: string, session: string, message: string): Promise<Heard> {
  return hear(`${url}/agent/message`, { message, session_id: session }, (data) => {
    const event = fields(data)
    if (event?.['type'] === 'turn.ended' && fields(event['outcome'])?.['status'] !== 'done') throw new Error(`the turn failed: ${JSON.stringify(event)}`)
    return event?.['type'] === 'text' ? String(event['text']) : ''
  })
}

/** `POST /v1/chat/completions`, straight to the model server. */
export function askDirect(url: string, message: string): Promise<Heard> {
  const body = { model: 'any', messages: [{ role: 'user', content: message }], stream: true, stream_options: { include_usage: true } }
  return hear(`${url}/v1/chat/completions`, body, (data) => {
    const choices = fields(data)?.['choices']
    const content = fields(fields(Array.isArray(choices) ? choices[0] : null)?.['delta'])?.['content']
    return typeof content === 'string' ? content : ''
  })
}

/** Reads a stream to its end; `textOf` says what of an event is text of the answer. */
async function hear(url: string, body: unknown, textOf: (data: unknown) => string): Promise<Heard> {
  let first = Number.NaN
  let text = ''
  const arrivals: number[] = []
  const began = performance.now()
  const elapsed = (): number => performance.now() - began
  const parser = createParser({
    onEvent({ data }) {
      if (Number.isNaN(first)) first = elapsed()
      if (data !== '[DONE]') text += textOf(JSON.parse(data))
    },
  })
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal: AbortSignal.timeout(LIMIT_MS) })
  if (response.status !== 200 || response.body === null) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const at = elapsed()
    const before = text.length
    parser.feed(decoder.decode(next.value, { stream: true }))
    if (text.length > before) arrivals.push(at)
  }
  const [word] = arrivals
  if (word === undefined) throw new Error(`${url} said nothing`)
  return { first, word, total: elapsed(), text, arrivals }
}
