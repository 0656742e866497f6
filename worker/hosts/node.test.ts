// The Node host as a whole: how it starts, what it refuses to start with, what it serves, how it stops.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { CannotStart } from './node-files.ts'
import { type NodeHost, startNode } from './node.ts'

const root = mkdtempSync(path.join(tmpdir(), 'porchlight-node-'))
const webDir = path.join(root, 'web')
mkdirSync(path.join(webDir, 'assets'), { recursive: true })
writeFileSync(path.join(webDir, 'index.html'), '<!doctype html><title>built</title>')
writeFileSync(path.join(webDir, 'assets', 'app-1.js'), 'export {}')

const PATIENT = { timeout: 10_000, interval: 10 }
const DATA_DIR = path.join(root, 'data')
const ENV = { LLM_BASE_URL: 'demo:', SERVER_HOST: '127.0.0.1', SERVER_PORT: '0', DATA_DIR, LOG_LEVEL: 'error' }
const hosts: NodeHost[] = []
const start = async (env: Record<string, string> = {}, open = true): Promise<NodeHost> => {
  const host = await startNode({ ...ENV, ...env }, { open, webDir })
  hosts.push(host)
  return host
}
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.close()))
})
afterAll(() => rmSync(root, { recursive: true }))

const send = (url: string, body: unknown, accept = 'application/json'): Promise<Response> =>
  fetch(`${url}/agent/message`, { method: 'POST', headers: { 'content-type': 'application/json', accept }, body: JSON.stringify(body) })

describe('node host', { timeout: 30_000 }, () => {
  it('answers, and keeps what was said over a restart', async () => {
    const first = await start()
    const reply = await send(first.url, { message: 'What is 2+2?', session_id: 'sums' })
    expect(reply.status).toBe(200)
    expect(await reply.json()).toMatchObject({ session_id: 'sums', status: 'done', reply: expect.stringContaining('4') })
    await first.close()
    const second = await start()
    const read = await fetch(`${second.url}/agent/sessions/sums`)
    expect(await read.json()).toMatchObject({
      view: {
        messages: [
          { role: 'user', text: 'What is 2+2?' },
          { role: 'assistant', state: { status: 'done' } },
        ],
      },
    })
  })

  it('serves the built page and its parts', async () => {
    const { url } = await start()
    expect(await (await fetch(url)).text()).toContain('built')
    const part = await fetch(`${url}/assets/app-1.js`)
    expect([part.status, part.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8'])
    expect((await fetch(`${url}/assets/none.js`)).status).toBe(404)
  })

  it('without the flag and without a password serves no chat', async () => {
    const { url } = await start({}, false)
    expect((await send(url, { message: 'a' })).status).toBe(401)
  })

  it('counts guesses by the address of the socket, whatever a header says', async () => {
    const { url } = await start({ OWNER_PASSWORD: 'right-one', SESSION_SECRET: 's'.repeat(32) }, false)
    const guess = (n: number): Promise<Response> =>
      fetch(`${url}/auth/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': `10.0.0.${n}`, 'cf-connecting-ip': `10.0.1.${n}` },
        body: JSON.stringify({ password: 'wrong-one' }),
      })
    const statuses: number[] = []
    for (let n = 0; n < 12; n += 1) statuses.push((await guess(n)).status)
    expect(new Set(statuses.slice(0, 10))).toEqual(new Set([401]))
    expect(statuses.slice(10)).toEqual([429, 429])
  })

  it('a second one on the same folder does not start, and the first goes on', async () => {
    const { url } = await start()
    await expect(start()).rejects.toThrow(/Another Porchlight works in/)
    expect((await fetch(`${url}/health`)).status).toBe(200)
  })

  const refused: readonly [string, Record<string, string>, RegExp][] = [
    ['a wrong value, which it does not repeat', { LLM_TIMEOUT: 'soon-secret' }, /^(?=[^]*LLM_TIMEOUT)(?![^]*soon-secret)/],
    ['the open flag on an address others can reach', { SERVER_HOST: '0.0.0.0' }, /SERVER_HOST/],
    ['a folder that cannot be made', { DATA_DIR: path.join(webDir, 'index.html', 'data') }, /DATA_DIR/],
  ]
  for (const [what, env, sentence] of refused) {
    it(`does not start with ${what}`, async () => {
      const failed = start(env)
      await expect(failed).rejects.toThrow(CannotStart)
      await expect(failed).rejects.toThrow(sentence)
    })
  }

  it('does not start on a port that is taken or an address that is not of this machine, and lets go of the folder', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await expect.poll(() => taken.listening, PATIENT).toBe(true)
    const bound = taken.address()
    const port = String(typeof bound === 'object' && bound ? bound.port : 0)
    await expect(start({ SERVER_PORT: port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken`)
    taken.close()
    await expect(start({ SERVER_HOST: '192.0.2.1' }, false)).rejects.toThrow('cannot be used (EADDRNOTAVAIL)')
    await start()
  })

  it('ends what runs when it stops: the reader has its end, the turn is interrupted, every file is closed', async () => {
    const host = await start()
    const response = await send(host.url, { message: 'slow', session_id: 'cut' }, 'text/event-stream')
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes('"type":"text"')) text += (await reader?.read())?.value ?? ''
    const began = performance.now()
    await Promise.all([host.close(), host.close()])
    expect(performance.now() - began).toBeLessThan(5_000)
    for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) text += piece.value
    expect(text).toContain('"status":"interrupted"')
    expect(readdirSync(path.join(DATA_DIR, 'actors')).filter((name) => !name.endsWith('.sqlite'))).toEqual([])
    await expect(fetch(host.url)).rejects.toThrow('fetch failed')
  })

  it('wakes who has an alarm, with no request made', async () => {
    const first = await start()
    await send(first.url, { message: 'What is 2+2?', session_id: 'woken' })
    await first.close()
    const host = new DatabaseSync(path.join(DATA_DIR, 'host.sqlite'))
    host.exec("update alarm set at = 1 where kind = 'conversation' and name = 'owner:woken'")
    const read = host.prepare("select at from alarm where kind = 'conversation' and name = 'owner:woken'")
    expect(read.all()).toEqual([{ at: 1 }])
    await start()
    // An alarm that is early finds nothing to do, and is set to when there will be.
    await expect.poll(() => Number(read.get()?.['at']), PATIENT).toBeGreaterThan(Date.now())
    host.close()
  })

  it('writes its log as lines, to the other stream', async () => {
    const lines: string[] = []
    const write = vi.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0)
    const { url } = await start({ LOG_LEVEL: 'info' })
    write.mockRestore()
    expect(lines.map((line) => JSON.parse(line))).toEqual([{ level: 'info', time: expect.any(String), event: 'host.started', url, data: DATA_DIR }])
    expect(readFileSync(path.join(webDir, 'index.html'), 'utf8')).toContain('built')
  })
})
