// `node scripts/screenshots.ts [FOLDER]`: pictures of the page in its states. `--readme`: the two that the README shows. `--only NAME[,NAME]`: some states.
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs, stripVTControlCharacters } from 'node:util'
import { type Browser, type BrowserContextOptions, errors } from 'playwright-core'
import { PHONE, startChromium } from './quiet-chromium.ts'
import { type PreparedModel, startPreparedModel } from '../worker/bench/prepared-model.ts'
import { SIM_MODEL } from '../worker/sim/cases-world.ts'
import { type Simulator, startSimulator } from '../worker/sim/cli.ts'
import { guardDirectory } from '../worker/test/launch-guard.ts'
import { type Launched, freePort, launch } from '../worker/test/launch.ts'
import { Refusal, command } from './command.ts'
import { builtPage } from './prepare.ts'
import { type Place, READ_CHAT, SHOTS, type Shot, WELL } from './screenshot-shots.ts'
import { Sight } from './screenshot-sight.ts'
import { BREAD, COMPARE, CROSSING, MEMORY, RECURSION, RENAME, answerTo } from './screenshot-texts.ts'
import { ROOT } from './wrangler.ts'

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
/** What a state may take to come, in milliseconds. */
const STATE_MS = 30_000

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

/** What a place is told beyond the address of its home. */
const ENV: Partial<Record<Place, Readonly<Record<string, string>>>> = {
  demo: { LLM_FALLBACK: 'demo' },
  door: { OWNER_PASSWORD: 'a lamp in the porch, lit' },
  states: { LLM_PARALLEL: '1', LLM_TIMEOUT: '2' },
}

/** A server for each place, started when it is first needed. */
function places({ model, simulator, data }: World, endings: Endings): (place: Place) => Promise<Launched> {
  const started = new Map<Place, Promise<Launched>>()
  const start = async (place: Place): Promise<Launched> => {
    const folder = newFolder(endings)
    if (place === 'home') cpSync(data, folder, { recursive: true })
    const away = place === 'absent' || place === 'demo'
    const url = away ? `http://127.0.0.1:${await freePort()}` : place === 'home' || place === 'door' ? model.url : simulator.url
    const llm = place === 'pathless' ? url : `${url}/v1`
    const env = ENV[place] ?? {}
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
        await there.simulator.set(WELL)
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
