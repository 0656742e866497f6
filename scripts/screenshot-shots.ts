// The states of the page that pictures are taken of, and the way to each.
import { VERSION } from '../shared/version.ts'
import type { Change } from '../worker/sim/cli-control.ts'
import { SIM_MODEL, SIM_RATE } from '../worker/sim/cases-world.ts'
import type { Sight } from './screenshot-sight.ts'
import { BREAD, CROSSING, HALF_WAY, RECURSION, UNHEARD } from './screenshot-texts.ts'

/**
 * `home`: all is well, with some chats. `demo`, `absent`: home is not there, and the demo stands in, or nobody. `door`: a password is asked for.
 * `states`: home with one place, soon taken for silent. `pathless`: an address without its /v1.
 */
export type Place = 'home' | 'demo' | 'absent' | 'door' | 'states' | 'pathless'

export interface Shot {
  readonly name: string
  readonly at: Place
  /** From the empty page to the picture. */
  act(see: Sight): Promise<unknown>
}

/** The chat that the README shows. */
export const READ_CHAT = 'read'

/** Home in one of its states, with the panel that says so. `change`: what brings the simulator there. */
const stateShot = (name: string, change: Change, says: RegExp, at: Place = 'states'): Shot => ({
  name: `home-${name}`,
  at,
  act: async (see) => {
    await see.simulator.set(change)
    await see.open('/')
    await see.panel(says)
  },
})

/** What the person sees of each state of home, and while a message waits for it. */
const STATES: readonly Shot[] = [
  stateShot('online', {}, /is loaded/),
  {
    name: 'home-line',
    at: 'states',
    act: async (see) => {
      await see.simulator.set({ rate: 2 })
      see.ask('before', 'A story [[tokens=400]]')
      see.ask('next', 'Another story')
      await see.open('/')
      await see.say('What is 2+2?', 'running', /in line/)
      await see.panel(/this chat: /)
    },
  },
  {
    name: 'interrupted',
    at: 'states',
    act: async (see) => {
      await see.open('/')
      await see.say('A story [[tokens=400]] [[rate=40]]', 'running', /(\w+ ){8}/)
      await see.simulator.set({ cut: true })
      await see.until('interrupted')
    },
  },
  stateShot('busy', { case: 'quick-429' }, /Home is busy/),
  stateShot('silent', { down: 'hang' }, /Home does not answer yet/),
  stateShot('off', { case: 'cf-502' }, /Home is off/),
  stateShot('unreachable', { case: 'cf-1033-json' }, /Home cannot be reached/),
  stateShot('refused', { token: 'another' }, /Home does not let Porchlight in/),
  stateShot('misconfigured', {}, /Home is not set up right/, 'pathless'),
  // The load may outlast its picture.
  stateShot('not-loaded', { unload: SIM_MODEL }, /is not loaded yet/),
  {
    name: 'home-loading',
    at: 'states',
    act: async (see) => {
      await see.simulator.set({ unload: SIM_MODEL, load_ms: 20_000 })
      await see.open('/')
      await see.say('What is 2+2?', 'running', /Loading the model/)
      await see.panel(/Home loads a model/)
    },
  },
]

/** How the simulator is after each of them. */
export const WELL: Change = { down: 'no', case: null, token: null, rate: SIM_RATE, load_ms: 0, cut: true, load: SIM_MODEL, context: 8_192 }

/** What is drawn, in order; the last may leave the server dead. */
export const SHOTS: readonly Shot[] = [
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
  ...STATES,
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
