// What the field does with a key, and what is said under it.
import { describe, expect, it } from 'vitest'
import type { Health, HomeState } from '../../shared/health.ts'
import { MESSAGE_MAX } from '../../shared/limits.ts'
import { HEALTH } from '../test/fake-api.ts'
import { COUNT_FROM, editsLast, noteOf, sendsByEnter, type Writing } from './composer-rules.ts'
import type { Key } from './keys.ts'

const key = (change: Partial<Key> = {}): Key => ({ key: 'Enter', shift: false, command: false, alt: false, composing: false, ...change })

describe('Enter', () => {
  const cases: readonly [string, Partial<Key>, onKeyboard: boolean, onTouch: boolean][] = [
    ['alone', {}, true, false],
    ['with Shift', { shift: true }, false, false],
    ['with Alt', { alt: true }, false, false],
    ['with Control or Command', { command: true }, true, true],
    ['while an input method is at work', { composing: true }, false, false],
    ['the same, with Control', { composing: true, command: true }, false, false],
    ['another key', { key: 'a' }, false, false],
  ]
  it.each(cases)('%s', (_, change, onKeyboard, onTouch) => {
    expect([sendsByEnter(key(change), false), sendsByEnter(key(change), true)]).toEqual([onKeyboard, onTouch])
  })
})

it.each<[string, Partial<Key>, string, boolean]>([
  ['in the empty field', {}, '', true],
  ['with a text', {}, 'a', false],
  ['with a space', {}, ' ', false],
  ['with Shift', { shift: true }, '', false],
  ['with Alt, which goes to another chat', { alt: true }, '', false],
  ['with Control', { command: true }, '', false],
  ['while an input method is at work', { composing: true }, '', false],
  ['another key', { key: 'ArrowDown' }, '', false],
])('Up edits the last question: %s', (_, change, text, edits) => {
  expect(editsLast(key({ key: 'ArrowUp', ...change }), text)).toBe(edits)
})

describe('the note', () => {
  const home = (state: HomeState, answers: Health['answers']): Health => ({ ...HEALTH, answers, home: { ...HEALTH.home, state } })
  const cases: readonly [string, Partial<Writing>, string | RegExp][] = [
    ['all is well', {}, ''],
    ['nothing heard yet', { health: null }, ''],
    ['long, with room', { length: MESSAGE_MAX * COUNT_FROM - 1 }, ''],
    ['near the limit', { length: MESSAGE_MAX - 1_200 }, '1,200 characters left.'],
    ['one left', { length: MESSAGE_MAX - 1 }, '1 character left.'],
    ['full', { length: MESSAGE_MAX }, '0 characters left.'],
    ['too long', { length: MESSAGE_MAX + 1_000 }, /^1,000 characters too many/],
    ['the chat is gone', { gone: true, offline: true }, /no chat at this address/],
    ['another message waits for a decision', { blocked: 'decision', offline: true }, 'Retry or edit the message above first.'],
    ['another message goes by itself', { blocked: 'waits', offline: true }, 'It can be sent when the message above has gone.'],
    ['an answer is being written', { running: true, length: 1, offline: true }, 'It can be sent when the answer has ended.'],
    ['an answer is being written, and nothing else', { running: true }, ''],
    ['offline', { offline: true, health: home('off', 'nobody') }, /^Offline: .*kept here/],
    ['nobody answers', { health: home('off', 'nobody') }, /^Home is off: .*refused/],
    ['nobody answers in a chat of the demo', { health: home('unreachable', 'nobody') }, /^Home cannot be reached: .*refused/],
    ['the demo answers a new chat', { health: home('off', 'demo') }, ''],
    ['the demo does not answer where home did', { health: home('off', 'demo'), fromHome: true }, /^Home is off: .*refused/],
    ['the demo is the model', { health: home('demo', 'demo'), fromHome: true }, ''],
    ['home is slow to answer', { health: home('silent', 'home'), fromHome: true }, ''],
  ]
  it.each(cases)('%s', (_, change, words) => {
    const note = noteOf({ length: 0, gone: false, blocked: 'no', running: false, offline: false, health: HEALTH, fromHome: false, ...change })
    if (typeof words === 'string') expect(note).toBe(words)
    else expect(note).toMatch(words)
  })
})
