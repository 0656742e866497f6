// Suite: what a model writes is text. It runs nothing, loads nothing, asks nobody.
import { describe, expect, it, onTestFinished } from 'vitest'
import { startSimulator } from '../../sim/cli.ts'
import type { Stage } from '../hosts/stage.ts'
import { launch } from '../launch.ts'
import type { Visitors } from './browser.ts'
import { PATIENT } from './chat.ts'
import { comes, HANDS, isForEveryone } from './hands.ts'

/** Without white space, so that the simulated model says each of them back as one word. */
const HOSTILE = [
  '<script>window.ran=1</script>',
  '<img/src=x.png/onerror=window.ran=2>',
  '<svg/onload=window.ran=3>',
  '[link](javascript:window.ran=4)',
  '![seen](http://127.0.0.2:9/seen.png)',
  '<iframe/src=http://127.0.0.2:9/></iframe><style>body{display:none}</style>',
]

/** As a model writes it that was told to: HTML in blocks and in lines, pictures of every spelling, addresses of every scheme, letters that turn the line around. */
const BLOCKS = `# <img src=x onerror="window.ran=1"> \u202Etxt.exe\u202C \u001B[31mred

<script>window.ran=2</script>

<svg onload="window.ran=3"><a xlink:href="javascript:window.ran=4">x</a></svg>

<iframe srcdoc="<script>parent.ran=5</script>"></iframe>

<style>@import url(http://127.0.0.2:9/a.css); body { background: url(http://127.0.0.2:9/b.png) }</style>

<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=window.ran=6&gt;">

<link rel=prefetch href=http://127.0.0.2:9/c><base href=http://127.0.0.2:9/><meta http-equiv=refresh content="0;url=http://127.0.0.2:9/d">

![one](http://127.0.0.2:9/1.png) ![two][pic] ![three](//127.0.0.2:9/3.png) ![four](data:image/svg+xml,<svg/onload=window.ran=7>) ![dot](data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==)

[a](javascript:window.ran=8) [b](JaVaScRiPt:window.ran=9) [c](data:text/html,<script>window.ran=10</script>) [d](vbscript:x) [e](/auth/sign-out) [f](http://user:pass@127.0.0.2:9/) <javascript:window.ran=11>

| <img src=http://127.0.0.2:9/4.png> | ![five](http://127.0.0.2:9/5.png) |
|---|---|
| <b onmouseover=window.ran=12>x</b> | y |

[pic]: http://127.0.0.2:9/2.png "t"
`

/** A name with HTML, with letters that turn the line around, with a terminal's colours; of ten thousand characters. */
const NAME = `<img/src=x/onerror=window.ran=21>\u202Egnp.exe\u001B[31m${'m'.repeat(10_000)}`.slice(0, 10_000)

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

      const made = "#root :is(script, img, iframe, style, object, embed, [href*='script:'], [onerror], [onload], svg:not(button svg, .history svg))"
      expect(await chat.page.locator(made).count()).toBe(0)
      expect(await chat.page.evaluate('window.ran')).toBeUndefined()
      const known =
        /^(GET \/(c\/[\w-]+|health|auth|settings|telemetry|sw\.js|manifest\.webmanifest|lamp-(on|dim|out)\.svg|[\w-]+\.png|assets\/[\w.-]+|agent\/sessions(\/[\w-]+)?)?|POST \/agent\/(message|sessions\/[\w-]+\/events))$/
      expect(watch.requests.filter((request) => !known.test(request))).toEqual([])
      // Other faults are looked for after each test.
    })

    it('of blocks, pictures and addresses makes nothing that acts, and a foreign picture is a word with its host', async () => {
      const { chat, watch } = await visit(there.host.url)
      await there.sim.set({ says: BLOCKS, rate: 1_000 })
      await chat.say('Break out')
      await chat.until('done')
      await there.sim.set({ says: null, rate: 40 })
      const answer = chat.answers.first()
      await answer.getByText('An image from 127.0.0.2:9, not loaded.').first().waitFor()
      expect(await chat.copied()).toBe(BLOCKS)
      const text = await answer.innerText()
      for (const literal of ['<script>window.ran=2</script>', '<svg onload=', '<iframe srcdoc=', '@import', '<base href=', '<img src=x onerror='])
        expect(text).toContain(literal)
      const made = 'script, iframe, style, object, embed, link, base, meta, form, [onerror], [onload], [onmouseover], svg:not(button svg), [style]'
      expect(await answer.locator(made).count()).toBe(0)
      // Only the dot that the answer carries itself is drawn.
      expect(await answer.locator('img').evaluateAll((all) => all.map((one) => one.getAttribute('src')?.slice(0, 15)))).toEqual(['data:image/png;'])
      const links = await answer
        .locator('a')
        .evaluateAll((all) => all.map((one) => [one.getAttribute('href'), one.getAttribute('target'), one.getAttribute('rel')]))
      expect(links.filter(([href]) => !/^http:\/\/127\.0\.0\.2:9\/\d\.png$/.test(href ?? ''))).toEqual([])
      expect(links.filter(([, target, rel]) => target !== '_blank' || !/noopener/.test(rel ?? ''))).toEqual([])
      expect(await chat.page.evaluate('window.ran')).toBeUndefined()
      // A title of that kind, as long as one may be, stays in its line.
      const title = `\u202E${'<img src=x onerror=window.ran=13>'.repeat(3)}`
      await there.client.request('PATCH', `/agent/sessions/${chat.id}`, { title })
      await chat.page.reload()
      await chat.page.getByRole('heading', { level: 1 }).filter({ hasText: '<img src=x' }).waitFor()
      expect(await chat.page.evaluate('document.scrollingElement.scrollWidth <= innerWidth')).toBe(true)
      expect(await chat.page.locator('#root img:not(article img)').count()).toBe(0)
      expect(await chat.page.evaluate('window.ran')).toBeUndefined()
      expect(watch.requests.filter((request) => request.endsWith(' /auth/sign-out'))).toEqual([])
    })
  })
}

/** Before a home of its own. */
export function hostileNames(visitors: Visitors): void {
  describe('a hostile name', () => {
    it.each(HANDS)('of a model is a word in its place, $name', async (hand) => {
      const sim = await startSimulator({ model: NAME })
      onTestFinished(() => sim.close())
      const host = await launch('node', { llm: `${sim.url}/v1` })
      onTestFinished(() => host.stop())
      const { chat } = await comes(visitors, host.url, hand)
      const { page } = chat
      await expect.poll(() => chat.status.innerText(), PATIENT).toMatch(/^Home is on/)
      await chat.say('What is 2+2?')
      await chat.until('done')
      await isForEveryone(page)
      await hand.press(page.getByRole('button', { name: /^Model: / }))
      const dialog = page.getByRole('dialog')
      await dialog.getByText('<img/src=x/onerror').first().waitFor()
      await isForEveryone(page)
      await hand.leave(dialog)
      await hand.press(page.getByRole('button', { name: 'Home is on: details' }))
      await isForEveryone(page)
      expect([await page.locator('#root img').count(), await page.evaluate('window.ran')]).toEqual([0, undefined])
    })
  })
}
