// What breaks on the page stays small: a message that cannot be drawn shows its source, a page that cannot offers to try again.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserContext } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { textOf } from '../../../shared/conversation.ts'
import { stage } from '../hosts/stage.ts'
import { visitors } from './browser.ts'
import { PATIENT } from './chat.ts'
import { comes, HANDS, isForEveryone } from './hands.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html' }
const people = visitors()

describe('what breaks', () => {
  const there = stage('node')
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'porchlight-broken-'))
    await build({
      configFile: false,
      root: path.join(ROOT, 'web/test/broken'),
      logLevel: 'error',
      define: { 'import.meta.env.DEV': 'false' },
      oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
      build: { outDir: folder, emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false }, target: 'chrome123' },
    })
  }, 60_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  /** The page with parts that break, in place of the one that was built; the server is the real one. */
  async function breakable(context: BrowserContext, broken: 'renderer' | 'page'): Promise<void> {
    await context.addInitScript(`window.broken ??= '${broken}'`)
    await context.route(/^[^?]*:\d+\/(c\/[\w-]+|assets\/.*)?$/, async (route) => {
      const { pathname } = new URL(route.request().url())
      const file = pathname.startsWith('/assets/') ? pathname : '/index.html'
      await route.fulfill({ body: await readFile(path.join(folder, file)), contentType: TYPES[path.extname(file)] ?? 'text/plain' })
    })
  }

  it.each(HANDS)('a message that cannot be drawn shows its source, and the chat goes on, $name', async (hand) => {
    const { chat, context } = await comes(people, `${there.host.url}/health`, { ...hand, options: { ...hand.options, serviceWorkers: 'block' } })
    await breakable(context, 'renderer')
    await chat.page.goto(there.host.url)
    await chat.say('Tell me of the sea [[tokens=40]] [[rate=500]]')
    await chat.answers.getByText('This could not be drawn; its source:').waitFor()
    await chat.until('done')
    const stored = textOf(await there.client.answer(chat.id))
    await expect.poll(() => chat.answers.locator('[data-part="text"] .plain').textContent(), PATIENT).toBe(stored)
    await isForEveryone(chat.page)
    await chat.say('What is 2+2?')
    await expect.poll(() => chat.answers.count(), PATIENT).toBe(2)
    await chat.until('done')
  })

  it.each(HANDS)('a page that cannot be drawn says so, is tried again, and loaded again, $name', async (hand) => {
    const { chat, context } = await comes(people, `${there.host.url}/health`, { ...hand, options: { ...hand.options, serviceWorkers: 'block' } })
    await breakable(context, 'page')
    await chat.page.goto(there.host.url)
    const broke = chat.page.getByRole('heading', { name: 'This page broke' })
    await broke.waitFor()
    expect(await chat.page.locator('body').innerText()).not.toMatch(/at \w+ \(|the page broke/)
    await isForEveryone(chat.page)
    await hand.press(chat.page.getByRole('button', { name: 'Try again' }))
    await broke.waitFor()
    await Promise.all([chat.page.waitForEvent('load'), hand.press(chat.page.getByRole('button', { name: 'Reload' }))])
    await broke.waitFor()
    await chat.page.evaluate("window.broken = 'nothing'")
    await hand.press(chat.page.getByRole('button', { name: 'Try again' }))
    await chat.say('What is 2+2?')
    expect(await chat.until('done')).toBe('4')
  })
})
