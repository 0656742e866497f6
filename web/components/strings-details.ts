// Words of what is loaded when it is first seen: the panel, the settings, how a chat is asked. A part of the catalogue that the first page does without.
import type { Mode } from '../../shared/conversation.ts'
import type { HomeReport, HomeState, Model } from '../../shared/health.ts'
import type { Preferences } from '../stores/preferences.ts'
import { written } from './number.ts'

/** How home came to where it is; what is not here just began. */
const CAME: Partial<Record<HomeState, string>> = { off: 'Went off', unreachable: 'Went away', online: 'Came on', silent: 'Fell silent' }

const SERVERS: Record<NonNullable<HomeReport['server']>, string> = {
  lmstudio: 'LM Studio',
  llamacpp: 'llama.cpp',
  ollama: 'Ollama',
  vllm: 'vLLM',
  jan: 'Jan',
  openai: 'OpenAI-compatible',
  demo: 'built-in demo',
}

/** Whole numbers; one where both are the same. */
const range = (least: number, most: number): string => {
  const [from, to] = [written(Math.round(least)), written(Math.round(most))]
  return from === to ? to : `${from} to ${to}`
}

const MODES: Record<Mode, string> = {
  chat: 'chat',
  controlled: 'controlled, asks before it acts',
  autonomous: 'autonomous, asks before what is risky',
}

const THEMES: Record<Preferences['theme'], string> = { system: 'As the system', light: 'Light', dark: 'Dark' }
const TEXT_SIZES: Record<Preferences['textSize'], string> = { small: 'Small', normal: 'Normal', large: 'Large', larger: 'Larger' }

export const details = {
  backendHere: 'Porchlight answers',
  backendLost: 'Offline',
  backendUnknown: 'Porchlight was not heard yet',
  now: 'Now',
  agent: 'Agent',
  notKnown: 'Nothing is known of home',
  was: (headline: string) => `Last heard: ${headline}`,
  updated: (time: string) => `Updated ${time}`,
  old: (time: string) => `Last known at ${time}`,
  neverHeard: 'Nothing heard yet',
  refresh: 'Refresh',

  since: (time: string) => `Since ${time}.`,
  sinceAtLeast: (time: string) => `Since ${time} at least.`,
  between: (state: HomeState, from: string, to: string) => `${CAME[state] ?? 'Began'} between ${from} and ${to}.`,

  historyOf: (minutes: number) => `Home in the last ${written(minutes)} minutes, a column each`,
  hourAgo: 'An hour ago',
  nothingSeen: (minutes: number) => `Nobody looked at home in the last ${written(minutes)} minutes.`,
  /** In `up` of them it answered to every look, in `mixed` to some, in the others to none: who refuses a key is not away. */
  minutesSeen: (seen: number, minutes: number, up: number, mixed: number) => {
    const kinds = [
      [up, 'answered'],
      [mixed, 'on and off'],
      [seen - up - mixed, 'out of reach'],
    ] as const
    const were = kinds
      .filter(([count]) => count > 0)
      .map(([count, how]) => (seen === 1 ? how : count === seen ? `${how} in all of them` : `${how} in ${written(count)}`))
    return `Looked at in ${written(seen)} of ${written(minutes)} min: ${were.join(', ')}.`
  },
  trips: (least: number, most: number) => `Round trip ${range(least, most)} ms.`,
  speeds: (least: number, most: number) => `Wrote ${range(least, most)} tok/s.`,
  mostWaiting: (count: number) => (count === 0 ? '' : `At most ${written(count)} in line.`),
  lastFailure: (sentence: string, ago: string) => `Last failure, ${ago}: ${sentence}`,
  thisChat: (place: string) => `, this chat: ${place.toLowerCase()}`,

  model: 'Model',
  loaded: 'Loaded',
  context: 'Context',
  inLine: 'In line',
  speed: 'Last speed',
  toHome: 'Round trip home',
  toHere: 'Round trip to here',
  server: 'Server',
  mode: 'Mode',
  modeIs: (mode: Mode) => MODES[mode],
  orchestrator: 'Orchestrator',
  browser: 'Browser',
  steps: 'Steps taken',
  action: 'Last action',

  none: 'none',
  yes: 'yes',
  no: 'no',
  notTold: 'not told',
  ready: 'ready',
  notReady: 'not ready',
  notHere: 'not here',
  tokensAtOnce: (count: number) => written(count),
  line: (held: number, places: number, waiting: number) => `${held} of ${places} busy${waiting === 0 ? '' : `, ${waiting} waiting`}`,
  ms: (ms: number) => (ms < 1 ? 'under 1 ms' : `${written(Math.round(ms))} ms`),
  serverIs: (server: NonNullable<HomeReport['server']>) => SERVERS[server],

  answered: (ago: string) => `answered ${ago}`,
  stopped: (ago: string) => `stopped ${ago}`,
  interrupted: (ago: string) => `interrupted ${ago}`,
  failed: (ago: string) => `failed ${ago}`,
  waits: 'waits for you',
  noAction: 'none yet',
  ago: (stretch: string) => `${stretch} ago`,
  justNow: 'just now',
  seconds: (count: number) => `${count} s`,
  minutes: (count: number) => `${count} min`,
  hours: (count: number) => `${count} h`,
  days: (count: number) => (count === 1 ? '1 day' : `${written(count)} days`),
  modelFacts: ({ loaded, context }: Pick<Model, 'loaded' | 'context'>) =>
    [loaded === null ? '' : loaded ? 'loaded' : 'not loaded', context === null ? '' : `reads ${written(context)} tokens`]
      .filter((fact) => fact !== '')
      .join(', '),
  modelsAtHome: (count: number) => `Models that home has (${written(count)})`,

  fromNextOn: 'Holds from the next answer on.',
  asHomeHas: (name: string | null) => (name === null ? 'As home has it' : `As home has it (${name})`),
  missing: 'home does not have it now',
  noList: 'Home has not told which models it has.',
  system: 'System prompt',
  systemHint: 'What the model is told before everything else. Empty: nothing.',
  temperature: 'Temperature',
  temperatureHint: 'Lower is steadier, higher is freer.',
  asModelHas: 'As the model has it',
  alsoDefault: 'Keep as default for new chats',
  save: 'Save',
  saving: 'Saving',
  cancel: 'Cancel',
  discard: 'Discard changes',
  notSaved: 'Not saved yet. What you write is kept on this device.',

  general: 'General',
  theme: 'Theme',
  themeIs: (theme: Preferences['theme']) => THEMES[theme],
  textSize: 'Text size',
  textSizeIs: (size: Preferences['textSize']) => TEXT_SIZES[size],
  dates: 'Dates and times',
  datesAuto: 'As the browser has it',
  reasoningOpen: 'Show reasoning while it is being written',
  singleKeys: 'Single keys: ? for help, / to find a chat',
  modelSection: 'New chats',
  readingDefaults: 'Asking the server how new chats are asked.',
  defaultsUnread: 'How new chats are asked could not be read.',
  saveDefaults: 'Save for new chats',
  about: 'About',
  versionPage: 'This page',
  versionServer: 'Server',
  licence: 'Licence',
  mit: 'MIT',
  help: 'Keys and help',
  exportAll: 'Export all chats',
  exporting: (chats: number) => (chats === 0 ? 'Reading the chats' : `${written(chats)} ${chats === 1 ? 'chat' : 'chats'} read`),
  signOutWords: 'Your chats stay on the server.',
} as const
