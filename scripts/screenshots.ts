// `node scripts/screenshots.ts [FOLDER]`: pictures of the page in its states. `--readme`: the two that the README shows. `--only NAME[,NAME]`: some states.
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs, stripVTControlCharacters } from 'node:util'
import { type Browser, type BrowserContextOptions, type Locator, type Page, type Request, errors } from 'playwright-core'
import { PHONE, startChromium } from './quiet-chromium.ts'
import { type PreparedModel, startPreparedModel } from '../worker/bench/prepared-model.ts'
import { SIM_MODEL } from '../worker/sim/cases-world.ts'
import { type Simulator, startSimulator } from '../worker/sim/cli.ts'
import { guardDirectory } from '../worker/test/launch-guard.ts'
import { type Launched, freePort, launch } from '../worker/test/launch.ts'
import { VERSION } from '../shared/version.ts'
import { Refusal, command } from './command.ts'
import { builtPage } from './prepare.ts'
import { BREAD, COMPARE, CROSSING, HALF_WAY, MEMORY, RECURSION, RENAME, UNHEARD, answerTo } from './screenshot-texts.ts'
import { ROOT } from './wrangler.ts'

/** `home`: all is well, with some chats. `demo`, `absent`: home is not there, and the demo stands in, or nobody. `door`: a password is asked for. */
type Place = 'home' | 'demo' | 'absent' | 'door'

interface Shot {
  readonly name: string
  readonly at: Place
  /** From the empty page to the picture. */
  act(see: Sight): Promise<unknown>
}

/** The chat that the README shows. */
const READ_CHAT = 'read'

/** What is drawn, in order; the last may leave the server dead. */
const SHOTS: readonly Shot[] = [
  { name: 'empty', at: 'home', act: (see) => see.open('/', /Home is on/) },
  { name: 'done', at: 'home', act: (see) => see.open(`/c/${READ_CHAT}`, /Home is on/) },
  { name: 'done-top', at: 'home', act: (see) => see.open(`/c/${READ_CHAT}`, /Home is on/).then(() => see.scrollTo(0)) },
  { name: 'code', at: 'home', act: (see) => see.open('/c/rename', /Home is on/) },
  { name: 'streaming', at: 'home', act: (see) => see.open('/').then(() => see.say(RECURSION, 'running', /shorter row/)) },
  { name: 'reasoning', at: 'home', act: (see) => see.open('/').then(() => see.say(CROSSING, 'running', /^Thinking, /m)) },
  { name: 'reasoned', at: 'home', act: (see) => see.open('/c/crossing').then(() => see.press(see.thread.locator('article.answer .fold').first())) },
  {
    name: 'stopped',
    at: 'home',
    act: async (see) => {
      await see.open('/')
      await see.say(BREAD, 'running', /feed the starter/)
      await see.press(see.button(/^Stop$/))
      await see.until('stopped')
    },
  },
  {
    name: 'failed',
    at: 'home',
    act: async (see) => {
      await see.open('/')
      await see.simulator.set({ failures: ['jinja-error'] })
      await see.say(UNHEARD, 'failed')
    },
  },
  { name: 'list', at: 'home', act: (see) => see.open(`/c/${READ_CHAT}`).then(() => see.phoneOnly(/^Chats$/)) },
  {
    name: 'panel',
    at: 'home',
    act: (see) => see.open(`/c/${READ_CHAT}`, /Home is on/).then(() => see.phoneOnly(/^Home is on: details$/)),
  },
  { name: 'settings', at: 'home', act: (see) => see.open(`/c/${READ_CHAT}`).then(() => see.inList(/^Settings$/)) },
  { name: 'chat-settings', at: 'home', act: (see) => see.open(`/c/${READ_CHAT}`).then(() => see.press(see.button(/^Model: /))) },
  { name: 'help', at: 'home', act: (see) => see.open(`/c/${READ_CHAT}`).then(() => see.key('?', see.page.getByRole('dialog'))) },
  { name: 'doctor', at: 'home', act: (see) => see.open(`/c/${READ_CHAT}`, /Home is on/).then(() => see.doctor(/Your model answers/)) },
  { name: 'doctor-failed', at: 'absent', act: (see) => see.open('/', /Home (is off|cannot be reached)/).then(() => see.doctor(/It fails at/)) },
  {
    name: 'doctor-looking',
    at: 'home',
    act: async (see) => {
      await see.open(`/c/${READ_CHAT}`, /Home is on/)
      // As the edge tells it, half way.
      await see.page.route('**/doctor', (route) => {
        if (route.request().postData() === '{}') return route.fulfill({ json: HALF_WAY, headers: { 'x-porchlight-version': VERSION } })
      })
      await see.doctor(/Looking\./)
    },
  },
  { name: 'sign-in', at: 'door', act: (see) => see.open('/', null, see.page.getByLabel('Password')) },
  { name: 'absent', at: 'absent', act: (see) => see.open('/', /Home (is off|cannot be reached)/) },
  { name: 'absent-failed', at: 'absent', act: (see) => see.open('/').then(() => see.say(RECURSION, 'failed')) },
  { name: 'demo', at: 'demo', act: (see) => see.open('/', /demo answers/) },
  {
    name: 'offline',
    at: 'home',
    act: async (see) => {
      await see.open(`/c/${READ_CHAT}`, /Home is on/)
      await see.host.kill()
      await see.page
        .getByText(/Offline/)
        .filter({ visible: true })
        .first()
        .waitFor()
    },
  },
]

