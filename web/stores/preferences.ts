// How this device shows the page: kept here and nowhere else.
import { computed, createModel, type ReadonlySignal, signal } from '@preact/signals-core'
import type { Keep } from '../api/keep.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export const TEXT_SIZES = ['small', 'normal', 'large', 'larger'] as const
/** `auto`: as the browser says. Others are language tags for dates and times. */
export const DATE_LANGUAGES = ['auto', 'en-GB', 'en-US', 'de', 'es', 'fr', 'it', 'ja', 'nl', 'pl', 'pt-BR', 'sv', 'zh-Hans'] as const
export const REASONING = ['folded', 'open'] as const
export const KEYS = ['on', 'off'] as const
export const SHOWN = ['shown', 'hidden'] as const

export interface Preferences {
  readonly theme: (typeof THEMES)[number]
  readonly textSize: (typeof TEXT_SIZES)[number]
  readonly dates: (typeof DATE_LANGUAGES)[number]
  /** Whether the model's reasoning is open while it streams. */
  readonly reasoning: (typeof REASONING)[number]
  /** Whether single keys (`?`, `/`) do something. */
  readonly keys: (typeof KEYS)[number]
  /** The two panels of a wide window. */
  readonly list: (typeof SHOWN)[number]
  readonly panel: (typeof SHOWN)[number]
}

const PLAIN: Preferences = { theme: 'system', textSize: 'normal', dates: 'auto', reasoning: 'folded', keys: 'on', list: 'shown', panel: 'shown' }
const KEY = 'preferences'

export const PreferencesStore = createModel((keep: Keep) => {
  const all = signal<Preferences>(readPreferences(keep.read(KEY)))
  return {
    all: all as ReadonlySignal<Preferences>,
    /** For dates and times; undefined: as the browser has it. */
    language: computed(() => (all.value.dates === 'auto' ? undefined : all.value.dates)),
    set<K extends keyof Preferences>(name: K, value: Preferences[K]) {
      // Another tab may have chosen something else meanwhile.
      all.value = { ...readPreferences(keep.read(KEY)), [name]: value }
      keep.write(KEY, all.peek())
    },
  }
})

/** What is not known is as it is by itself. */
export function readPreferences(value: unknown): Preferences {
  const kept: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {}
  const pick = <T extends string>(choices: readonly T[], value: unknown, plain: T): T => choices.find((choice) => choice === value) ?? plain
  return {
    theme: pick(THEMES, kept['theme'], PLAIN.theme),
    textSize: pick(TEXT_SIZES, kept['textSize'], PLAIN.textSize),
    dates: pick(DATE_LANGUAGES, kept['dates'], PLAIN.dates),
    reasoning: pick(REASONING, kept['reasoning'], PLAIN.reasoning),
    keys: pick(KEYS, kept['keys'], PLAIN.keys),
    list: pick(SHOWN, kept['list'], PLAIN.list),
    panel: pick(SHOWN, kept['panel'], PLAIN.panel),
  }
}
