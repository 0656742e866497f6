// Suite: the list of chats and what is around it. What runs and what is new, finding, deleting and taking back, taking away.
import { readFile } from 'node:fs/promises'
import type { BrowserContext } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Stage } from '../hosts/stage.ts'
import type { Visitors } from './browser.ts'
import { PATIENT } from './chat.ts'

/** Pixels of one turn of the wheel. */
const WHEEL = 400

/** What is asked for at this address does not come until what is given back is called. */
async function holds(context: BrowserContext, address: string): Promise<() => void> {
  let comes = (): void => undefined
  const held = new Promise<void>((resolve) => (comes = resolve))
  await context.route(address, async (route) => {
    await held
    await route.continue()
  })
  return () => comes()
}

/** The wheel has moved what is read, or cannot: nothing else may. */
const WHEELED = `new Promise((done) => {
  const box = document.getElementById('thread')
  const rests = () => mark !== null && mark.isConnected && box.scrollTop > 0 && mark.getBoundingClientRect().top === markTop
  const look = () => requestAnimationFrame(rests() ? look : () => requestAnimationFrame(() => done(null)))
  look()
})`

export function listing(there: Stage, { visit }: Visitors): void {
  /** The page, of which that part is held back until `comes`. */
  const without = async (part: string) => {
    const { chat, context } = await visit(`${there.host.url}/health`)
    const comes = await holds(context, part)
    await chat.page.goto(there.host.url)
    return { chat, page: chat.page, comes }
  }

  describe('the list of chats', () => {
    it('says what runs, and what ended while the person was elsewhere', async () => {
      const { chat } = await visit(there.host.url)
      const nav = chat.page.getByRole('navigation', { name: 'Chats' })
      await chat.say('Tell me of the harbour [[tokens=300]] [[rate=40]]')
      await chat.grows(2)
      await nav.getByRole('link', { name: /Tell me of the harbour.*runs/ }).waitFor()
      await chat.page.getByRole('button', { name: 'New chat' }).click()
      await nav.getByRole('link', { name: /Tell me of the harbour.*new/ }).waitFor()
      await nav.getByRole('link', { name: /Tell me of the harbour/ }).click()
      await chat.until('done')
      await chat.page.getByRole('button', { name: 'New chat' }).click()
      await nav.getByRole('link', { name: 'Tell me of the harbour [[tokens=300]] [[rate=40]]', exact: true }).waitFor()
    })

    it('a chat is found by its title', async () => {
      await there.client.say('find-1', 'Quinces and medlars')
      await there.client.say('find-2', 'Bicycle lights')
      const { chat } = await visit(there.host.url)
      const nav = chat.page.getByRole('navigation', { name: 'Chats' })
      await nav.getByRole('link', { name: 'Bicycle lights' }).waitFor()
      await nav.getByRole('searchbox', { name: 'Find a chat' }).fill('medlars')
      await expect.poll(() => nav.getByRole('link').allInnerTexts(), PATIENT).toEqual(['Quinces and medlars'])
      await nav.getByRole('searchbox').fill('no such title')
      await nav.getByText('No chat has this in its title.').waitFor()
    })

    it('the field that finds a chat is there before the chats are: what is written then finds one when they come', async () => {
      await there.client.say('early-1', 'Larks and early birds')
      const { chat, page, comes } = await without('**/listed-chats-*.js')
      const field = page.getByRole('searchbox', { name: 'Find a chat' })
      await field.waitFor()
      await expect
        .poll(async () => {
          await page.keyboard.press('Control+k')
          return page.evaluate('document.activeElement.id')
        }, PATIENT)
        .toBe('find')
      await page.keyboard.type('larks')
      const place = await field.boundingBox()
      comes()
      const nav = page.getByRole('navigation', { name: 'Chats' })
      await expect.poll(() => nav.getByRole('link').allInnerTexts(), PATIENT).toEqual(['Larks and early birds'])
      expect([await field.boundingBox(), await field.inputValue()]).toEqual([place, 'larks'])
      await page.keyboard.press('Enter')
      await expect.poll(() => chat.id, PATIENT).toBe('early-1')
    })

    it('older chats that could not be looked through are looked through once the server answers again', async () => {
      await there.client.say('older-1', 'Bicycle lamps')
      const { chat, context, watch } = await visit(`${there.host.url}/health`)
      const { page } = chat
      let down = true
      await context.route('**/agent/sessions', async (route) => {
        const response = await route.fetch()
        await route.fulfill({ response, json: { ...JSON.parse(await response.text()), more: true } })
      })
      await context.route('**/agent/sessions?before=*', async (route) => {
        if (down) return route.abort()
        const response = await route.fetch()
        const sessions = [{ id: 'older-0', title: 'Quinces of old', created: 1, updated: 1, state: 'idle' }]
        return route.fulfill({ response, json: { ...JSON.parse(await response.text()), more: false, sessions } })
      })
      watch.allow(/^console: Failed to load resource: net::ERR_FAILED/)
      await page.goto(there.host.url)
      const nav = page.getByRole('navigation', { name: 'Chats' })
      await nav.getByRole('link', { name: 'Bicycle lamps' }).waitFor()
      await nav.getByRole('searchbox', { name: 'Find a chat' }).fill('of old')
      await nav.getByText('Older chats could not be looked through.').waitFor()
      down = false
      // Another device writes: the list is read anew.
      await there.client.say('older-2', 'News of another device')
      await expect.poll(() => nav.getByRole('link').allInnerTexts(), PATIENT).toEqual(['Quinces of old'])
    })

    it('who writes on before the notice of a deletion is there is not called back to it', async () => {
      await there.client.say('slow-1', 'Plums')
      const { chat, page, comes } = await without('**/toast-view-*.js')
      const more = page.getByRole('button', { name: 'Options for “Plums”' })
      await more.press('Enter')
      await page.getByRole('dialog').getByRole('button', { name: 'Delete chat' }).press('Enter')
      await more.waitFor({ state: 'detached' })
      // The focus is on the way to a new chat.
      await page.keyboard.press('Enter')
      await expect.poll(() => page.evaluate('document.activeElement.id'), PATIENT).toBe('message')
      comes()
      await page.getByRole('button', { name: 'Undo' }).waitFor()
      await page.keyboard.type('Half a thou')
      expect(await chat.field.inputValue()).toBe('Half a thou')
    })

    it('deleting can be taken back; not taken back, it is gone from the server', async () => {
      await there.client.say('gone-1', 'To be kept after all')
      await there.client.say('gone-2', 'To be gone')
      const { chat } = await visit(there.host.url)
      const { page } = chat
      const nav = page.getByRole('navigation', { name: 'Chats' })
      const remove = async (title: string): Promise<void> => {
        await nav.getByRole('button', { name: `Options for “${title}”` }).click()
        await page
          .getByRole('dialog')
          .getByRole('button', { name: /^Delete/ })
          .click()
        await expect.poll(() => nav.getByRole('link', { name: title }).count(), PATIENT).toBe(0)
      }
      await remove('To be kept after all')
      await page.getByRole('button', { name: 'Undo' }).click()
      await nav.getByRole('link', { name: 'To be kept after all' }).waitFor()
      await remove('To be gone')
      expect((await there.client.get('/agent/sessions/gone-2')).status).toBe(200)
      await expect.poll(async () => (await there.client.get('/agent/sessions/gone-2')).status, PATIENT).toBe(410)
      expect((await there.client.get('/agent/sessions/gone-1')).status).toBe(200)
    })

    it('a chat is taken away as Markdown and as JSON, with everything in it', async () => {
      await there.client.say('take-1', 'What is 2+2, to take away?')
      const { chat, watch } = await visit(`${there.host.url}/c/take-1`)
      const { page } = chat
      await chat.until('done')
      watch.allow(/^download: blob:/)
      const take = async (name: string): Promise<{ readonly name: string; readonly text: string }> => {
        await page.getByRole('button', { name: 'Options for “What is 2+2, to take away?”' }).click()
        const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('dialog').getByRole('button', { name }).click()])
        return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') }
      }
      const markdown = await take('Export as Markdown')
      expect(markdown.name).toMatch(/\.md$/)
      expect(markdown.text).toMatch(/# What is 2\+2, to take away\?[^]*What is 2\+2, to take away\?[^]*4/)
      const json = await take('Export as JSON')
      const read: unknown = JSON.parse(json.text)
      const { messages, title } = await there.client.view('take-1')
      expect(read).toMatchObject({ porchlight: 1, conversations: [{ id: 'take-1', title, messages }] })

      // To read, it is the branch that is seen.
      await chat.questions.getByRole('button', { name: 'Edit' }).click()
      await page.getByRole('textbox', { name: 'Edit your message' }).fill('What is 3+3, to be left?')
      await page.keyboard.press('Enter')
      await chat.questions.getByText('What is 3+3, to be left?').waitFor()
      await chat.until('done')
      await chat.questions.getByRole('button', { name: 'Previous version' }).click()
      await chat.questions.getByText('What is 2+2, to take away?').waitFor()
      const seen = await take('Export as Markdown')
      expect(['2+2', '3+3'].filter((sum) => seen.text.split('\n').slice(1).join().includes(sum))).toEqual(['2+2'])
    })

    it('a chat of many pages: older messages come by themselves, and what is read stays where it is', async () => {
      for (let n = 0; n < 60; n += 1) await there.client.say('long-1', `What is 2+2? Number ${n}`)
      const { chat } = await visit(`${there.host.url}/c/long-1`)
      await chat.thread.getByText('Number 59').waitFor()
      await chat.thread.hover()
      const first = chat.thread.getByText('Number 0', { exact: false })
      // What is read moves only by as much as the wheel moved it, also while older messages come in above it.
      const seen = `[...document.querySelectorAll('article.question')].find((e) => e.getBoundingClientRect().top > 100)`
      const jumps: unknown[] = []
      for (const deadline = performance.now() + 60_000; (await first.count()) === 0 && performance.now() < deadline;) {
        await chat.page.evaluate(`window.mark = ${seen} ?? null; window.markTop = mark?.getBoundingClientRect().top`)
        await chat.page.mouse.wheel(0, -WHEEL)
        await chat.page.evaluate(WHEELED)
        const moved = await chat.page.evaluate("mark === null ? 0 : mark.isConnected ? mark.getBoundingClientRect().top - markTop : 'gone'")
        if (typeof moved !== 'number' || moved < -1 || moved > WHEEL + 1) jumps.push(moved)
      }
      expect([await first.count(), jumps]).toEqual([1, []])
    }, 120_000)
  })
}
