// Suite: the server goes while the page is open. It says so with the reason, and takes up by itself where it was.
import { describe, expect, it } from 'vitest'
import { textOf } from '../../../shared/conversation.ts'
import type { Stage } from '../hosts/stage.ts'
import type { Visitors } from './browser.ts'
import { letters, PATIENT } from './chat.ts'

/** From the restart of the server to a page that knows all of it, in milliseconds. */
const RECOVERY_MS = 15_000
const OFFLINE = /^Offline\. Porchlight does not answer\./
/** What a browser says of a server that is not there. */
const REFUSED = /^console: Failed to load resource: net::ERR_CONNECTION_REFUSED/
/** And of a stream that broke. */
const BROKEN = /^console: Failed to load resource: net::ERR_(INCOMPLETE_CHUNKED_ENCODING|CONNECTION_RESET)/
/** And of a look at home that was under way. */
const UNDER_WAY = /^console: Failed to load resource: net::ERR_(EMPTY_RESPONSE|SOCKET_NOT_CONNECTED)/

export function offline(there: Stage, { visit }: Visitors): void {
  describe('the server goes', () => {
    it('is killed: each tab says Offline with the reason, and is back by itself with all that is stored', async () => {
      const { chat, watch, second } = await visit(there.host.url)
      // No other flow asks this: what the model wrote is found by it.
      const message = 'Tell me of the tides [[tokens=4000]]'
      await chat.say(message)
      await chat.grows(1)
      const quiet = await second(there.host.url)
      await quiet.say('What is 2+2?')
      expect(await quiet.until('done')).toBe('4')
      await chat.grows(3)
      watch.allow(REFUSED, BROKEN)
      watch.may(UNDER_WAY)
      await there.host.kill()

      const seen = (await chat.shown()).text
      await chat.answers.getByText('The connection is lost').waitFor()
      await expect.poll(() => chat.status.innerText(), PATIENT).toMatch(OFFLINE)
      await expect.poll(() => quiet.status.innerText(), PATIENT).toMatch(OFFLINE)
      expect((await quiet.shown()).text).toBe('4')
      // What is sent now is kept.
      await quiet.say('What is 2+2, again?')
      await quiet.thread.getByText('Waits to be sent.').waitFor()
      expect(await quiet.questions.last().getAttribute('data-status')).toBe('failed')

      await there.host.restart()
      const restarted = performance.now()
      const shown = await chat.until('interrupted')
      await expect.poll(() => chat.status.innerText(), PATIENT).toMatch(/^Home is on/)
      await expect.poll(() => quiet.status.innerText(), PATIENT).toMatch(/^Home is on/)
      expect(performance.now() - restarted).toBeLessThan(RECOVERY_MS)

      await chat.answers.getByText('Interrupted: Porchlight was stopped while this was being written.').waitFor()
      const answer = await there.client.answer(chat.id)
      expect([answer.state, textOf(answer)]).toEqual([{ status: 'interrupted', reason: 'process_ended' }, await chat.copied()])
      expect([seen.length > 0, letters(shown).startsWith(letters(seen)), there.asked(message)[0]?.written.startsWith(textOf(answer))]).toEqual([
        true,
        true,
        true,
      ])

      // And goes by itself.
      await expect.poll(() => quiet.answers.count(), PATIENT).toBe(2)
      expect(await quiet.until('done')).toBe('4')
      expect((await there.client.view(quiet.id)).messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant'])
    })
  })
}
