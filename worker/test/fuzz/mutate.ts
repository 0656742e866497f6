// Makes what is right wrong, a little: bytes, and values of JSON. Pure but for the chance that it is given.
import type { Seeded } from '../seeded.ts'

/** What parsers trip over. */
const TOKENS: readonly string[] = [
  '\0', '\r', '\n', '\r\n', '\r\n\r\n', ' ', ':', ',', '"', '\\', '{', '}', '[', ']', '%00', '%', '%ff', '%2e%2e/', '../', '//', '?', '#', ';', '=',
  'data: ', 'data:\n\n', 'data: [DONE]\n\n', 'event: error\n', ': ping\n\n', 'id: x.1\n', 'retry: 1\n', '\uFEFF', '\u2028', '\uD83D', '🏮', '\u202E',
  'null', 'true', '-1', '1e999', '9007199254740993', '__proto__', 'constructor', 'Infinity', '<think>', '</think>', '<script>alert(1)</script>',
  "' or 1=1 --", '${7*7}', '{{7*7}}', '\x1b[2J', 'Transfer-Encoding: chunked\r\n', 'Content-Length: 0\r\n', 'ffffffff\r\n', '0\r\n\r\n',
] // prettier-ignore

const encoder = new TextEncoder()
/** The longest that anything is made, in bytes. */
const LENGTH_MAX = 600_000
const REPEAT_MAX = 40_000

/** One to four changes, each anywhere. */
export function mutatedBytes(bytes: Uint8Array, chance: Seeded): Uint8Array {
  let made = bytes
  for (let left = chance.whole(1, 4); left > 0; left -= 1) made = changedOnce(made, chance)
  return made.slice(0, LENGTH_MAX)
}

function changedOnce(bytes: Uint8Array, chance: Seeded): Uint8Array {
  const [from, to] = [chance.whole(0, bytes.length), chance.whole(0, bytes.length)].toSorted((a, b) => a - b)
  const start = from ?? 0
  const end = Math.min(to ?? 0, start + chance.pick([1, 2, 8, 64, 4_096]))
  const [before, middle, after] = [bytes.subarray(0, start), bytes.subarray(start, end), bytes.subarray(end)]
  switch (chance.whole(0, 6)) {
    case 0:
      return joined(
        before,
        Uint8Array.from(middle, (byte) => byte ^ (1 << chance.whole(0, 7))),
        after,
      )
    case 1:
      return joined(before, after)
    case 2:
      return joined(before, middle, middle, after)
    case 3:
      return before.slice()
    case 4:
      return joined(
        before,
        Uint8Array.from({ length: chance.whole(1, 8) }, () => chance.whole(0, 255)),
        after,
      )
    case 5:
      return joined(before, ...repeated(encoder.encode(chance.pick(TOKENS)), chance), middle, after)
    default:
      return joined(before, encoder.encode(chance.pick(TOKENS)), middle, after)
  }
}

const repeated = (token: Uint8Array, chance: Seeded): Uint8Array[] =>
  Array.from({ length: chance.pick([1, 2, 17, 300, Math.floor(REPEAT_MAX / token.length)]) }, () => token)

export function joined(...pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** Values that are seldom expected where they stand. */
const strange = (chance: Seeded): unknown =>
  chance.pick<() => unknown>([
    () => null,
    () => true,
    () => 0,
    () => -1,
    () => 1e308,
    () => '',
    () => [],
    () => ({}),
    () => chance.pick(TOKENS),
    () => chance.pick(TOKENS).repeat(chance.pick([2, 65, 200, 32_001])),
    () => nested(chance.pick([3, 15, 17, 2_000])),
    () => ({ toString: 'x', constructor: null, length: 1 }),
    () => Array.from({ length: 3_000 }, (_, at) => at),
  ])()

const nested = (depth: number): unknown => {
  let value: unknown = 1
  for (let at = 0; at < depth; at += 1) value = at % 2 === 0 ? [value] : { a: value }
  return value
}

/** The same value with something in it changed: another value, one field less, one more. */
export function mutatedJson(value: unknown, chance: Seeded): unknown {
  if (typeof value !== 'object' || value === null || chance.chance(0.2)) return strange(chance)
  const keys = Object.keys(value)
  const key = keys.length === 0 ? null : chance.pick(keys)
  const what = chance.whole(0, 3)
  if (Array.isArray(value)) return what === 0 ? [...value, ...value] : value.map((one, at) => (String(at) === key ? mutatedJson(one, chance) : one))
  const entries = Object.entries(value)
  if (what === 0) return Object.fromEntries(entries.filter(([name]) => name !== key))
  if (what === 1) return Object.fromEntries([...entries, [chance.pick(TOKENS), strange(chance)]])
  return Object.fromEntries(entries.map(([name, one]) => [name, name === key ? mutatedJson(one, chance) : one]))
}
