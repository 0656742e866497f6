import { describe, expect, it } from 'vitest'
import type { Answer } from '../../shared/conversation.ts'
import { answerOf } from '../test/answer.ts'
import { SPOKEN_MAX } from '../../shared/limits.ts'
import { isOf, listenFrom, nextWords, speak, type Spoken } from './speech.ts'
import { strings } from './strings.ts'

const RUNNING: Answer['state'] = { status: 'running', phase: 'generating', reason: 'writing', percent: null, position: null, since: 0 }
const DONE: Answer['state'] = { status: 'done', finish_reason: 'stop' }
const LONG = 'It was said that the sea is wide. '.repeat(100)

const answer = (text: string, state: Answer['state'] = RUNNING, kind: 'text' | 'reasoning' = 'text'): Answer =>
  answerOf({ parts: text === '' ? [] : [{ kind, step: 0, part: 0, text }], state })

describe('a text as it is said', () => {
  const cases: [string, string, boolean, string][] = [
    ['whole sentences only', 'The sea is wide. It is al', false, 'The sea is wide.'],
    ['a point within a number is no end', 'It is 3.5 m', false, ''],
    ['a line is over at its end', 'A list\n- first\n- sec', false, 'A list first'],
    ['all of what has ended', 'The sea is wide. And', true, 'The sea is wide. And'],
    ['without marks', '## **The** `sea`\n> [is](https://a.example/) _wide_', true, 'The sea is wide'],
    ['marks leave no gap before what follows, and words stay apart', 'Is it **new**? `a_b`, (*no*) 2*3.', true, 'Is it new? a b, (no) 2 3.'],
    ['code is only named', 'Look:\n```js\nlet a = 1.\n```\nDone.', true, 'Look: Code. Done.'],
    ['code that is being written', 'Look:\n```js\nlet a = 1. ', false, 'Look: Code.'],
    ['what may become code', 'Look:\n``', false, 'Look:'],
    ['a table without its rule', '| a | b |\n|---|:-:|\n| 1 | 2 |\n', true, 'a b 1 2'],
    ['other ends of sentences', '海は広い。とても', false, '海は広い。'],
    ['nothing', '', true, ''],
  ]
  it.each(cases)('%s', (_name, text, whole, said) => {
    expect(speak(text, whole)).toBe(said)
  })

  it('what was said of a beginning stays the beginning', () => {
    const text = 'First: **one. Two.** Three!\n\n- a. b\n```\ncode. more\n```\n| x | y |\n|---|---|\nEnd? "Yes." No'
    const all = speak(text, true)
    for (let end = 0; end <= text.length; end += 1) expect(all.startsWith(speak(text.slice(0, end), false))).toBe(true)
  })
})

/** Says an answer at these lengths, and then its end. */
function heard(text: string, lengths: readonly number[], end: Answer['state'] = DONE): string[] {
  let spoken: Spoken = listenFrom(answer(''))
  const said: string[] = []
  for (const now of [...lengths.map((length) => answer(text.slice(0, length))), answer(text, end)]) {
    const next = nextWords(spoken, now)
    spoken = next.spoken
    said.push(next.words)
  }
  return said
}

describe('what is read out of an answer', () => {
  it('is each sentence once, as it comes', () => {
    expect(heard('One. Two. Three.', [2, 7, 7, 11])).toEqual(['', 'Answer: One.', '', 'Two.', 'Three.'])
  })

  it('is a short one when it is there', () => {
    expect(heard('4', [])).toEqual(['Answer: 4'])
  })

  it('is also how it ended', () => {
    expect(heard('One. Tw', [6], { status: 'stopped' })).toEqual(['Answer: One.', 'Tw Stopped.'])
    expect(heard('', [], { status: 'stopped' })).toEqual(['Stopped.'])
  })

  it('is also what a reader must know of it', () => {
    expect(heard('One. Tw', [6], { status: 'done', finish_reason: 'length' })).toEqual(['Answer: One.', `Tw ${strings.cutAtLength}`])
  })

  it('is its beginning where it is long, and that there is more', () => {
    const said = heard(LONG, [LONG.length - 1])
    expect(said[0]).toHaveLength('Answer: '.length + SPOKEN_MAX)
    expect(said[1]).toBe('The rest stands on the page.')
  })

  it('is not what was there before somebody listened', () => {
    const { words } = nextWords(listenFrom(answer('One. Tw')), answer('One. Two. Three'))
    expect(words).toBe('Two.')
  })

  it('is what comes to it where it goes on, and all of it where it began anew', () => {
    const goesOn = (text: string, parts: number) => ({ ...answer(text), continues: { turn: 't0', parts } })
    const from = listenFrom(goesOn('One. Tw', 1))
    expect(nextWords(from, goesOn('One. Two. Three', 1)).words).toBe('Two.')
    expect(isOf(from, goesOn('One. Two. Th', 1))).toBe(true)
    expect(isOf(from, goesOn('One. Or two. Th', 0))).toBe(false)
    expect(isOf(null, goesOn('One. Tw', 1))).toBe(false)
    const anew = listenFrom(goesOn('One. Or two. Th', 0))
    expect(anew.turn).not.toBe(from.turn)
    expect(nextWords(anew, goesOn('One. Or two. Th', 0)).words).toBe('Answer: One. Or two.')
  })

  it('is its reasoning where it has nothing else', () => {
    const end = answer('Hm.', DONE, 'reasoning')
    expect(nextWords({ turn: 't1', at: 0 }, end).words).toBe(`Answer: Hm. ${strings.noWords}`)
  })
})

it('many short lines are said to the last, and no more of a long text than is heard', () => {
  const lines = Array.from({ length: 50 }, (_, n) => `Line ${n}.`)
  expect(speak(lines.join('\n\n\n'), true)).toBe(lines.join(' '))
  expect(speak('A sentence of some words.\n'.repeat(10_000), true).length).toBeLessThan(SPOKEN_MAX + 100)
})
