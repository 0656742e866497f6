// Suite: how a chat is asked, and where a message goes.
import { describe, expect, it } from 'vitest'
import { PLAIN_SETTINGS } from '../../../shared/conversation.ts'
import { SIM_MODEL } from '../../sim/cases-world.ts'
import { textIn } from './client.ts'
import { type Stage, fresh } from './stage.ts'

const BRIEF = { model: SIM_MODEL, system: 'Be brief.', temperature: 0.5 }

export function settings(stage: Stage): void {
  const ask = (message: string) =>
    stage.asked(message).map(({ model, temperature, messages }) => [model, temperature, messages.map(({ role }) => role).join(' ')])

  describe('settings', () => {
    it('come with a message, reach the model, and hold for the next one', async () => {
      const chat = fresh('settings')
      const [first, second, third] = [`${chat} one [[tokens=4]]`, `${chat} two [[tokens=4]]`, `${chat} three [[tokens=4]]`]
      const stream = await stage.client.ask(chat, first, { settings: BRIEF })
      await stream.closed
      expect(stream.frames.slice(0, 2).map(({ event }) => event.type)).toEqual(['conversation.configured', 'message.accepted'])
      await stage.client.say(chat, second)
      expect([ask(first), ask(second)]).toEqual([[[SIM_MODEL, 0.5, 'system user']], [[SIM_MODEL, 0.5, 'system user assistant user']]])
      expect(stage.asked(second)[0]?.messages[0]).toEqual({ role: 'system', content: 'Be brief.' })

      const follower = await stage.client.events(chat)
      await follower.until(({ event }) => event.type === 'reset')
      const told = await stage.client.request('PATCH', `/agent/sessions/${chat}`, { settings: PLAIN_SETTINGS })
      expect([told.status, told.body]).toEqual([200, { title: expect.stringContaining(chat), settings: PLAIN_SETTINGS }])
      await follower.until(({ event }) => event.type === 'conversation.configured')
      follower.leave()
      await stage.client.say(chat, third)
      expect(ask(third)).toEqual([[SIM_MODEL, null, 'user assistant user assistant user']])
      expect((await stage.client.view(chat)).settings).toEqual(PLAIN_SETTINGS)
    })

    it('the first question edited begins a root of its own', async () => {
      const chat = fresh('edited')
      await stage.client.say(chat, `${chat} [[tokens=4]]`)
      const edited = `${chat}, edited [[tokens=4]]`
      const { status, body } = await stage.client.say(chat, edited, { parent: null })
      expect([status, ask(edited).map(([, , roles]) => roles)]).toEqual([200, ['user']])
      const view = await stage.client.view(chat)
      expect(view.head).toBe(textIn(body, 'metadata', 'turn_id'))
      expect(view.messages.flatMap(({ role, parent }) => (role === 'user' ? [parent] : []))).toEqual([null, null])
    })

    it('those of new chats are kept, and hold for a chat that begins with their name and for no other', async () => {
      const before = await stage.client.get('/settings')
      expect([before.status, before.body]).toEqual([200, PLAIN_SETTINGS])
      const put = await stage.client.request('PUT', '/settings', BRIEF)
      expect([put.status, put.body, (await stage.client.get('/settings')).body]).toEqual([200, BRIEF, BRIEF])
      const message = `${fresh('plain')} [[tokens=4]]`
      await stage.client.say(fresh('plain'), message)
      expect(ask(message)).toEqual([[SIM_MODEL, null, 'user']])
      const [chat, named] = [fresh('named'), `${fresh('as new chats')} [[tokens=4]]`]
      await stage.client.say(chat, named, { settings: 'defaults' })
      expect((await stage.client.view(chat)).settings).toEqual(BRIEF)
      expect((await stage.client.request('PUT', '/settings', { system: 'x' })).status).toBe(422)
    })
  })
}
