// What only the Node host promises: its folder, its end, its files, its log.
import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { textOf } from '../../../shared/conversation.ts'
import { NODE_STOP_MS } from '../../../shared/limits.ts'
import { launch } from '../launch.ts'
import { Client } from './client.ts'
import { eventually } from './eventually.ts'
import { stage } from './stage.ts'
import { isText } from './stream.ts'

const SECRETS = {
  OWNER_PASSWORD: 'lamp and door',
  SESSION_SECRET: 'a secret of thirty-two characters',
  LLM_API_KEY: 'sk-lm-key',
  LLM_HEADERS: '{"x-tunnel":"tunnel-word"}',
}

/** The permissions of everything in a folder, itself included, as `ls` would count them. */
function modes(folder: string): { readonly folders: Set<string>; readonly files: Set<string>; readonly names: string[] } {
  const names = readdirSync(folder, { recursive: true }).map(String)
  const found = { folders: new Set<string>(), files: new Set<string>(), names }
  for (const name of ['', ...names]) {
    const stat = statSync(path.join(folder, name))
    ;(stat.isDirectory() ? found.folders : found.files).add((stat.mode & 0o777).toString(8))
  }
  return found
}

describe('node', () => {
  const there = stage('node')

  it('a second process on the same folder says so and fails; the first goes on', async () => {
    const { host, sim, client } = there
    await expect(launch('node', { llm: `${sim.url}/v1`, dataDir: host.dataDir })).rejects.toThrow(/ended:\n.*Another Porchlight works in .*DATA_DIR/s)
    expect((await client.say('first', 'What is 2+2?')).body).toMatchObject({ status: 'done', reply: '4' })
  })

  it('a wrong value ends the start with its name', async () => {
    await expect(launch('node', { llm: 'demo:', env: { LLM_TIMEOUT: 'soon' } })).rejects.toThrow(/ended:\n.*LLM_TIMEOUT: expected/s)
  })

  it('its files are for its person alone, also while they are in use', async () => {
    const { client, host } = there
    const stream = await client.ask('files', 'files [[tokens=40]]')
    await stream.until(isText)
    const { folders, files, names } = modes(host.dataDir)
    await stream.closed
    expect(names.filter((name) => name.endsWith('.sqlite-wal')).length).toBeGreaterThan(0)
    expect([[...folders], [...files]]).toEqual([['700'], ['600']])
  })

  it('SIGTERM ends what runs as interrupted, with its text, within 5 s', async () => {
    const { client, host } = there
    const message = 'term [[tokens=4000]]'
    const stream = await client.ask('term', message)
    await stream.until(isText)
    const idle = await client.events('first')
    const began = performance.now()
    await host.stop()
    expect(performance.now() - began).toBeLessThan(NODE_STOP_MS)
    await Promise.all([stream.closed, idle.closed])
    expect([stream.ended, idle.ended]).toEqual([true, true])
    expect(stream.frames.at(-1)?.event).toMatchObject({ type: 'turn.ended', outcome: { status: 'interrupted', reason: 'process_ended' } })
    await eventually(
      () => there.asked(message)[0]?.aborted,
      (aborted) => expect(aborted).toBe(true),
    )
    expect(readdirSync(path.join(host.dataDir, 'actors')).filter((name) => !name.endsWith('.sqlite'))).toEqual([])

    await host.restart()
    const answer = await client.answer('term')
    expect(answer.state).toEqual({ status: 'interrupted', reason: 'process_ended' })
    expect(textOf(answer).length).toBeGreaterThan(0)
    expect(there.asked(message)[0]?.written.startsWith(textOf(answer))).toBe(true)
    // The end that was told before is the end that is stored: this was no orphan.
    expect(host.logs()).not.toContain('turn.interrupted')
  })

  it('looking at chats that are not there leaves no files', async () => {
    const { client, host } = there
    for (let n = 0; n < 5; n += 1) expect((await client.get(`/agent/sessions/none-${n}`)).status).toBe(404)
    await host.stop()
    // The account, the home, and the chats of this file: first, files, term.
    expect(readdirSync(path.join(host.dataDir, 'actors')).length).toBe(5)
  })
})

describe('the log of node', () => {
  const there = stage('node', { env: SECRETS, sim: { token: SECRETS.LLM_API_KEY } })

  it('tells what happened, and neither what was said nor a secret', async () => {
    const { client, host, sim } = there
    const signed = await client.post('/auth/sign-in', { password: SECRETS.OWNER_PASSWORD })
    const cookie = (signed.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const owner = new Client(client.url, { cookie, origin: client.url })
    const words = 'kestrel marmalade [[tokens=40]]'
    const { body } = await owner.say('logged', words)
    expect(body).toMatchObject({ status: 'done', reply: expect.stringContaining('kestrel marmalade') })
    await sim.set({ token: 'another-key' })
    expect((await owner.say('refused', 'kestrel marmalade')).status).toBe(503)
    await owner.get('/agent/sessions/logged?before=kestrel')
    await owner.request('PATCH', '/agent/sessions/logged', { title: 'kestrel' })
    const sent = sim.requests().findLast(({ path }) => path === '/v1/chat/completions')
    expect(sent?.headers).toMatchObject({ authorization: `Bearer ${SECRETS.LLM_API_KEY}`, 'x-tunnel': 'tunnel-word' })
    expect(sent?.headers).not.toHaveProperty('cookie')

    const lines = host
      .logs()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line): unknown => JSON.parse(line))
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 'info',
        time: expect.any(String),
        event: 'turn.ended',
        conversation: 'logged',
        status: 'done',
        duration_ms: expect.any(Number),
      }),
    )
    expect(lines).toContainEqual(
      expect.objectContaining({ event: 'request', route: '/agent/message', status: 503, request_id: expect.any(String), ms: expect.any(Number) }),
    )
    for (const hidden of ['kestrel', 'marmalade', ...Object.values(SECRETS), 'tunnel-word', cookie.slice(-20)]) expect(host.logs()).not.toContain(hidden)
  })
})
