// Suite: the server goes while the page is open. It says so with the reason, and takes up by itself where it was.
import { describe, expect, it } from 'vitest'
import { textOf } from '../../../shared/conversation.ts'
import type { Stage } from '../hosts/stage.ts'
import type { Visitors } from './browser.ts'
import { asShown, PATIENT } from './chat.ts'

/** From the restart of the server to a page that knows all of it, in milliseconds. */
const RECOVERY_MS = 15_000
/** What a browser says of a server that is not there. */
const REFUSED = /^console: Failed to load resource: net::ERR_CONNECTION_REFUSED/
/** And of a stream that broke. */
const BROKEN = /^console: Failed to load resource: net::ERR_(INCOMPLETE_CHUNKED_ENCODING|CONNECTION_RESET)/

export function offline(there: Stage, { visit }: Visitors): void {
  describe('the server goes', () => {
    it('stopped while nothing runs: Offline with the reason, and back by itself', async () => {
      const { chat, watch } = await visit(there.host.url)
      await chat.say('What is 2+2?')
      expect(await chat.until('done')).toBe('4')
      watch.allow(REFUSED)
      await there.host.stop()
      await expect.poll(() => chat.status.innerText(), PATIENT).toMatch(/^Offline\. Porchlight does not answer\./)
      expect((await chat.shown()).text).toBe('4')
      // What is sent now is kept.
      await chat.say('What is 2+2, again?')
      await chat.thread.getByText('Not sent. Porchlight does not answer.').waitFor()
      expect(await chat.questions.last().getAttribute('data-status')).toBe('failed')

      await there.host.restart()
      await expect.poll(() => chat.status.innerText(), { ...PATIENT, timeout: RECOVERY_MS }).toMatch(/^Home is on/)
      await chat.retry.click()
      await expect.poll(() => chat.answers.count(), PATIENT).toBe(2)
      expect(await chat.until('done')).toBe('4')
      expect((await there.client.view(chat.id)).messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant'])
    })

    it('killed in the middle of an answer: interrupted is shown, with the text that is stored', async () => {
      const { chat, watch } = await visit(there.host.url)
      const message = 'Tell me of the sea [[tokens=4000]]'
      await chat.say(message)
      await chat.grows(3)
      watch.allow(REFUSED, BROKEN)
      await there.host.kill()
      const seen = (await chat.shown()).text
      await chat.answers.getByText('The connection is lost').waitFor()
      await expect.poll(() => chat.status.innerText(), PATIENT).toMatch(/^Offline\. /)
      await there.host.restart()
      const restarted = performance.now()
      const shown = await chat.until('interrupted')
      await expect.poll(() => chat.status.innerText(), PATIENT).toMatch(/^Home is on/)
      expect(performance.now() - restarted).toBeLessThan(RECOVERY_MS)
      await chat.answers.getByText('Interrupted: Porchlight was stopped while this was being written.').waitFor()
      const answer = await there.client.answer(chat.id)
      expect([answer.state, asShown(textOf(answer))]).toEqual([{ status: 'interrupted', reason: 'process_ended' }, shown])
      expect([seen.length > 0, shown.startsWith(seen), there.asked(message)[0]?.written.startsWith(textOf(answer))]).toEqual([true, true, true])
    })
  })
}
