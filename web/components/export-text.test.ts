// A chat as a file keeps what was written, and its name harms no system.
import { describe, expect, it } from 'vitest'
import { type Answer, PLAIN_SETTINGS, type Question } from '../../shared/conversation.ts'
import type { Whole } from '../stores/export.ts'
import { answerOf } from '../test/answer.ts'
import { FILE_NAME_MAX } from '../../shared/limits.ts'
import { everythingName, fileNameOf, jsonOf, markdownOf } from './export-text.ts'

const question = (id: string, parent: string | null, text: string, at: number): Question => ({ role: 'user', id, parent, at, text })
const answer = (id: string, parent: string, text: string, change: Partial<Answer> = {}): Answer =>
  answerOf({
    id,
    parent,
    at: 2,
    parts: [
      { kind: 'reasoning', step: 0, part: 0, text: 'Let me think.' },
      { kind: 'text', step: 0, part: 1, text },
    ],
    ...change,
  })

const CHAT: Whole = {
  id: 'c',
  title: 'Sums',
  created: 1,
  settings: PLAIN_SETTINGS,
  head: 'a3',
  messages: [
    question('q1', null, 'What is 2+2?\n', 1),
    answer('a1', 'q1', 'Five.'),
    answer('a2', 'q1', '**Four.**\n\n```js\n2 + 2\n```\n'),
    question('q2', 'a2', 'And 3+3?', 3),
    answer('a3', 'q2', 'Si', { home: 'demo', at: 4, state: { status: 'stopped' } }),
  ],
}
const date = (ms: number): string => `day ${ms}`

describe('markdownOf', () => {
  it('has the branch that is asked for', () => {
    const text = markdownOf(CHAT, date, 'a1')
    expect(['What is 2+2?', 'Five.', 'Four.', 'And 3+3?'].filter((said) => text.includes(said))).toEqual(['What is 2+2?', 'Five.'])
  })

  it('has the title, the date, and the messages of the active branch with who wrote each', () => {
    expect(markdownOf(CHAT, date)).toBe(`# Sums

day 1

## You

_day 1_

What is 2+2?

## google/gemma

_day 2_

**Four.**

\`\`\`js
2 + 2
\`\`\`

## You

_day 3_

And 3+3?

## Built-in demo

_day 4_

Si

_Stopped._
`)
  })

  const writers: [name: string, change: Partial<Answer>, heading: string][] = [
    ['the model that answered', {}, '## google/gemma'],
    ['the one that was asked, where none said its name', { model: null }, '## gemma'],
    ['a name that would break the line', { model: 'a\n# b' }, '## a # b'],
    ['no name at all', { model: null, model_asked: null }, '## Model'],
  ]
  it.each(writers)('%s', (_name, change, heading) => {
    const chat = { ...CHAT, head: 'a1', messages: [question('q1', null, 'Hi', 1), answer('a1', 'q1', 'Hello', change)] }
    expect(
      markdownOf(chat, date)
        .split('\n')
        .filter((line) => line.startsWith('#')),
    ).toEqual(['# Sums', '## You', heading])
  })

  it('a chat without a title or a message is still a file', () => {
    expect(markdownOf({ ...CHAT, title: ' ', head: null, messages: [] }, date)).toBe('# New chat\n\nday 1\n')
  })
})

it('an answer that went on is written once, as a whole', () => {
  const [q1] = CHAT.messages
  const first = answer('a1', 'q1', 'Two and two', { state: { status: 'stopped' } })
  const second = answer('a2', 'q1', 'Two and two', {
    continues: { turn: 'a1', parts: 2 },
    parts: [...first.parts, { kind: 'text', step: 0, part: 2, text: ' is four.' }],
  })
  const text = markdownOf({ ...CHAT, head: 'a2', messages: [q1!, first, second] }, date)
  expect(text.match(/Two and two is four\./g)).toHaveLength(1)
  expect(text.match(/Two and two/g)).toHaveLength(1)
})

it('JSON has every message of every branch, and says which form it is', () => {
  expect(JSON.parse(jsonOf([CHAT], 0))).toEqual({ porchlight: 1, exported: '1970-01-01T00:00:00.000Z', conversations: [CHAT] })
})

describe('fileNameOf', () => {
  const table: [name: string, title: string, file: string][] = [
    ['a plain title', 'Sums', 'Sums.md'],
    ['letters of any language', 'Größe 数 \u{1F44D}', 'Größe 数 \u{1F44D}.md'],
    ['signs that lead elsewhere', '../../etc/passwd', 'etc passwd.md'],
    ['signs that Windows does not take', 'a<b>:"c"|d?*', 'a b c d.md'],
    ['line breaks and controls', 'a\r\nb\u0000c\u0085d', 'a b c d.md'],
    ['a sign that turns the direction', 'gnp\u202etxe.exe', 'gnp txe.exe.md'],
    ['dots at the ends', '..a..', 'a.md'],
    ['a device', 'CON', 'chat CON.md'],
    ['nothing', '', 'chat.md'],
    ['nothing that may stay', '///', 'chat.md'],
    ['half of a character', 'a\ud800', 'a\ufffd.md'],
  ]
  it.each(table)('%s', (_name, title, file) => {
    expect(fileNameOf(title, 'md')).toBe(file)
  })
  it('is cut between characters', () => {
    const name = fileNameOf('\u{1F44D}'.repeat(FILE_NAME_MAX + 1), 'json')
    expect(name).toBe(`${'\u{1F44D}'.repeat(FILE_NAME_MAX)}.json`)
    expect(new TextEncoder().encode(name).length).toBeLessThan(255)
  })
})

it('the file with everything has its day', () => expect(everythingName(0)).toBe('porchlight-1970-01-01.json'))
