// The page that is kept in the browser: it opens without the server, a new build takes over, and what is asked of the server goes past the service worker.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Locator, Page, Response } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { builtPage } from '../../../scripts/prepare.ts'
import { ROOT } from '../../../scripts/wrangler.ts'
import { PROBLEM_WORDS } from '../../../shared/problem.ts'
import { type NodeHost, startNode } from '../../hosts/node.ts'
import { fieldOf, textIn } from '../hosts/client.ts'
import { freePort } from '../launch.ts'
import { visitors } from './browser.ts'
import { PATIENT } from './chat.ts'

/** What a browser says of a server that is not there. */
const REFUSED = /^console: Failed to load resource: net::ERR_CONNECTION_REFUSED/
const BUILD_MS = 60_000
const { visit } = visitors()

class Door {
  readonly url: string
  readonly #port: number
  readonly #folder: string
  #host: NodeHost | null = null

  constructor(port: number) {
    this.#port = port
    this.#folder = mkdtempSync(path.join(tmpdir(), 'porchlight-installed-'))
    this.url = `http://127.0.0.1:${port}`
    cpSync(path.join(ROOT, 'web/dist'), this.dist, { recursive: true })
  }

  /** The built page, of this door alone. */
  get dist(): string {
    return path.join(this.#folder, 'dist')
  }

  /** `open`: without it nothing is set up, and there is no page. */
  async opens(open = true): Promise<void> {
    const dataDir = path.join(this.#folder, 'data')
    mkdirSync(dataDir, { recursive: true })
    const env = { LLM_BASE_URL: 'demo:', LOG_LEVEL: 'error', SERVER_HOST: '127.0.0.1', SERVER_PORT: String(this.#port), DATA_DIR: dataDir }
    this.#host = await startNode(env, { open, webDir: this.dist })
  }

  async closes(): Promise<void> {
    await this.#host?.close()
    this.#host = null
  }

  async gone(): Promise<void> {
    await this.closes()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** The entry's address. */
  get entry(): string {
    return /\/assets\/index-[\w-]+\.js/.exec(readFileSync(path.join(this.dist, 'index.html'), 'utf8'))![0]
  }

  /** Another build in place of this one: its entry has another name and says so, and every file that names it has the new name. */
  rebuild(): void {
    const [before, after] = [path.basename(this.entry), 'index-AnotherB.js']
    for (const entry of readdirSync(this.dist, { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name)
      if (!entry.isFile() || !/\.(js|html)$/.test(file)) continue
      writeFileSync(
        file,
        readFileSync(file, 'utf8')
          .replaceAll(before, after)
          .replace(/^const SHELL=\{"hash":"\w+"/, 'const SHELL={"hash":"another"'),
      )
      if (entry.name === before) renameSync(file, path.join(entry.parentPath, after))
    }
    writeFileSync(
      path.join(this.dist, 'assets', after),
      `document.documentElement.dataset.build='another';${readFileSync(path.join(this.dist, 'assets', after), 'utf8')}`,
    )
  }
}

/** A door that is open. Gone after the test. */
async function door(): Promise<Door> {
  await builtPage(AbortSignal.timeout(BUILD_MS))
  const made = new Door(await freePort())
  onTestFinished(() => made.gone())
  await made.opens()
  return made
}

const caches = (page: Page): Promise<unknown> => page.evaluate('caches.keys()')
/** The page is kept, and a service worker stands before the next one. */
const controlled = (page: Page): Promise<unknown> => page.evaluate('navigator.serviceWorker.controller !== null')

/** Asks for the service worker, and tells what became of it. */
const ATTEMPT = `navigator.serviceWorker.register('/sw.js').then(({ installing, waiting, active }) => new Promise((resolve) => {
  // The page's own attempt may have ended just now: a registration without a worker is one whose worker is redundant.
  if (installing === null) return resolve(waiting || active ? 'activated' : 'redundant')
  installing.addEventListener('statechange', () => ['activated', 'redundant'].includes(installing.state) && resolve(installing.state))
}))`

/** A person comes back to this tab after a while. */
const COMES_BACK = `(() => {
  const now = Date.now
  Date.now = () => now() + 60_000
  for (const state of ['hidden', 'visible']) {
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }
})()`

/** Pixels across and down of a PNG, as its header says; throws where it is none. */
function sizeOf(png: Uint8Array): string {
  const bytes = Buffer.from(png)
  if (bytes.toString('latin1', 0, 16) !== '\x89PNG\r\n\x1A\n\0\0\0\rIHDR') throw new Error('it is no PNG')
  return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`
}

describe('the page that is installed', () => {
  it('has a manifest that says what it is, and pictures that are there, of the sizes that it says', async () => {
    const there = await door()
    const { chat } = await visit(there.url)
    await chat.field.waitFor()
    const [address, touchIcon] = await Promise.all(
      ['manifest', 'apple-touch-icon'].map((name) => chat.page.locator(`link[rel="${name}"]`).getAttribute('href')),
    )
    const manifest: unknown = await (await fetch(`${there.url}${address}`)).json()
    const colour = expect.stringMatching(/^#[0-9a-f]{6}$/)
    expect(manifest).toMatchObject({
      name: 'Porchlight',
      short_name: 'Porchlight',
      start_url: '/',
      scope: '/',
      display: 'standalone',
      theme_color: colour,
      background_color: colour,
    })
    const icons = fieldOf(manifest, 'icons')
    if (!Array.isArray(icons)) throw new Error('there are no icons')
    const said = icons.map((icon) => ['src', 'sizes', 'type', 'purpose'].map((field) => textIn(icon, field)))
    const found = await Promise.all(
      said.map(async ([src = '', , , purpose]) => {
        const answer = await fetch(`${there.url}${src}`)
        return [src, sizeOf(await answer.bytes()), answer.headers.get('content-type'), purpose]
      }),
    )
    expect(found).toEqual(said)
    // Without these no browser offers to install it.
    expect(said.map(([, ...rest]) => rest)).toEqual(
      expect.arrayContaining([
        ['192x192', 'image/png', 'any'],
        ['512x512', 'image/png', 'any'],
        ['512x512', 'image/png', 'maskable'],
      ]),
    )
    expect(sizeOf(readFileSync(path.join(there.dist, touchIcon ?? '')))).toBe('180x180')
  })
})

describe('the page that is kept', () => {
  it('opens without the server, at any address of its own, and is itself again when the server is back', async () => {
    const there = await door()
    const { chat, watch } = await visit(there.url)
    await chat.field.waitFor()
    await chat.kept()
    watch.allow(REFUSED)
    await there.closes()

    for (const address of ['/', '/c/some-chat']) {
      await chat.page.goto(`${there.url}${address}`)
      await expect.poll(() => chat.page.locator('#root').innerText(), PATIENT).toContain('Porchlight')
      expect(await chat.page.evaluate('getComputedStyle(document.body).fontFamily')).toContain('system-ui')
    }
    await chat.page.goto(there.url)
    await expect.poll(() => chat.page.locator('#root').innerText(), PATIENT).toMatch(/Offline|does not answer/)
    const nav = chat.page.getByRole('navigation', { name: 'Chats' })
    const elsewhere = nav.getByText('Your chats are on the server. They show when it can be reached.')
    await elsewhere.waitFor()
    await there.opens()
    await chat.say('Hello')
    expect((await chat.until('done')).length).toBeGreaterThan(0)
    await nav.getByRole('link', { name: 'Hello' }).waitFor()
    await elsewhere.waitFor({ state: 'hidden' })
  })

  it('leaves what is asked of the server alone, streams too, and gives what it has', async () => {
    const there = await door()
    const { chat, context } = await visit(there.url)
    await chat.field.waitFor()
    await chat.kept()
    const answers: Response[] = []
    context.on('response', (answer) => void answers.push(answer))
    await chat.page.reload()
    expect(await controlled(chat.page)).toBe(true)
    await chat.say('Hello')
    await chat.until('done')
    const asked = (kept: boolean): string[] => answers.filter((one) => one.fromServiceWorker() === kept).map((one) => new URL(one.url()).pathname)
    expect(asked(false)).toEqual(expect.arrayContaining(['/agent/message', '/health']))
    expect(asked(true).filter((address) => !/^\/$|^\/assets\/|^\/(lamp-\w+\.svg|manifest\.webmanifest)$/.test(address))).toEqual([])
    expect(asked(true)).toEqual(expect.arrayContaining(['/', there.entry]))
  })

  it('is the new build with the next visit, and stays it without the server; a tab of the old one still has its parts', async () => {
    const there = await door()
    const { chat, watch, second } = await visit(there.url)
    await chat.field.waitFor()
    await chat.kept()
    const [before, old] = [await caches(chat.page), there.entry]
    const other = await second(there.url)
    await other.field.waitFor()
    there.rebuild()

    await chat.page.reload()
    const build = (page: Page): Promise<unknown> => page.evaluate('document.documentElement.dataset.build')
    await expect.poll(() => build(chat.page), PATIENT).toBe('another')
    await expect.poll(() => caches(chat.page), PATIENT).toEqual([...[before].flat(), 'porchlight-shell-another'])
    await expect
      .poll(() => chat.page.evaluate('navigator.serviceWorker.getRegistration().then((r) => r.waiting === null && r.installing === null)'), PATIENT)
      .toBe(true)
    expect([await build(other.page), await other.page.evaluate(`fetch('${old}').then((answer) => answer.status)`)]).toEqual([undefined, 200])

    // The old tab asks to be loaded again; the new one has nothing to ask for.
    const asks = (page: Page): Locator => page.getByText('A new version is here.')
    await chat.page.evaluate(COMES_BACK)
    await other.field.fill('Half a thought')
    await other.page.evaluate(COMES_BACK)
    await asks(other.page).waitFor()
    expect(await asks(chat.page).count()).toBe(0)
    await other.page.getByRole('button', { name: 'Reload' }).click()
    await expect.poll(() => build(other.page), PATIENT).toBe('another')
    expect(await other.field.inputValue()).toBe('Half a thought')

    watch.allow(REFUSED)
    await there.closes()
    await chat.page.reload()
    await expect.poll(() => build(chat.page), PATIENT).toBe('another')
  })

  it('does not stand in for what the server says in place of the page', async () => {
    const there = await door()
    const { chat, watch } = await visit(there.url)
    await chat.field.waitFor()
    await chat.kept()
    // It says so with a 503.
    watch.allow(/^console: Failed to load resource: .*503/)
    // The page may look how home is in between.
    watch.may(REFUSED)
    await there.closes()
    await there.opens(false)
    await chat.page.goto(there.url)
    await chat.page.getByText(PROBLEM_WORDS.not_set_up.message).waitFor()
  })

  it('is not kept, and nobody is told, where a part of it cannot be had; the next visit keeps it', async () => {
    const there = await door()
    const lamp = path.join(there.dist, 'lamp-out.svg')
    const drawn = readFileSync(lamp)
    rmSync(lamp)
    const { chat } = await visit(there.url)
    await chat.field.waitFor()
    expect(await chat.page.evaluate(ATTEMPT)).toBe('redundant')
    expect(await caches(chat.page)).toEqual([])
    writeFileSync(lamp, drawn)
    await chat.page.reload()
    await chat.kept()
    expect(await caches(chat.page)).toEqual([expect.stringMatching(/^porchlight-shell-[0-9a-f]+$/)])
  })
})
