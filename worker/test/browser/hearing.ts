// Suite: the page as it is heard. An answer in sentences as it comes, what changes about home, and nothing beside them.
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Stage } from '../hosts/stage.ts'
import type { Visitors } from './browser.ts'
import { type Chat, PATIENT } from './chat.ts'

/** What the model says, and what a person is to hear of it. Long enough that it is read out while it is written. */
const SENTENCES = [
  'A lamp stands in the porch.',
  'It burns all night, and nobody asks why!',
  'Is it for the ferry?',
  'The ferry comes at six.',
  'Look:',
  'Code.',
  'It holds 3.5 litres of oil.',
  'Whoever comes late finds the door.',
  'And that is all of it.',
]
const SAYS = `${SENTENCES.slice(0, 2).join(' ')} Is *it* for the **ferry**? The ferry comes at six.

Look:

\`\`\`js
const lamp = 'on. off.'
\`\`\`

- ${SENTENCES[6]}
- ${SENTENCES[7]}

${SENTENCES[8]}`

/** What a browser says of a network that is not there. */
const GONE = /^console: Failed to load resource: net::ERR_INTERNET_DISCONNECTED/
const NO_CHAT = /^console: Failed to load resource: the server responded with a status of 404/
/** What is said of a message that is sent then. */
const WAITS = 'Waits to be sent. This device has no network. It goes by itself when Porchlight can be reached.'

/** Keeps what every live region is given from now on: what is added to the answer, what the state becomes, what of it is taken away again, and anything else that would be read out; and the state of the answer at each piece of it. */
const HEAR = `(() => {
  window.heard = { answer: [], state: [], emptied: [], other: [], while: [] }
  const live = '[aria-live], [role="status"], [role="alert"], [role="log"], output'
  const kindOf = (region) => (region.matches('[data-announces="answer"]') ? 'answer' : region.matches('.page > output') ? 'state' : 'other')
  const hear = ({ type, target, addedNodes, removedNodes }) => {
    const region = (target instanceof Element ? target : target.parentElement)?.closest(live)
    if (!region) {
      // One that comes with words in it.
      const come = [...addedNodes].filter((e) => e instanceof Element).flatMap((e) => [e, ...e.querySelectorAll('*')]).filter((e) => e.matches(live))
      heard.other.push(...come.map((e) => e.textContent).filter((text) => text !== ''))
      return
    }
    const kind = kindOf(region)
    if (kind === 'answer' && target === region) {
      heard.while.push(...[...addedNodes].map(() => [...document.querySelectorAll('article[data-turn]')].at(-1)?.dataset.status))
      heard.answer.push(...[...addedNodes].map((e) => e.textContent.trim()), ...[...removedNodes].map((e) => 'gone: ' + e.textContent))
    } else if (kind === 'answer') heard.answer.push('changed: ' + target.textContent)
    else if (kind === 'state' && region.textContent === '') heard.emptied.push(heard.state.at(-1))
    else if (region.textContent !== '' && heard[kind].at(-1) !== region.textContent) heard[kind].push(region.textContent)
  }
  new MutationObserver((records) => records.forEach(hear)).observe(document.body, { subtree: true, childList: true, characterData: true })
})()`

const heard = async (page: Page, what: 'answer' | 'state' | 'emptied' | 'other'): Promise<string[]> => {
  const told: unknown = await page.evaluate(`heard.${what}`)
  return Array.isArray(told) ? told.map(String) : []
}

/** Waits until the state is heard as that, and gives what was heard since the beginning. */
async function hearsLast({ page }: Chat, words: string): Promise<string[]> {
  await expect.poll(async () => (await heard(page, 'state')).at(-1), { ...PATIENT, timeout: 40_000 }).toBe(words)
  return heard(page, 'state')
}

/** Once the page has said how home is. */
async function listens({ page }: Chat): Promise<void> {
  await expect.poll(() => page.locator('.page > output').textContent(), PATIENT).toBe('Home is on')
  await page.evaluate(HEAR)
}

