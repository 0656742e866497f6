// What breaks on the page stays small: a message that cannot be drawn shows its source, a page that cannot offers to try again.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserContext } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reasoningOf, textOf } from '../../../shared/conversation.ts'
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
  async function breakable(context: BrowserContext, broken: 'renderer' | 'message' | 'page'): Promise<void> {
    await context.addInitScript(`window.broken ??= '${broken}'`)
    await context.route(/^[^?]*:\d+\/(c\/[\w-]+|assets\/.*)?$/, async (route) => {
      const { pathname } = new URL(route.request().url())
      const file = pathname.startsWith('/assets/') ? pathname : '/index.html'
      await route.fulfill({ body: await readFile(path.join(folder, file)), contentType: TYPES[path.extname(file)] ?? 'text/plain' })
    })
  }

  it.each(HANDS)('words that cannot be drawn show their source, and the chat goes on, $name', async (hand) => {
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

  it.each(HANDS)('an answer that cannot be drawn at all shows all of its source, alone, until another takes its place, $name', async (hand) => {
    const { chat, context } = await comes(people, `${there.host.url}/health`, { ...hand, options: { ...hand.options, serviceWorkers: 'block' } })
    await breakable(context, 'message')
    await chat.page.goto(there.host.url)
    const question = 'Tell me of the hills [[tokens=4000]] [[reasoning=10]]'
    await chat.say(question)
    const source = chat.answers.locator('pre')
    await chat.answers.getByText('This message cannot be drawn. This is its source:').waitFor()
    const length = async (): Promise<number> => ((await source.textContent()) ?? '').length
    // It thinks for less.
    for (const characters of [200, 300]) await expect.poll(length, PATIENT).toBeGreaterThan(characters)
    expect((await chat.shown()).status).toBe('running')
    await hand.press(chat.stop)
    await chat.until('stopped')
    const stored = await there.client.answer(chat.id)
    await expect.poll(() => source.textContent(), PATIENT).toBe(`${reasoningOf(stored)}\n\n${textOf(stored)}`)
    expect(await chat.questions.getByRole('paragraph').innerText()).toBe(question)
    await isForEveryone(chat.page)

    await chat.page.evaluate("window.broken = 'nothing'")
    await chat.say('What is 2+2?')
    await expect.poll(() => chat.answers.count(), PATIENT).toBe(2)
    expect([await chat.until('done'), await source.count()]).toEqual(['4', 1])
    await there.sim.set({ says: 'Another one.' })
    await there.client.post('/agent/message', { session_id: chat.id, retry: stored.id })
    await there.sim.set({ says: null })
    await chat.thread.getByText('2 of 2').waitFor()
    expect(await source.count()).toBe(0)
    expect((await chat.shown()).text).toBe('Another one.')
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