/** The chats that are there already: id, and what was asked in it. */
const CHATS: readonly (readonly [string, readonly string[]])[] = [
  ['memory', [MEMORY]],
  ['bread', [BREAD]],
  ['crossing', [CROSSING]],
  ['rename', [RENAME]],
  [READ_CHAT, [RECURSION, COMPARE]],
]

const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 }
const DEVICES = { phone: PHONE, desktop: DESKTOP } as const
const THEMES = ['light', 'dark'] as const

interface Look {
  readonly device: keyof typeof DEVICES
  readonly theme: (typeof THEMES)[number]
  /** Left out: as the device has it. */
  readonly deviceScaleFactor?: number
  readonly viewport?: { readonly width: number; readonly height: number }
}

const LOOKS: readonly Look[] = THEMES.flatMap((theme) => [
  { device: 'phone', theme },
  { device: 'desktop', theme },
])

/** The pictures of the README, and the most bytes of each. */
const README_SHOT = 'done'
const README: readonly Look[] = [
  { device: 'desktop', theme: 'light', viewport: { width: 1120, height: 720 } },
  { device: 'phone', theme: 'dark', deviceScaleFactor: 1.5 },
]
const README_MAX_BYTES = 150_000

/** The exit code of a run that was stopped before its end. */
const STOPPED = 130
/** What a state may take to come, and what is there to be pressed, in milliseconds. */
const STATE_MS = 30_000
const PRESS_MS = 3_000
/** Parts of the page come when they are first needed: for so long none may have come, in milliseconds. */
const STILL_MS = 600

/** What is done to a page, and what stands behind it. */
class Sight {
  readonly page: Page
  readonly host: Launched
  readonly simulator: Simulator
  readonly thread: Locator
  readonly #phone: boolean
  #coming = 0
  #lastPart = 0

  constructor(page: Page, host: Launched, simulator: Simulator, phone: boolean) {
    this.page = page
    this.host = host
    this.simulator = simulator
    this.thread = page.getByRole('region', { name: 'Messages', exact: true })
    this.#phone = phone
    const part = (by: number) => (request: Request) => {
      if (!new URL(request.url()).pathname.startsWith('/assets/')) return
      this.#coming += by
      this.#lastPart = performance.now()
    }
    page.on('request', part(1))
    page.on('requestfinished', part(-1))
    page.on('requestfailed', part(-1))
  }

