// Suite: the list of chats, their names, their end.
import { describe, expect, it } from 'vitest'
import { PLAIN_SETTINGS } from '../../../shared/conversation.ts'
import { fieldOf } from './client.ts'
import { eventually } from './eventually.ts'
import { type Stage, fresh } from './stage.ts'
import { isText } from './stream.ts'

export function chats(stage: Stage): void {
  const listed = async (): Promise<unknown[]> => {
    const sessions = fieldOf((await stage.client.get('/agent/sessions')).body, 'sessions')
    return Array.isArray(sessions) ? sessions : []
  }
  const line = async (chat: string): Promise<unknown> => (await listed()).find((each) => fieldOf(each, 'id') === chat)

  describe('chats', () => {
    it('a chat is listed under its first words, with how it stands', async () => {
      const chat = fresh('listed')
      await stage.client.say(chat, 'What is 2+2?')
      await eventually(
        () => line(chat),
        (told) => expect(told).toMatchObject({ id: chat, title: 'What is 2+2?', state: 'done', created: expect.any(Number), updated: expect.any(Number) }),
      )
      const other = fresh('listed')
      await stage.client.say(other, 'What is 2+2, again?')
      await eventually(
        async () => fieldOf((await listed())[0], 'id'),
        (first) => expect(first).toBe(other),
      )
    })

    it('a new name is in the list, in the chat, and with who follows', async () => {
      const chat = fresh('renamed')
      await stage.client.say(chat, 'What is 2+2?')
      const follower = await stage.client.events(chat)
      await follower.until(({ event }) => event.type === 'reset')
      const told = await stage.client.request('PATCH', `/agent/sessions/${chat}`, { title: ' Sums ' })
      expect([told.status, told.body]).toEqual([200, { title: 'Sums', settings: PLAIN_SETTINGS }])
      expect((await follower.until(({ event }) => event.type === 'conversation.renamed')).event).toEqual({ type: 'conversation.renamed', title: 'Sums' })
      follower.leave()
      expect((await stage.client.view(chat)).title).toBe('Sums')
      await eventually(
        () => line(chat),
        (told) => expect(told).toMatchObject({ title: 'Sums' }),
      )
    })

    it('L9: what is deleted is gone, and its running turn stops', async () => {
      const chat = fresh('deleted')
      const message = `${chat} [[tokens=4000]]`
      const stream = await stage.client.ask(chat, message)
      await stream.until(isText)
      await eventually(
        () => line(chat),
        (told) => expect(told).toMatchObject({ state: 'running' }),
      )
      const at = Date.now()
      expect((await stage.client.request('DELETE', `/agent/sessions/${chat}`)).status).toBe(204)
      await stream.closed
      await eventually(
        () => stage.asked(message)[0]?.aborted,
        (aborted) => expect(aborted).toBe(true),
      )
      expect((stage.asked(message)[0]?.abortedAt ?? Infinity) - at).toBeLessThan(1_000)
      const gone = { detail: { error: 'gone', session_id: chat } }
      const answers = await Promise.all([
        stage.client.get(`/agent/sessions/${chat}`),
        stage.client.request('PATCH', `/agent/sessions/${chat}`, { title: 'a' }),
        stage.client.post(`/agent/sessions/${chat}/events`, {}),
        stage.client.post(`/agent/sessions/${chat}/stop`, {}),
        stage.client.say(chat, 'Are you there?'),
      ])
      for (const { status, body } of answers) expect([status, body]).toMatchObject([410, gone])
      expect((await stage.client.request('DELETE', `/agent/sessions/${chat}`)).status).toBe(204)
      expect(await line(chat)).toBeUndefined()
    })

    it('reads never create', async () => {
      const before = await listed()
      const chat = fresh('never')
      const answers = await Promise.all([
        stage.client.get(`/agent/sessions/${chat}`),
        stage.client.request('PATCH', `/agent/sessions/${chat}`, { title: 'a' }),
        stage.client.request('DELETE', `/agent/sessions/${chat}`),
        stage.client.post(`/agent/sessions/${chat}/events`, {}),
        stage.client.request('GET', `/agent/sessions/${chat}/events`, undefined, { 'last-event-id': 'a.1' }),
        stage.client.post(`/agent/sessions/${chat}/stop`, {}),
        stage.client.post('/agent/message', { retry: 'none', session_id: chat }),
      ])
      for (const { status, body } of answers) expect([status, body]).toMatchObject([404, { detail: { error: 'not_found' } }])
      expect(await listed()).toEqual(before)
    })

    it('another answer to the same question stands beside the first', async () => {
      const chat = fresh('again')
      const first = await stage.client.say(chat, `${chat} [[tokens=8]]`)
      const turn = fieldOf(first.body, 'metadata', 'turn_id')
      const second = await stage.client.post('/agent/message', { retry: turn, session_id: chat })
      expect([second.status, second.body]).toMatchObject([200, { status: 'done' }])
      const { messages } = await stage.client.view(chat)
      expect(messages.map(({ role, parent }) => [role, parent])).toEqual([
        ['user', null],
        ['assistant', messages[0]?.id],
        ['assistant', messages[0]?.id],
      ])
    })
  })
}
