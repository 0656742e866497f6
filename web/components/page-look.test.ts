// What the tab and the bar around the page say.
import { describe, expect, it } from 'vitest'
import type { Preferences } from '../stores/preferences.ts'
import { barMedia, tabTitle } from './page-look.ts'
import type { Lamp } from './words.ts'

describe('tabTitle', () => {
  const table: [name: string, lamp: Lamp, running: boolean, title: string, said: string][] = [
    ['home is on', 'on', false, 'Sums', '● Sums · Porchlight'],
    ['home is busy', 'dim', false, 'Sums', '◐ Sums · Porchlight'],
    ['home is off', 'out', false, 'Sums', '○ Sums · Porchlight'],
    ['an answer is being written', 'on', true, 'Sums', '… Sums · Porchlight'],
    ['a new chat', 'on', false, '', '● Porchlight'],
  ]
  it.each(table)('%s', (_name, lamp, running, title, said) => {
    expect(tabTitle(lamp, running, title)).toBe(said)
  })
})

describe('barMedia', () => {
  const table: [theme: Preferences['theme'], light: string, dark: string][] = [
    ['system', '(prefers-color-scheme: light)', '(prefers-color-scheme: dark)'],
    ['light', 'all', 'not all'],
    ['dark', 'not all', 'all'],
  ]
  it.each(table)('%s', (theme, light, dark) => {
    expect([barMedia('light', theme), barMedia('dark', theme)]).toEqual([light, dark])
  })
})
