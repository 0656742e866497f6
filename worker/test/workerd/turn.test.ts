// A turn in workerd, through HTTP and through what happens to its object: its stream, its death, its stop.
import { runDurableObjectAlarm } from 'cloudflare:test'
import { env, exports } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { ask, kill, seen, textIn, useSimulator } from './home.ts'

beforeAll(() => {
  useSimulator()
  // The start script's word, which the bundle has built in where it gives it.
  Object.assign(globalThis, { PORCHLIGHT_LAUNCH: 'loopback' })
})

const send = (body: unknown): Promise<Response> =>
  exports.default.fetch('http://localhost/agent/message', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify(body),
  })

/** Reads until `enough`, or to the end. */
async function read(response: Response, enough: (text: string) => boolean = () => false): Promise<string> {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
    text += decoder.decode(piece.value, { stream: true })
    if (enough(text)) break
  }
  return text
}

const answerOf = async (id: string) => {
  const view = await env.CONVERSATION.getByName(`owner:${id}`).read(null)
  const last = view.kind === 'view' ? view.view.messages.at(-1) : null
  if (last?.role !== 'assistant') throw new Error('there is no answer')
  return { state: last.state, text: last.parts.map(({ text }) => text).join('') }
}

describe('a turn in workerd', () => {
  it('its byte stream reaches a reader over HTTP while it is written, and to the end', async () => {
    const message = 'turn: a stream [[tokens=60]] [[rate=60]]'
    const response = await send({ message, session_id: 'stream' })
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8'])
    const reader = response.body?.getReader({ mode: 'byob' })
    const first = await reader?.read(new Uint8Array(65_536))
    expect(first?.done).toBe(false)
    expect((await seen(message)).filter(({ finished }) => finished)).toEqual([])
    reader?.releaseLock()
    const text = new TextDecoder().decode(first?.value) + (await read(response))
    expect(text).toContain('"type":"turn.ended"')
    const [record] = await seen(message)
    expect(record?.finished).toBe(true)
    expect(textIn(text)).toBe(record?.written)
    expect(await answerOf('stream')).toMatchObject({ state: { status: 'done' }, text: record?.written })
  })

  it('whose object dies is closed as interrupted by the alarm, with its text', async () => {
    const message = 'turn: killed [[tokens=2000]] [[rate=60]]'
    const stub = env.CONVERSATION.getByName('owner:killed')
    const accepted = await stub.accept(ask('m1', message))
    if (accepted.kind !== 'accepted') throw new Error(accepted.code)
    const opened = await stub.events({ kind: 'turn', turn: accepted.turn }, { kind: 'turn', turn: accepted.turn })
    if (opened.kind !== 'stream') throw new Error(opened.code)
    const shown = textIn(await read(new Response(opened.body), (text) => textIn(text).length > 100))
    await kill('owner:killed')
    expect(await runDurableObjectAlarm(env.CONVERSATION.getByName('owner:killed'))).toBe(true)
    const { state, text } = await answerOf('killed')
    expect(state).toEqual({ status: 'interrupted', reason: 'process_ended' })
    expect(text.startsWith(shown)).toBe(true)
    await expect.poll(async () => (await seen(message))[0]?.aborted).toBe(true)
    expect((await seen(message))[0]?.written.startsWith(text)).toBe(true)
  })

  it('that is stopped closes the connection to home within a second', async () => {
    const message = 'turn: stopped [[tokens=2000]] [[rate=60]]'
    const response = await send({ message, session_id: 'stopped' })
    await read(response, (text) => textIn(text).length > 20)
    expect((await seen(message))[0]).toMatchObject({ aborted: false, finished: false })
    const stopped = await exports.default.fetch('http://localhost/agent/sessions/stopped/stop', { method: 'POST' })
    expect(stopped.status).toBe(200)
    await expect.poll(async () => (await seen(message))[0]?.aborted, { timeout: 1_000, interval: 20 }).toBe(true)
    expect(await answerOf('stopped')).toMatchObject({ state: { status: 'stopped' } })
  })
})
