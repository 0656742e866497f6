// Suite: what a person writes, by keyboard and by touch. Sent, kept for its chat, kept while nobody takes it; and of whom it is asked, and how.
import { describe, expect, it } from 'vitest'
import { fresh, type Stage } from '../hosts/stage.ts'
import type { Visitors } from './browser.ts'
import { PATIENT } from './chat.ts'
import { comes, HANDS, isForEveryone } from './hands.ts'

/** What a browser says of a network that is not there, and of a chat that is not. */
const GONE = /^console: Failed to load resource: net::ERR_INTERNET_DISCONNECTED/
const NO_CHAT = /^console: Failed to load resource: the server responded with a status of 404/

export function writing(there: Stage, visitors: Visitors): void {
  it('a message that waits in two tabs and is taken back in one is not sent by the other', async () => {
    const { chat, context, watch, second } = await visitors.visit(there.host.url)
    const [first, better] = [fresh('Thought better of'), fresh('In better words')]
    await expect.poll(() => chat.status.innerText(), PATIENT).toMatch(/^Home is on/)
    await chat.kept()
    watch.allow(GONE, NO_CHAT)
    await context.setOffline(true)
    await chat.say(first)
    const waits = chat.thread.getByRole('region', { name: 'Waits to be sent.' })
    await waits.waitFor()
    const other = await second(there.host.url)
    await other.questions.getByText(first).waitFor()
    await waits.getByRole('button', { name: 'Edit', exact: true }).click()
    await expect.poll(() => chat.field.inputValue(), PATIENT).toBe(first)
    await context.setOffline(false)
    await other.page.getByRole('heading', { name: 'What shall it be?' }).waitFor()
    expect(await other.questions.count()).toBe(0)
    await chat.say(better)
    await chat.until('done')
    expect([there.asked(first).length, there.asked(better).length]).toEqual([0, 1])
  })

  describe.each(HANDS)('writing, $name', (hand) => {
    const { touch, press, mark, write, leave, list } = hand

    it('a message of two lines is sent, and each chat keeps what was begun in it', async () => {
      const { chat } = await comes(visitors, there.host.url, hand)
      const { keyboard } = chat.page
      const first = `Tell me of ${fresh('lamps')} [[tokens=8]]`
      await write(chat.field, first)
      await keyboard.press(touch ? 'Enter' : 'Shift+Enter')
      await keyboard.type('In a word.')
      expect([await chat.field.inputValue(), await chat.questions.count()]).toEqual([`${first}\nIn a word.`, 0])
      if (touch) await chat.send.tap()
      else await keyboard.press('Enter')
      await chat.until('done')
      await write(chat.field, 'Half a thou')
      await press((await list(chat)).getByRole('button', { name: 'New chat' }))
      await expect.poll(() => chat.field.inputValue(), PATIENT).toBe('')
      await write(chat.field, 'For another one')
      await press((await list(chat)).getByRole('link', { name: first }))
      await expect.poll(() => chat.field.inputValue(), PATIENT).toBe('Half a thou')
      // What is written is there before the chat is.
      await chat.until('done')
      // From an empty field one key goes back to the question; a thumb has a button for it.
      await write(chat.field, '')
      if (touch) await press(chat.questions.getByRole('button', { name: 'Edit', exact: true }))
      else await keyboard.press('ArrowUp')
      const editor = chat.thread.getByRole('textbox', { name: 'Edit your message' })
      await expect.poll(() => editor.inputValue(), PATIENT).toBe(`${first}\nIn a word.`)
      await isForEveryone(chat.page)
      await press(chat.thread.getByRole('button', { name: 'Cancel', exact: true }))
      await editor.waitFor({ state: 'detached' })
      expect(await chat.questions.count()).toBe(1)
    })

    it('the field grows with what is written, up to a part of the screen, scrolls within from there, and is small again once it is sent', async () => {
      const { chat } = await comes(visitors, there.host.url, hand)
      const { page } = chat
      const box = page.locator('.composer .grow')
      const height = async (): Promise<number> => (await box.boundingBox())?.height ?? 0
      const over = (): Promise<number> => box.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)
      await write(chat.field, 'A line')
      const one = await height()
      await chat.field.fill('A line\nand another\nand a third')
      expect([(await height()) > one, await over()]).toEqual([true, 0])
      // The same without a break of the person's own.
      await chat.field.fill('of many words '.repeat(20))
      expect([(await height()) > one, await over()]).toEqual([true, 0])

      const most = Math.min(0.4 * (page.viewportSize()?.height ?? 0), 320)
      await chat.field.fill(`Tell me of ${fresh('lines')} [[tokens=8]]${'\nand more'.repeat(40)}`)
      await page.keyboard.type(', and the last')
      expect(await height()).toBeCloseTo(most, 0)
      expect(await over()).toBeGreaterThan(one)
      // What is written last is in sight, and so is all that stands around the field.
      expect(await box.evaluate((field) => field.scrollHeight - field.clientHeight - field.scrollTop)).toBeLessThan(one)
      expect((await box.boundingBox())?.y).toBeGreaterThan(0)
      await isForEveryone(page)
      await press(chat.send)
      await chat.until('done')
      expect([await height(), await over()]).toEqual([one, 0])
    })

    it('off the network a message waits, is tried now, is taken back into the field, and goes by itself in the end', async () => {
      const { chat, context, watch } = await comes(visitors, there.host.url, hand)
      const [first, second] = [fresh('Once more'), fresh('In the end')]
      await chat.say('What is 2+2?')
      await chat.until('done')
      watch.allow(GONE)
      await context.setOffline(true)
      await chat.say(first)
      const waits = chat.thread.getByRole('region', { name: 'Waits to be sent.' })
      await waits.waitFor()
      await expect.poll(() => chat.status.innerText(), PATIENT).toMatch(/^Offline/)
      await isForEveryone(chat.page)
      await press(waits.getByRole('button', { name: 'Retry now' }))
      await waits.waitFor()
      await press(chat.page.getByRole('main').locator('summary', { hasText: 'What to do' }))
      await chat.status.getByText('Connect this device to a network.').waitFor()
      await isForEveryone(chat.page)
      const told = await chat.copied(() => press(waits.getByRole('button', { name: 'Copy details' })))
      expect(told).toMatch(/^Waits to be sent\. This device has no network\. .*\nTime: \d{4}-\S+$/)
      await press(waits.getByRole('button', { name: 'Edit', exact: true }))
      await waits.waitFor({ state: 'detached' })
      expect(await chat.field.inputValue()).toBe(first)
      await write(chat.field, second)
      await press(chat.send)
      await waits.waitFor()
      await context.setOffline(false)
      await expect.poll(() => chat.answers.count(), PATIENT).toBe(2)
      await chat.until('done')
      await expect.poll(() => chat.status.innerText(), PATIENT).toMatch(/^Home is on/)
      expect([there.asked(first).length, there.asked(second).length]).toEqual([0, 1])
    })

    it('a model, a system prompt and a temperature are chosen for one chat, and thought better of', async () => {
      const { chat } = await comes(visitors, there.host.url, hand)
      const opener = chat.page.getByRole('button', { name: /^Model: / })
      const dialog = chat.page.getByRole('dialog', { name: 'How this chat is asked' })
      await press(opener)
      await mark(dialog.getByRole('radio', { name: /^mixtral/ }))
      await write(dialog.getByRole('textbox', { name: 'System prompt' }), 'You are a lamp.')
      await mark(dialog.getByRole('checkbox', { name: 'As the model has it' }))
      const slider = dialog.getByRole('slider', { name: 'Temperature' })
      await slider.waitFor()
      if (touch) await slider.tap({ position: { x: 30, y: 20 } })
      else {
        await mark(dialog.getByRole('checkbox', { name: 'As the model has it' }))
        await mark(dialog.getByRole('checkbox', { name: 'As the model has it' }))
        await chat.page.keyboard.press('Tab')
        await chat.page.keyboard.press('ArrowLeft')
      }
      const temperature = Number(await slider.inputValue())
      expect(temperature).toBeLessThan(0.7)
      await isForEveryone(chat.page)
      await press(dialog.getByRole('button', { name: 'Save', exact: true }))
      await dialog.waitFor({ state: 'hidden' })
      await chat.say('Who is there? [[tokens=5]]')
      await chat.until('done')
      const asked = { temperature, messages: [{ role: 'system', content: 'You are a lamp.' }, { role: 'user' }] }
      expect(there.asked('Who is there? [[tokens=5]]').at(-1)).toMatchObject(asked)

      await press(opener)
      await write(dialog.getByRole('textbox', { name: 'System prompt' }), 'You are a door.')
      await press(dialog.getByRole('button', { name: 'Discard changes', exact: true }))
      await dialog.waitFor({ state: 'hidden' })
      await press(opener)
      expect(await dialog.getByRole('textbox', { name: 'System prompt' }).inputValue()).toBe('You are a lamp.')
      await leave(dialog)
      await chat.say('Still there? [[tokens=5]]')
      await expect
        .poll(() => there.asked('Still there? [[tokens=5]]').at(-1), PATIENT)
        .toMatchObject({ temperature, messages: [{ content: 'You are a lamp.' }, {}, {}, {}] })
      await expect.poll(() => chat.answers.count(), PATIENT).toBe(2)
      await chat.until('done')
    })
  })
}
