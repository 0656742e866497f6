// Suite: who wants nothing to move, and who has colours of their own.
import { describe, expect, it } from 'vitest'
import type { Stage } from '../hosts/stage.ts'
import type { Visitors } from './browser.ts'
import { PATIENT } from './chat.ts'
import { comes, HANDS, isForEveryone } from './hands.ts'

export function looks(there: Stage, visitors: Visitors): void {
  describe.each(HANDS)('looks, $name', (hand) => {
    it('without motion nothing moves, and in colours of the reader all of it is to be seen', async () => {
      const { chat } = await comes(visitors, there.host.url, { ...hand, options: { ...hand.options, reducedMotion: 'reduce', forcedColors: 'active' } })
      await chat.page.evaluate(
        "window.moved = []; for (const what of ['animationstart', 'transitionrun']) addEventListener(what, ({ target }) => moved.push(target.className))",
      )
      await expect.poll(() => chat.status.innerText(), PATIENT).toMatch(/^Home is on/)
      // What says a state by its colour is still apart from the ground.
      const lamp = chat.page.getByRole('button', { name: 'Home is on: details' }).locator('.lamp')
      const colours = (): Promise<unknown> => lamp.evaluate((one) => one.ownerDocument.defaultView?.getComputedStyle(one).backgroundColor)
      expect(await colours()).not.toBe(await chat.page.evaluate('getComputedStyle(document.body).backgroundColor'))
      await chat.say('Tell me of the sea [[tokens=4000]]')
      await chat.grows(3)
      await isForEveryone(chat.page)
      await hand.press(chat.stop)
      await chat.until('stopped')
      await hand.press(chat.page.getByRole('button', { name: /^Model: / }))
      const dialog = chat.page.getByRole('dialog')
      await dialog.getByRole('textbox', { name: 'System prompt' }).waitFor()
      await isForEveryone(chat.page)
      await hand.leave(dialog)
      await isForEveryone(chat.page)
      expect(await chat.page.evaluate('[...moved, ...document.getAnimations().map(({ effect }) => effect.target.className)]')).toEqual([])
    })
  })
}
