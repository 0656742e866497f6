// SIGKILL in the middle of a turn, on both hosts (L7): after the restart it ends as interrupted, with its text, and nobody has to ask.
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { reasoningOf, textOf } from '../../../shared/conversation.ts'
import { answerTokens } from '../../sim/cases-text.ts'
import { fieldOf, lastText } from './client.ts'
import { eventually } from './eventually.ts'
import { KINDS, stage } from './stage.ts'

/** From the restart to the end of the turn, in milliseconds. */
const CLOSED_MS = 15_000

interface Line {
  readonly event: unknown
  readonly conversation: unknown
  readonly time: number
}

/** The worker's own lines, of all that a host writes. */
function linesOf(log: string): Line[] {
  return log.split('\n').flatMap((text) => {
    if (!text.startsWith('{')) return []
    const line: unknown = JSON.parse(text)
    return [{ event: fieldOf(line, 'event'), conversation: fieldOf(line, 'conversation'), time: Date.parse(String(fieldOf(line, 'time'))) }]
  })
}

/** How the answers stand in the files of the Node host, read beside it. */
function storedStates(dataDir: string): unknown[] {
  const actors = path.join(dataDir, 'actors')
  return readdirSync(actors)
    .filter((name) => name.endsWith('.sqlite'))
    .flatMap((name) => {
      const db = new DatabaseSync(path.join(actors, name), { readOnly: true })
      try {
        if (db.prepare("select 1 from sqlite_master where name = 'message'").all().length === 0) return []
        return db
          .prepare("select json_extract(body, '$.state.status') as state from message where role = 'assistant'")
          .all()
          .map(({ state }) => state)
      } finally {
        db.close()
      }
    })
}

/** Turns that run when the process is killed: where they are, and how many events of theirs a reader has seen. */
const CASES = [
  { where: 'in the middle of its text', chat: 'speaking', message: 'speak [[tokens=4000]] [[rate=60]]', type: 'text', seen: 12 },
  { where: 'while it thinks', chat: 'thinking', message: 'think [[reasoning=4000]] [[rate=60]]', type: 'reasoning', seen: 6 },
  { where: 'where it can go on', chat: 'going', message: 'go on [[tokens=300]] [[rate=60]]', type: 'text', seen: 12 },
  { where: 'before the first word', chat: 'silent', message: 'wait [[delay=60000]]', type: 'turn.phase', seen: 1 },
] as const

// Both hosts at the same time; each in its order.
describe.concurrent.each(KINDS)('%s', (kind) => {
  describe('SIGKILL', { concurrent: false }, () => {
    const there = stage(kind)
    const shown = new Map<string, { readonly text: string; readonly last: string }>()
    let closed: readonly Line[] = []

    it('L7: turns whose process was killed are ended within 15 s of the restart, with no request made', { timeout: 90_000 }, async () => {
      const { client, host } = there
      const streams = await Promise.all(CASES.map(({ chat, message }) => client.ask(chat, message)))
      for (const [at, { message, type, seen }] of CASES.entries()) {
        let count = 0
        await streams[at]?.until((frame) => frame.is(type) && (count += 1) >= seen)
        await eventually(
          () => there.asked(message).length,
          (times) => expect(times).toBe(1),
        )
      }
      await host.kill()
      for (const [at, { chat }] of CASES.entries()) {
        const stream = streams[at]
        await stream?.closed
        expect(stream?.ended).toBe(false)
        shown.set(chat, { text: stream ? lastText(stream.view(chat)) : '', last: stream?.frames.at(-1)?.id ?? '' })
      }

      const before = host.logs().length
      const began = Date.now()
      await host.restart()
      const since = (): Line[] => linesOf(host.logs().slice(before))
      const ends = (): Line[] => since().filter(({ event }) => event === 'turn.interrupted')
      await eventually(
        () => ends().length,
        (ended) => expect(ended).toBe(CASES.length),
        CLOSED_MS,
      )
      closed = ends()
      expect(Math.max(...closed.map(({ time }) => time)) - began).toBeLessThan(CLOSED_MS)
      expect(since().map(({ event }) => event)).not.toContain('request')
      if (kind === 'node') expect(storedStates(host.dataDir).sort()).toEqual(CASES.map(() => 'interrupted'))
    })

    it.each(CASES)('L7: one that was killed $where has its text, and its chat goes on', async ({ chat, message, type }) => {
      const { client } = there
      const view = await client.view(chat)
      expect([view.running, view.messages.map(({ role }) => role)]).toEqual([null, ['user', 'assistant']])
      const answer = await client.answer(chat)
      expect(answer.state).toEqual({ status: 'interrupted', reason: 'process_ended' })
      // It ended before anybody asked.
      const end = closed.find(({ conversation }) => conversation === chat)
      expect(answer.at + (answer.timings?.total ?? Infinity)).toBeLessThanOrEqual(end?.time ?? 0)
      const listed = async (): Promise<unknown> => fieldOf((await client.get('/agent/sessions')).body, 'sessions')
      await eventually(listed, (sessions) => expect(sessions).toContainEqual(expect.objectContaining({ id: chat, state: 'interrupted' })))

      // What was shown is the beginning of what is stored, and that of what the model wrote.
      const stored = textOf(answer)
      const { text = '', last = '' } = shown.get(chat) ?? {}
      const [record] = there.asked(message)
      expect(stored.startsWith(text)).toBe(true)
      expect(record?.written.startsWith(stored)).toBe(true)
      expect(record?.reasoning.startsWith(reasoningOf(answer))).toBe(true)
      expect([text.length > 20, reasoningOf(answer).length > 20]).toEqual([type === 'text', type === 'reasoning'])

      // A place in the log of the old process is none in the new one's.
      const resumed = await client.events(chat, last)
      expect((await resumed.until(() => true)).event.type).toBe('reset')
      resumed.leave()
      expect((await client.say(chat, 'What is 2+2?')).body).toMatchObject({ status: 'done', reply: '4' })
    })

    it('one that goes on ends with the text that it would have had', async () => {
      const chat = 'going'
      const message = CASES.find((one) => one.chat === chat)?.message ?? ''
      const killed = (await there.client.view(chat)).messages[1]
      const told = await there.client.post('/agent/message', { continue: killed?.id, session_id: chat })
      const whole = answerTokens(message, 1, 300).join('')
      expect([told.status, told.body]).toMatchObject([200, { status: 'done', reply: whole, metadata: { message_id: killed?.parent } }])
      const { messages, head } = await there.client.view(chat)
      expect(messages.find(({ id }) => id === head)).toMatchObject({ parent: killed?.parent, continues: { turn: killed?.id, parts: 1 } })
      // Nothing of it was written twice.
      const [first] = there.asked(message)
      const rest = there.sim.records().at(-1)
      expect([first?.messages.length, rest?.messages.length]).toEqual([1, 2])
      expect(rest?.messages[1]?.content + (rest?.written ?? '')).toBe(whole)
    })
  })
})
