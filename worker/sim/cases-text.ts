// What a simulated model says: prose made from the prompt, cut into tokens, and the markers by which a prompt asks for more or for trouble. Pure.
import { restOf } from './wire.ts'

/** What a prompt may ask for, as `[[tokens=300]]`. null: not asked. */
export interface Markers {
  /** Tokens of the answer; 0 gives an empty one. */
  readonly tokens: number | null
  /** Milliseconds before the first token. */
  readonly delay: number | null
  /** Tokens a second. */
  readonly rate: number | null
  /** Tokens of reasoning before the answer. */
  readonly reasoning: number | null
  /** After that many tokens: the connection is reset, an error frame comes, or nothing comes any more. */
  readonly cut: number | null
  readonly error: number | null
  readonly hang: number | null
  readonly finish: 'stop' | 'length' | null
  /** Tokens after which each answer has reached its length. */
  readonly limit: number | null
  /** How it goes on from an answer that was begun: null goes on exactly. */
  readonly seam: 'overlap' | 'anew' | null
  /** The name of a case to be played instead of an answer. */
  readonly case: string | null
}

/** The most tokens that a marker can ask for. */
export const MARKER_TOKENS_MAX = 100_000
const MARKER = /\[\[([a-z]+)=([a-z0-9._/-]+)\]\]/g
/** Bytes of prompt that count as a token, and what the template adds to each message: about what English costs. */
const BYTES_A_TOKEN = 4
const TOKENS_A_MESSAGE = 4
/** Words of the prompt that an answer repeats. */
const ECHOED_WORDS = 6

/** Characters of its end, or of its beginning, that a continuation repeats where it is to. */
const OVERLAP = 30

const OPENINGS = ['Let us look at this calmly.', 'Here is what I can say.', 'A short answer first.', 'That is a fair thing to ask.', 'Voilà, in a few words.']
const SUBJECTS = [
  'the lamp in the porch',
  'a small café in Zürich',
  'the last train to 東京',
  'an old map',
  'the ferry 🚢',
  'every naïve question',
  'a quiet machine',
]
const VERBS = ['keeps', 'remembers', 'carries', 'gives back', 'weighs', 'repairs', 'translates']
const OBJECTS = [
  'what was promised',
  'a dozen letters ✉️',
  'the smell of rain',
  'half of the truth',
  '“the other half”',
  'a song — softly',
  'more than it shows 🌒',
]
const JOINTS = ['because', 'while', 'although', 'and then', 'as long as']
const BREAKS = [' ', ' ', ' ', '\n\n', '\n- ']

export function readMarkers(prompt: string): Markers {
  const found = new Map(Array.from(prompt.matchAll(MARKER), ([, name = '', value = '']) => [name, value]))
  const number = (name: string, most: number): number | null => {
    const value = found.get(name)
    const read = value === undefined ? Number.NaN : Number(value)
    return Number.isFinite(read) && read >= 0 ? Math.min(read, most) : null
  }
  const tokens = (name: string): number | null => {
    const read = number(name, MARKER_TOKENS_MAX)
    return read === null ? null : Math.floor(read)
  }
  const finish = found.get('finish')
  const seam = found.get('seam')
  return {
    tokens: tokens('tokens'),
    delay: number('delay', Number.MAX_SAFE_INTEGER),
    rate: number('rate', Number.MAX_SAFE_INTEGER),
    reasoning: tokens('reasoning'),
    cut: tokens('cut'),
    error: tokens('error'),
    hang: tokens('hang'),
    finish: finish === 'length' || finish === 'stop' ? finish : null,
    limit: tokens('limit'),
    seam: seam === 'overlap' || seam === 'anew' ? seam : null,
    case: found.get('case') ?? null,
  }
}

/** The answer to a prompt as tokens; the same prompt and place in the chat give the same. `wanted` null: 40 to 80, by the prompt. */
export function answerTokens(prompt: string, place: number, wanted: number | null): string[] {
  const bare = prompt.replace(MARKER, '').trim()
  if (wanted === null && /(?<![\d.])2\s*\+\s*2(?![\d.])/.test(bare)) return ['4']
  const random = randomFrom(`${place}:${bare}`)
  const echo = bare.split(/\s+/).slice(0, ECHOED_WORDS).join(' ')
  return written(`${pick(OPENINGS, random)} You said “${echo}”. `, random, wanted ?? 40 + Math.floor(random() * 41))
}

/** The tokens of an answer of which the beginning is there already. One that was begun by another says what it would have said. */
export function continued(tokens: readonly string[], begun: string, seam: Markers['seam']): readonly string[] {
  const text = tokens.join('')
  if (seam === 'anew') return tokensOf(`${begun.slice(0, OVERLAP)}, in other words. ${text}`)
  const rest = restOf(text, begun)
  return rest === null ? tokens : tokensOf(seam === 'overlap' ? begun.slice(-OVERLAP) + rest : rest)
}

/** What it thinks before that. */
export function reasoningTokens(prompt: string, place: number, wanted: number): string[] {
  return written('First I go through what was asked. ', randomFrom(`reasoning:${place}:${prompt}`), wanted)
}

/** An estimate of what a chat costs the model. */
export function promptTokens(contents: readonly string[]): number {
  const encoder = new TextEncoder()
  return contents.reduce((sum, content) => sum + TOKENS_A_MESSAGE + Math.ceil(encoder.encode(content).length / BYTES_A_TOKEN), 0)
}

/** Pieces of words, signs and spaces, about as a model cuts them. Joined they are the text again. */
export const tokensOf = (text: string): string[] => text.match(/\s?[\p{L}\p{N}]{1,6}|\s?[^\s\p{L}\p{N}]|\s/gu) ?? []

function written(beginning: string, random: () => number, count: number): string[] {
  const tokens = tokensOf(beginning)
  while (tokens.length < count) tokens.push(...tokensOf(sentence(random)))
  return tokens.slice(0, count)
}

function sentence(random: () => number): string {
  const half = (): string => `${pick(SUBJECTS, random)} ${pick(VERBS, random)} ${pick(OBJECTS, random)}`
  const whole = `${half()} ${pick(JOINTS, random)} ${half()}.`
  return `${whole.charAt(0).toUpperCase()}${whole.slice(1)}${pick(BREAKS, random)}`
}

const pick = (from: readonly string[], random: () => number): string => from[Math.floor(random() * from.length)] ?? ''

/** Numbers in [0, 1) that follow from the text (FNV-1a, then mulberry32). */
function randomFrom(text: string): () => number {
  let state = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}