  /** Waits until every part of the page that was asked for is there, and drawn. */
  async still(): Promise<void> {
    while (this.#coming > 0 || performance.now() - this.#lastPart < STILL_MS) await this.page.waitForTimeout(STILL_MS / 4)
  }

  button(name: RegExp): Locator {
    return this.page.getByRole('button', { name })
  }

  /** `home`: waits until this is said of it. `there`: and until this is there; left out: a place to write. */
  async open(address: string, home: RegExp | null = null, there: Locator = this.page.getByRole('textbox', { name: 'Message', exact: true })): Promise<void> {
    await this.page.goto(`${this.host.url}${address}`)
    await there.waitFor()
    if (address !== '/') await this.until('done')
    // The words, or the name of a lamp without any.
    if (home !== null) await this.page.getByText(home).or(this.page.getByLabel(home)).or(this.page.getByTitle(home)).filter({ visible: true }).first().waitFor()
  }

  async say(text: string, status: string, shown: RegExp | null = null): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Message', exact: true }).fill(text)
    await this.button(/^Send$/).click()
    await this.until(status)
    if (shown !== null) await this.thread.getByText(shown).filter({ visible: true }).first().waitFor()
  }

  until(status: string): Promise<void> {
    return this.thread.locator(`article.answer[data-status="${status}"]`).last().waitFor()
  }

  press(what: Locator): Promise<void> {
    return what.filter({ visible: true }).first().click({ timeout: PRESS_MS })
  }

  async key(key: string, then: Locator): Promise<void> {
    await this.page.locator('body').press(key)
    await then.filter({ visible: true }).first().waitFor({ timeout: PRESS_MS })
  }

  /** What is always there on a desktop. */
  async phoneOnly(name: RegExp): Promise<void> {
    if (this.#phone) await this.press(this.button(name))
  }

  /** Opens the doctor, from the panel. */
  async doctor(says: RegExp): Promise<void> {
    await this.phoneOnly(/^Home .*: details$/)
    await this.press(this.button(/^Why can't I reach my model\?$/))
    await this.page.getByRole('dialog').getByText(says).waitFor()
  }

  /** A button in the list of chats, which a phone opens first. */
  async inList(name: RegExp): Promise<void> {
    await this.phoneOnly(/^Chats$/)
    await this.press(this.button(name).or(this.page.getByRole('link', { name })))
  }

  scrollTo(top: number): Promise<void> {
    return this.thread.evaluate((box, top) => void Object.assign(box, { scrollTop: top }), top)
  }
}

/** What is started ends in the opposite order, whatever happens. */
class Endings {
  readonly #calls: (() => Promise<unknown> | void)[] = []

  add<T>(value: T, end: (value: T) => Promise<unknown> | void): T {
    this.#calls.push(() => end(value))
    return value
  }

  async end(): Promise<void> {
    for (const call of this.#calls.splice(0).toReversed()) await Promise.resolve(call()).catch((error: unknown) => console.error(String(error)))
  }
}

/** One that goes with this process, however it ends. */
function newFolder(endings: Endings): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'porchlight-screenshots-'))
  guardDirectory(folder)
  return endings.add(folder, (made) => rmSync(made, { recursive: true, force: true, maxRetries: 5 }))
}

interface World {
  readonly browser: Browser
  readonly simulator: Simulator
  readonly model: PreparedModel
  /** The data of a server with the chats; to be copied. */
  readonly data: string
}

async function ask(url: string, session: string, message: string): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}/agent/message`, { method: 'POST', headers, body: JSON.stringify({ message, session_id: session }) })
  const said = await answer.text()
  if (!answer.ok || !said.includes('"status":"done"')) throw new Error(`"${message}" was not answered: ${said}`)
}

async function world(endings: Endings): Promise<World> {
  const folder = newFolder(endings)
  const simulator = endings.add(await startSimulator({ context: 8_192 }), (sim) => sim.close())
  const model = endings.add(await startPreparedModel({ model: SIM_MODEL, answer: answerTo, behind: simulator.url }), (prepared) => prepared.stop())
  const data = path.join(folder, 'chats')
  const host = endings.add(await launch('node', { llm: `${model.url}/v1`, dataDir: data }), (server) => server.kill())
  await Promise.all(
    CHATS.map(async ([id, messages]) => {
      for (const message of messages) await ask(host.url, id, message)
    }),
  )
  await host.stop()
  return { browser: endings.add(await startChromium(), (browser) => browser.close()), simulator, model, data }
}

/** A server for each place, started when it is first needed. */
function places({ model, data }: World, endings: Endings): (place: Place) => Promise<Launched> {
  const started = new Map<Place, Promise<Launched>>()
  const start = async (place: Place): Promise<Launched> => {
    const folder = newFolder(endings)
    if (place === 'home') cpSync(data, folder, { recursive: true })
    const away = place === 'absent' || place === 'demo'
    const env = { ...(place === 'demo' && { LLM_FALLBACK: 'demo' }), ...(place === 'door' && { OWNER_PASSWORD: 'a lamp in the porch, lit' }) }
    const llm = away ? `http://127.0.0.1:${await freePort()}/v1` : `${model.url}/v1`
    return endings.add(await launch('node', { llm, dataDir: folder, env }), (server) => server.kill())
  }
  return (place) => {
    const host = started.get(place) ?? start(place)
    started.set(place, host)
    return host
  }
}

