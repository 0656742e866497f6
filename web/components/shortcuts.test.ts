// What each key does in each place.
import { describe, expect, it } from 'vitest'
import { type Action, type KeyFacts, neighbour, shortcutOf } from './shortcuts.ts'
import { strings } from './strings.ts'

const PLAIN: KeyFacts = {
  key: '',
  code: '',
  alt: false,
  ctrl: false,
  meta: false,
  shift: false,
  taken: false,
  mac: false,
  field: 'none',
  over: false,
  held: false,
  finds: false,
  running: false,
  single: true,
}
const N = { key: 'n', code: 'KeyN', alt: true }
const ESCAPE = { key: 'Escape', running: true }

describe('shortcutOf', () => {
  const table: [name: string, facts: Partial<KeyFacts>, action: Action | null][] = [
    ['Alt+N: a new chat', N, 'new_chat'],
    ['Alt+N while writing', { ...N, field: 'text' }, 'new_chat'],
    ['Alt+N where N is elsewhere on the keyboard', { ...N, code: 'KeyB' }, 'new_chat'],
    ['Alt+N on a Mac, where it begins a letter with a tilde', { ...N, key: 'Dead', mac: true, field: 'empty' }, 'new_chat'],
    ['the same amid a text: the tilde', { ...N, key: 'Dead', mac: true, field: 'text' }, null],
    ['AltGr+N, which some systems tell as Ctrl+Alt', { ...N, ctrl: true }, null],
    ['Alt+Shift+N', { ...N, shift: true }, null],
    ['N alone', { key: 'n', code: 'KeyN' }, null],
    ['Ctrl+N: the browser’s window', { key: 'n', code: 'KeyN', ctrl: true }, null],
    ['Alt+Up: the chat above', { key: 'ArrowUp', alt: true }, 'previous'],
    ['Alt+Down: the chat below', { key: 'ArrowDown', alt: true }, 'next'],
    ['Alt+Left: back, the browser’s', { key: 'ArrowLeft', alt: true }, null],
    ['Alt+Up amid a text on a Mac: to its begin', { key: 'ArrowUp', alt: true, mac: true, field: 'text' }, null],
    ['Up alone', { key: 'ArrowUp' }, null],
    ['/: find a chat', { key: '/' }, 'find'],
    ['/ where single keys do nothing', { key: '/', single: false }, null],
    ['? where single keys do nothing', { key: '?', shift: true, single: false }, null],
    ['Alt+N where single keys do nothing', { ...N, single: false }, 'new_chat'],
    ['/ with Shift, as some keyboards have it', { key: '/', shift: true }, 'find'],
    ['/ in an empty field: a slash', { key: '/', field: 'empty' }, null],
    ['Ctrl+K: find a chat, also while writing', { key: 'k', ctrl: true, field: 'text' }, 'find'],
    ['Ctrl+K on a Mac: cuts the line', { key: 'k', ctrl: true, mac: true, field: 'text' }, null],
    ['Command+K on a Mac', { key: 'k', meta: true, mac: true, field: 'text' }, 'find'],
    ['Windows+K', { key: 'k', meta: true }, null],
    ['Ctrl+Shift+K: the browser’s tools', { key: 'K', ctrl: true, shift: true }, null],
    ['?: help', { key: '?', shift: true }, 'help'],
    ['? while writing: a question', { key: '?', shift: true, field: 'text' }, null],
    ['Ctrl+?', { key: '?', shift: true, ctrl: true }, null],
    ['Escape while an answer is written', ESCAPE, 'stop'],
    ['Escape in the field, while an answer is written', { ...ESCAPE, field: 'text' }, 'stop'],
    ['Escape when nothing runs', { ...ESCAPE, running: false }, null],
    ['Escape in the field that finds a chat, which it empties', { ...ESCAPE, field: 'empty', finds: true }, null],
    ['Escape where something is open', { ...ESCAPE, over: true }, null],
    ['Escape that is still down since it closed something', { ...ESCAPE, held: true }, null],
    ['Shift+Escape: the browser’s', { ...ESCAPE, shift: true }, null],
    ['Escape that was taken, or ends the making of a character', { ...ESCAPE, taken: true }, null],
    ['? where something is open', { key: '?', over: true }, null],
    ['Alt+N where something is open', { ...N, over: true }, null],
    ['any other key', { key: 'a' }, null],
  ]
  it.each(table)('%s', (_name, facts, action) => {
    expect(shortcutOf({ ...PLAIN, ...facts })).toBe(action)
  })
})

describe('neighbour', () => {
  const ids = ['a', 'b', 'c']
  const table: [name: string, open: string | null, where: 'previous' | 'next', to: string | null][] = [
    ['below', 'a', 'next', 'b'],
    ['above', 'b', 'previous', 'a'],
    ['above the first: none', 'a', 'previous', null],
    ['below the last: none', 'c', 'next', null],
    ['below a new chat: the first', null, 'next', 'a'],
    ['above a new chat: none', null, 'previous', null],
    ['below one that the filter left out: the first', 'x', 'next', 'a'],
  ]
  it.each(table)('%s', (_name, open, where, to) => {
    expect(neighbour(ids, open, where)).toBe(to)
  })
  it('an empty list has none', () => expect(neighbour([], null, 'next')).toBeNull())
})

it('keys have the names that stand on them', () => {
  expect([strings.keyNames(true), strings.keyNames(false)]).toEqual([
    { alt: 'Option', command: '⌘' },
    { alt: 'Alt', command: 'Ctrl' },
  ])
})
