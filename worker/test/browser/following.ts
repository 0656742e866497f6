// Suite: an answer belongs to the server. Other devices follow it; a page that slept, or was off the network, ends with all of it.
import { describe, expect, it } from 'vitest'
import type { Stage } from '../hosts/stage.ts'
import type { Visitors } from './browser.ts'
import { PATIENT } from './chat.ts'
import { endsWhole } from './whole.ts'
import { PHONE } from '../../../scripts/quiet-chromium.ts'

/** What a browser says of a network that is not there. */
const GONE = /^console: Failed to load resource: net::ERR_INTERNET_DISCONNECTED/

export function following(there: Stage, { visit }: Visitors): void {
  describe('an answer goes on', () => {
    it('a second device finds it in its list, and follows it', async () => {
      const { chat } = await visit(there.host.url)
      const message = 'Tell me of the rivers [[tokens=500]] [[rate=40]]'
      await chat.say(message)
      await chat.grows(2)
      const other = await visit(there.host.url, PHONE)
      await other.chat.page.getByRole('main').getByRole('button', { name: 'Chats' }).tap()
      await other.chat.page.getByRole('link', { name: 'Tell me of the rivers' }).tap()
      await other.chat.grows(2)
      await endsWhole(chat, there, message)
      await endsWhole(other.chat, there, message)
    })

    it('the page is suspended in the middle, its connection with it', async () => {
      const { chat, context, watch } = await visit(there.host.url)
      const message = 'Tell me of the lakes [[tokens=360]] [[rate=60]]'
      await chat.say(message)
      await chat.grows(2)
      const session = await context.newCDPSession(chat.page)
      await session.send('Page.setWebLifecycleState', { state: 'frozen' })
      await context.setOffline(true)
      await there.client.settled(chat.id)
      await context.setOffline(false)
      await session.send('Page.setWebLifecycleState', { state: 'active' })
      watch.may(/^console: Failed to load resource: net::ERR_(INTERNET_DISCONNECTED|NETWORK_CHANGED|INCOMPLETE_CHUNKED_ENCODING)/)
      await endsWhole(chat, there, message)
    })

    it('the network goes and comes', async () => {
      const { chat, context, watch } = await visit(there.host.url)
      const message = 'Tell me of the woods [[tokens=240]] [[rate=40]]'
      await chat.say(message)
      await chat.grows(2)
      watch.allow(GONE)
      await context.setOffline(true)
      await expect.poll(() => chat.status.innerText(), PATIENT).toMatch(/^Offline\. This device has no network\./)
      await context.setOffline(false)
      await endsWhole(chat, there, message)
      await expect.poll(() => chat.status.innerText(), PATIENT).toMatch(/^Home is on/)
    })
  })

  describe('what was written', () => {
    it('is there again after a reload, chat by chat, and what was sent off the network goes by itself', async () => {
      const { chat, context, watch } = await visit(there.host.url)
      await chat.say('What is 2+2?')
      await chat.until('done')
      await chat.field.fill('Half a thou')
      await chat.page.getByRole('button', { name: 'New chat' }).click()
      await expect.poll(() => chat.field.inputValue(), PATIENT).toBe('')
      await chat.field.fill('For the new one')
      await chat.page.reload()
      await expect.poll(() => chat.field.inputValue(), PATIENT).toBe('For the new one')
      await chat.page.getByRole('link', { name: 'What is 2+2?' }).first().click()
      await expect.poll(() => chat.field.inputValue(), PATIENT).toBe('Half a thou')

      await chat.kept()
      watch.allow(GONE)
      await context.setOffline(true)
      await chat.say('What is 2+2, again?')
      await chat.thread.getByText('Waits to be sent.').waitFor()
      // The page is closed and opened again, while there is still no network: its shell is kept by the browser.
      await chat.page.reload()
      await chat.page.getByText('What is 2+2, again?').waitFor()
      await context.setOffline(false)
      await expect
        .poll(async () => (await there.client.view(chat.id)).messages.map((one) => (one.role === 'assistant' ? one.state.status : '')), PATIENT)
        .toEqual(['', 'done', '', 'done'])
      expect(there.asked('What is 2+2, again?')).toHaveLength(1)
    })
  })
}