/** Draws one look of all `shots`; gives what could not be drawn, with the reason. */
async function draw(there: World, look: Look, shots: readonly Shot[], fileOf: (shot: Shot) => string, signal: AbortSignal): Promise<string[]> {
  const endings = new Endings()
  const faults: string[] = []
  try {
    const place = places(there, endings)
    for (const shot of shots) {
      if (signal.aborted) break
      const host = await place(shot.at)
      const { device, theme, ...more } = look
      const options = { ...DEVICES[device], ...more, colorScheme: theme, locale: 'en-GB', timezoneId: 'Europe/London', reducedMotion: 'reduce' } as const
      const context = await there.browser.newContext(options)
      context.setDefaultTimeout(STATE_MS)
      try {
        const page = await context.newPage()
        const sight = new Sight(page, host, there.simulator, look.device === 'phone')
        await shot.act(sight)
        await sight.still()
        await page.screenshot({ path: fileOf(shot), animations: 'disabled' })
      } catch (error) {
        if (!(error instanceof errors.TimeoutError)) throw error
        faults.push(
          `${path.basename(fileOf(shot))}: ${/waiting for (.*)/.exec(stripVTControlCharacters(error.message))?.[1] ?? error.message}: it did not come`,
        )
      } finally {
        await context.close()
      }
    }
  } finally {
    await endings.end()
  }
  return faults
}

await command(async (signal) => {
  const { values, positionals } = parseArgs({ options: { readme: { type: 'boolean' }, only: { type: 'string' } }, allowPositionals: true })
  const names = values.readme ? [README_SHOT] : values.only?.split(',')
  const unknown = names?.filter((name) => !SHOTS.some((shot) => shot.name === name)) ?? []
  if (unknown.length > 0) throw new Refusal(`There is no ${unknown.join(', ')}. There are: ${SHOTS.map(({ name }) => name).join(', ')}.`, 2)
  const shots = SHOTS.filter(({ name }) => names?.includes(name) ?? true)
  const folder = path.resolve(positionals[0] ?? path.join(ROOT, 'docs', ...(values.readme ? [] : ['screenshots'])))
  mkdirSync(folder, { recursive: true })
  await builtPage(signal)
  const endings = new Endings()
  const faults: string[] = []
  signal.addEventListener('abort', () => void endings.end(), { once: true })
  try {
    const there = await world(endings)
    for (const look of values.readme ? README : LOOKS) {
      const fileOf = ({ name }: Shot): string => path.join(folder, values.readme ? `page-${look.device}.png` : `${name}-${look.device}-${look.theme}.png`)
      faults.push(...(await draw(there, look, shots, fileOf, signal)))
      for (const shot of values.readme ? shots : []) {
        const { size } = statSync(fileOf(shot))
        if (size > README_MAX_BYTES) faults.push(`${path.basename(fileOf(shot))} has ${size} bytes: at most ${README_MAX_BYTES}`)
      }
    }
  } finally {
    await endings.end()
  }
  console.log(`The pictures are in ${folder}.`)
  if (faults.length > 0) console.log(['Left out, or not as it should be:', ...faults].join('\n  '))
  return faults.length > 0 ? 1 : 0
}, STOPPED)