export function hearing(there: Stage, { visit }: Visitors): void {
  describe('the page is heard', () => {
    it('an answer is read out sentence by sentence as it comes, each once, to its end', async () => {
      const { chat } = await visit(there.host.url)
      const { page } = chat
      await listens(chat)
      await there.sim.set({ says: SAYS })
      await chat.say('What stands in the porch? [[rate=10]]')
      await expect.poll(async () => (await heard(page, 'answer')).length, PATIENT).toBeGreaterThan(1)
      expect(await page.evaluate('heard.while.slice(0, 2)')).toEqual(['running', 'running'])
      await chat.until('done')
      await there.sim.set({ says: null })
      const all = `Answer: ${SENTENCES.join(' ')}`
      await expect.poll(async () => (await heard(page, 'answer')).join(' '), PATIENT).toBe(all)
      // Of what was read out, each piece is whole sentences.
      for (const piece of await heard(page, 'answer')) expect(piece).toMatch(/[.!?:]$/)
      expect(await page.locator('[data-announces="answer"]').innerText()).toBe(all)

      // The next one does not begin with the first.
      await chat.say('What is 2+2?')
      await expect.poll(() => chat.answers.count(), PATIENT).toBe(2)
      await chat.until('done')
      await expect.poll(async () => (await heard(page, 'answer')).at(-1), PATIENT).toBe('Answer: 4')
      expect(await page.locator('[data-announces="answer"]').innerText()).toBe('Answer: 4')

      // What happens is said beside it, without numbers, and nothing else speaks.
      const states = await heard(page, 'state')
      expect(states).toContain('Writing')
      expect(states.filter((words) => /\d/.test(words))).toEqual([])
      // That home is on was so before, and is no news after each answer.
      expect(states).not.toContain('Home is on')
      expect(await heard(page, 'other')).toEqual([])
    })

    it('that home goes and comes back is said, each once', async () => {
      const { chat } = await visit(there.host.url)
      await listens(chat)
      await there.sim.set({ down: 'refuse' })
      await hearsLast(chat, 'Home is off')
      await there.sim.set({ down: 'no' })
      expect(await hearsLast(chat, 'Home is on')).toEqual(['Home is off', 'Home is on'])
      expect([await heard(chat.page, 'answer'), await heard(chat.page, 'other')]).toEqual([[], []])
    })

    it('which chat is open is said when it is another one, and that one is gone', async () => {
      const { chat, watch } = await visit(there.host.url)
      const { page } = chat
      await listens(chat)
      await chat.say('What is 2+2?')
      await chat.until('done')
      await page.waitForURL(/\/c\//)
      const id = new URL(page.url()).pathname.split('/').at(-1)
      await page.keyboard.press('Alt+n')
      await hearsLast(chat, 'New chat')
      // The page looks how home is, at once: that is no news, and takes nothing away.
      const looked = page.waitForResponse('**/health')
      await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
      await (await looked).finished()
      await page.keyboard.press('Alt+ArrowDown')
      await hearsLast(chat, 'Opened: What is 2+2?')
      watch.allow(/^console: Failed to load resource: the server responded with a status of 410/)
      await fetch(`${there.host.url}/agent/sessions/${id}`, { method: 'DELETE' })
      await hearsLast(chat, 'This chat was deleted.')
      expect((await heard(page, 'state')).slice(-3)).toEqual(['New chat', 'Opened: What is 2+2?', 'This chat was deleted.'])
      expect(await heard(page, 'emptied')).not.toContain('New chat')
      // It stands where the reader is.
      expect(await chat.thread.evaluate((box) => [...box.querySelectorAll('article, .trouble')].at(-1)?.className)).toBe('trouble')
    })

    it('the way to the server goes, a message waits for it and goes by itself: each is said once', async () => {
      const { chat, context, watch } = await visit(there.host.url)
      await listens(chat)
      watch.allow(GONE)
      // The page may look whether its chat has begun.
      watch.may(NO_CHAT)
      await context.setOffline(true)
      await hearsLast(chat, 'Offline')
      await chat.say('What is 2+2?')
      await hearsLast(chat, WAITS)
      await context.setOffline(false)
      await chat.until('done')
      await expect.poll(() => heard(chat.page, 'answer'), PATIENT).toEqual(['Answer: 4'])
      const states = await heard(chat.page, 'state')
      const once = ['Offline', WAITS, 'Home is on']
      expect(states.filter((words) => once.includes(words))).toEqual(once)
      expect(await heard(chat.page, 'other')).toEqual([])
    })
  })
}
