// How this device shows the page.
import { expect, it } from 'vitest'
import { FakeKeep } from '../test/fake-keep.ts'
import { PreferencesStore, readPreferences } from './preferences.ts'

const PLAIN = { theme: 'system', textSize: 'normal', dates: 'auto', reasoning: 'folded', keys: 'on', list: 'shown', panel: 'shown' }

it('is kept', () => {
  const keep = new FakeKeep()
  new PreferencesStore(keep).set('theme', 'dark')
  expect(new PreferencesStore(keep).all.value).toEqual({ ...PLAIN, theme: 'dark' })
})

it.each<[string, unknown, object]>([
  ['nothing', null, PLAIN],
  ['a text', 'dark', PLAIN],
  ['a list', ['dark'], PLAIN],
  ['values that are none', { theme: 'neon', textSize: 3, dates: null, list: {} }, PLAIN],
  ['one that is', { theme: 'neon', dates: 'de' }, { ...PLAIN, dates: 'de' }],
])('what is kept may be anything: %s', (_, value, expected) => {
  expect(readPreferences(value)).toEqual(expected)
})
