// What is read out of an answer while it is written: whole sentences, without the marks of Markdown and without code. Pure.
import { SPOKEN_MAX } from '../../shared/limits.ts'
import { type Answer, reasoningOf, textOf } from '../../shared/conversation.ts'
import { strings } from './strings.ts'
import { markOf, notesOf } from './words.ts'

/** Between two things that are read out of an answer that is being written, in milliseconds. */
export const SPOKEN_EVERY_MS = 3_000

const FENCE = /^\s*(`{3,}|~{3,})(.*)$/
/** A sentence is over when something follows it. */
const SENTENCE_END = /[.!?…:]["'”’)\]*_]*(?=\s)|[。！？]/g
const TABLE_RULE = /^[\s|:-]*-[\s|:-]*$/

/** A text as it is said, as far as somebody hears it; `whole`: it has ended, so its last line is one too. What was said of a beginning stays the beginning of what is said. */
export function speak(text: string, whole: boolean): string {
  const lines = text.split('\n')
  const last = lines.length - 1
  const said: string[] = []
  let fence: string | null = null
  let length = 0
  const say = (words: string): void => {
    if (words === '') return
    said.push(words)
    length += words.length + 1
  }
  for (const [index, line] of lines.entries()) {
    // An answer may be long, and this is asked for every few seconds.
    if (length > SPOKEN_MAX) break
    const [, mark, info = ''] = FENCE.exec(line) ?? []
    if (index === last && !whole && /^\s*[`~]/.test(line)) break
    if (fence !== null) {
      if (mark?.startsWith(fence) && info.trim() === '') fence = null
    } else if (mark !== undefined) {
      fence = mark
      say(strings.spokenCode)
    } else {
      say(plain(index === last && !whole ? sentences(line) : line))
    }
  }
  return said.join(' ')
}

/** As much of a line as is whole sentences. */
function sentences(line: string): string {
  let end = 0
  for (const { index, 0: mark } of line.matchAll(SENTENCE_END)) end = index + mark.length
  return line.slice(0, end)
}

/** A line without its marks. */
const plain = (line: string): string =>
  TABLE_RULE.test(line)
    ? ''
    : line
        .replace(/^\s*(?:#{1,6}|>|[-*+])\s+/, '')
        .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replace(/\|+|(?<=[\p{L}\p{N}])[*_`]+(?=[\p{L}\p{N}])/gu, ' ')
        .replace(/[*_`]+/g, '')
        .replace(/\s+/g, ' ')
        .trim()

/** How much of which answer was read out, in characters as they are said. */
export interface Spoken {
  /** As `heardAs` names it. */
  readonly turn: string
  readonly at: number
}

/** One that began anew is another answer to who hears it. */
const heardAs = ({ id, continues }: Answer): string => (continues?.parts === 0 ? `${id} anew` : id)

export const isOf = (spoken: Spoken | null, answer: Answer): boolean => spoken?.turn === heardAs(answer)

/** What was there before somebody listened is not read out, but for one that began anew. */
export const listenFrom = (answer: Answer): Spoken =>
  answer.continues?.parts === 0 ? listenTo(answer) : { turn: heardAs(answer), at: speak(textOf(answer), false).length }

/** All of it is read out. */
export const listenTo = (answer: Answer): Spoken => ({ turn: heardAs(answer), at: 0 })

/** What is to be said now: empty where there is nothing new. */
export function nextWords(spoken: Spoken, answer: Answer): { readonly words: string; readonly spoken: Spoken } {
  const { turn, at } = spoken
  const ended = answer.state.status !== 'running'
  const text = textOf(answer)
  const all = speak(ended && text.trim() === '' ? reasoningOf(answer) : text, ended)
  const end = Math.min(all.length, SPOKEN_MAX)
  const next = all.slice(at, Math.max(at, end)).trim()
  const words = [next === '' || at > 0 ? next : strings.answered(next)]
  if (ended && all.length > Math.max(at, end)) words.push(strings.spokenRest)
  if (ended) words.push(...notesOf(answer), markOf(answer)?.sentence ?? '')
  return { words: words.filter((part) => part !== '').join(' '), spoken: { turn, at: Math.max(at, end) } }
}
