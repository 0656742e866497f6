// Suite: what a model writes is text. It runs nothing, loads nothing, asks nobody.
import { describe, expect, it } from 'vitest'
import type { Stage } from '../hosts/stage.ts'
import type { Visitors } from './browser.ts'
import { PATIENT } from './chat.ts'

/** Without white space, so that the simulated model says each of them back as one word. */
const HOSTILE = [
  '<script>window.ran=1</script>',
  '<img/src=x.png/onerror=window.ran=2>',
  '<svg/onload=window.ran=3>',
  '[link](javascript:window.ran=4)',
  '![seen](http://127.0.0.2:9/seen.png)',
  '<iframe/src=http://127.0.0.2:9/></iframe><style>body{display:none}</style>',
]

export function hostile(there: Stage, { visit }: Visitors): void {
  describe('a hostile answer', () => {
    it('is shown as it stands, and nothing comes of it', async () => {
      const { chat, watch } = await visit(there.host.url)
      const message = `${HOSTILE.join(' ')} [[tokens=300]] [[rate=1000]] [[reasoning=20]]`
      await chat.say(message)
      await chat.until('done')
      await chat.answers.getByText('An image from 127.0.0.2:9, not loaded.').waitFor()
      const shown = (await chat.shown()).text
      for (const text of HOSTILE.filter((text) => !text.startsWith('!'))) expect(shown).toContain(text)
      expect(await chat.copied()).toContain(`You said “${HOSTILE.join(' ')}”`)
      expect(await chat.questions.innerText()).toContain(HOSTILE.join(' '))
      // Also as a title: in the tab, above the chat, in the list, in the dialog.
      const title = HOSTILE.slice(0, 3).join(' ')
      await there.client.request('PATCH', `/agent/sessions/${chat.id}`, { title })
      await chat.page.reload()
      await expect.poll(async () => (await chat.shown()).text, PATIENT).toBe(shown)
      await expect.poll(() => chat.page.title(), PATIENT).toContain(title)
      await chat.page.getByRole('heading', { level: 1, name: title }).waitFor()
      await chat.page.getByRole('link', { name: title }).waitFor()
      await chat.page.getByRole('button', { name: `Options for “${title}”` }).click()
      expect(await chat.page.getByRole('dialog').getByRole('textbox').inputValue()).toBe(title)

      const made = "#root :is(script, img, iframe, style, object, embed, [href*='script:'], [onerror], [onload], svg:not(button svg))"
      expect(await chat.page.locator(made).count()).toBe(0)
      expect(await chat.page.evaluate('window.ran')).toBeUndefined()
      const known =
        /^(GET \/(c\/[\w-]+|health|auth|settings|sw\.js|manifest\.webmanifest|lamp-(on|dim|out)\.svg|[\w-]+\.png|assets\/[\w.-]+|agent\/sessions(\/[\w-]+)?)?|POST \/agent\/(message|sessions\/[\w-]+\/events))$/
      expect(watch.requests.filter((request) => !known.test(request))).toEqual([])
      // Other faults are looked for after each test.
    })
  })
}
