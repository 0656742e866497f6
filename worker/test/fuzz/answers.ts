// What home sends, made wrong: whole HTTP answers as they were recorded or seen, with changes in their frames, their body, or anywhere.
import { readFileSync, readdirSync } from 'node:fs'
import { CASES } from '../../sim/named/index.ts'
import type { CaseAnswer } from '../../sim/named/row.ts'
import type { Seeded } from '../seeded.ts'
import { joined, mutatedBytes, mutatedJson } from './mutate.ts'

/** One answer as it goes over the wire. */
export interface Wrong {
  readonly pieces: readonly Uint8Array[]
  readonly close: 'end' | 'reset' | 'hang'
}

const RECORDED = new URL('../traces/', import.meta.url)
const encoder = new TextEncoder()
const decoder = new TextDecoder()
/** The most pieces that one answer is cut into. */
const PIECES_MAX = 60
/** The most bytes of a case's body. */
const BODY_MAX = 64 * 1024

/** Every recording, and every case of the simulator without its pauses. */
export function recordedAnswers(): Uint8Array[] {
  const files = readdirSync(RECORDED).filter((name) => name.endsWith('.http'))
  const seen = CASES.flatMap(({ variants }) => Object.values(variants).flatMap(({ answers }) => answers.map(asRecorded)))
  return [...files.map((name) => new Uint8Array(readFileSync(new URL(name, RECORDED)))), ...seen]
}

/** Without its pauses; of a long one the beginning. */
function asRecorded({ status, headers, steps }: CaseAnswer): Uint8Array {
  const head = [`HTTP/1.1 ${status} Seen`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), 'connection: close', '', ''].join('\r\n')
  const body: Uint8Array[] = []
  let length = 0
  for (const step of steps) {
    if (step.kind === 'wait') continue
    const bytes = typeof step.bytes === 'string' ? encoder.encode(step.bytes) : step.bytes
    body.push(bytes)
    length += bytes.length
    if (length >= BODY_MAX) break
  }
  return joined(encoder.encode(head), ...body)
}

export function wrongAnswer(from: readonly Uint8Array[], chance: Seeded): Wrong {
  const bytes = chance.pick(from)
  const close = chance.chance(0.01) ? 'hang' : chance.chance(0.2) ? 'reset' : 'end'
  return { pieces: cut(changed(bytes, from, chance), chance), close }
}

function changed(bytes: Uint8Array, from: readonly Uint8Array[], chance: Seeded): Uint8Array {
  const [head, body] = parted(bytes)
  const plain = encoder.encode(`${decoder.decode(head).replace(/transfer-encoding: chunked\r\n|content-length: \d+\r\n/gi, '')}\r\n`)
  switch (chance.whole(0, 4)) {
    case 0:
      return bytes
    case 1:
      return mutatedBytes(bytes, chance)
    case 2:
      return joined(plain, mutatedBytes(unchunked(head, body), chance))
    case 3:
      return joined(plain, unchunked(head, body), unchunked(...parted(chance.pick(from))))
    default:
      return joined(plain, encoder.encode(wrongFrames(decoder.decode(unchunked(head, body)), chance)))
  }
}

/** The values of some frames, changed. */
const wrongFrames = (text: string, chance: Seeded): string =>
  text.replaceAll(/^(data: )?(\{.*\})$/gm, (line, before: string | undefined, json: string) => {
    if (!chance.chance(0.3)) return line
    try {
      return `${before ?? ''}${JSON.stringify(mutatedJson(JSON.parse(json), chance))}`
    } catch {
      return line
    }
  })

/** The head without its empty line, and what follows. */
function parted(bytes: Uint8Array): [Uint8Array, Uint8Array] {
  const end = Buffer.from(bytes).indexOf('\r\n\r\n')
  return end < 0 ? [bytes, new Uint8Array()] : [bytes.subarray(0, end + 2), bytes.subarray(end + 4)]
}

/** The body as it was before it was cut into chunks; one that is not is given as it is. */
function unchunked(head: Uint8Array, body: Uint8Array): Uint8Array {
  if (!/transfer-encoding: chunked/i.test(decoder.decode(head))) return body
  const pieces: Uint8Array[] = []
  for (let at = 0; at < body.length;) {
    const line = Buffer.from(body).indexOf('\r\n', at)
    const size = line < 0 ? Number.NaN : Number.parseInt(decoder.decode(body.subarray(at, line)), 16)
    if (!(size > 0)) break
    pieces.push(body.subarray(line + 2, line + 2 + size))
    at = line + 2 + size + 2
  }
  return joined(...pieces)
}

function cut(bytes: Uint8Array, chance: Seeded): Uint8Array[] {
  const places = Array.from({ length: chance.whole(0, PIECES_MAX) }, () => chance.whole(0, bytes.length)).toSorted((a, b) => a - b)
  return [0, ...places].map((from, at) => bytes.subarray(from, places[at]))
}
