// Suite: what a person reads while an answer has not begun. A place in line, a model that is loaded, a prompt that is read; and for how long. At a home that answers one at a time, with no model in memory.
import type { Locator } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Stage } from '../hosts/stage.ts'
import type { Visitors } from './browser.ts'
import { type Chat, PATIENT } from './chat.ts'
import { isForEveryone } from './hands.ts'

/** What happens, as it is seen, without the hint that comes below it after a while; and as it is heard, without what would not stop. */
const line = (chat: Chat): Locator => chat.answers.last().locator('.phase > span:first-child')
const heard = (chat: Chat): Promise<string> => chat.page.locator('.page > output').innerText()

/** Waits for these words with a time, and then for a longer one. */
async function goesOn(chat: Chat, words: string): Promise<void> {
  const seconds = async (): Promise<number> => {
    const [, told] = new RegExp(`^${words}, (\\d+) s$`).exec(await line(chat).innerText()) ?? []
    return told === undefined ? -1 : Number(told)
  }
  await expect.poll(seconds, PATIENT).toBeGreaterThanOrEqual(0)
  const before = await seconds()
  await expect.poll(seconds, PATIENT).toBeGreaterThan(before)
}

export function waiting(there: Stage, { visit }: Visitors): void {
  describe('before an answer', () => {
    it('a model that is not in memory is being loaded, and for how long', async () => {
      const { chat } = await visit(there.host.url)
      await chat.say('What is 2+2?')
      await goesOn(chat, 'Loading the model')
      expect(await heard(chat)).toBe('Loading the model')
      expect(await chat.until('done')).toBe('4')
      expect(await line(chat).count()).toBe(0)
    })

    it('who waits in line reads at which place, sees it move up, and for how long', async () => {
      const { chat, second } = await visit(there.host.url)
      await chat.say('Tell me of the sea [[tokens=4000]] [[rate=50]]')
      await chat.grows(2)
      const [next, last] = [await second(there.host.url), await second(there.host.url)]
      await next.say('Who is next? [[tokens=3]]')
      await goesOn(next, 'Next in line')
      await last.say('Who comes then? [[tokens=3]]')
      await goesOn(last, 'Second in line')
      expect([await heard(next), await heard(last)]).toEqual(['Next in line', 'Second in line'])
      await isForEveryone(last.page)
      await next.stop.click()
      await next.until('stopped')
      await goesOn(last, 'Next in line')
      expect(await heard(last)).toBe('Next in line')
      await chat.stop.click()
      await last.until('done')
      expect([there.asked('Who is next? [[tokens=3]]').length, there.asked('Who comes then? [[tokens=3]]').length]).toEqual([0, 1])
    })

    it('how much of the prompt is read is said where the server tells it, and for how long', async () => {
      const { chat } = await visit(there.host.url)
      await there.sim.set({ dialect: 'llamacpp' })
      await chat.say('What is in the long story? [[tokens=8]] [[delay=16000]]')
      const percent = async (): Promise<number> => Number(/^Reading the prompt, (\d+) %, \d+ s$/.exec(await line(chat).innerText())?.[1] ?? -1)
      let before = -1
      for (let times = 0; times < 2; times += 1) {
        await expect.poll(percent, PATIENT).toBeGreaterThan(before)
        before = await percent()
      }
      await goesOn(chat, 'Reading the prompt, \\d+ %')
      expect(await heard(chat)).toBe('Reading the prompt')
      await chat.until('done')
      await there.sim.set({ dialect: 'lmstudio' })
    })
  })
}
