// The recorded answers over the fetch that the Node host really uses, and their bytes cut anywhere.
import { readFileSync, readdirSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nodeClock } from '../hosts/node-clock.ts'
import { createFetch } from '../hosts/node-fetch.ts'
import { startReplay } from '../test/replay.ts'
import { told, tracesContract } from '../test/traces.contract.ts'
import { CHATS, LEFT_OUT, LISTS, REFUSALS } from '../test/traces/expected.ts'
import { createDecoder } from './decode.ts'

tracesContract('Node', async () => {
  const replay = await startReplay()
  const { fetch, close } = createFetch()
  return {
    url: replay.url,
    fetch,
    clock: nodeClock,
    close: async () => {
      await close()
      await replay.close()
    },
  }
})

const FOLDER = new URL('../test/traces/', import.meta.url)
/** Answers that were recorded in all. */
const RECORDED = 46
const LF = 10

it('every trace that is kept has its events, and the other way round', () => {
  const kept = readdirSync(FOLDER).flatMap((name) => (name.endsWith('.http') ? [name.slice(0, -5)] : []))
  expect([...Object.keys(CHATS), ...Object.keys(REFUSALS), ...Object.keys(LISTS)].toSorted()).toEqual(kept.toSorted())
  expect(new Set([...kept, ...Object.keys(LEFT_OUT)]).size).toBe(RECORDED)
  expect(kept.length + Object.keys(LEFT_OUT).length).toBe(RECORDED)
})

describe('cut anywhere', () => {
  const streams = Object.entries(CHATS).flatMap(([name, expected]) => (expected[0]?.type === 'opened' ? [[name, expected.slice(1)] as const] : []))
  it.each(streams)('%s', (name, expected) => {
    const { bytes, whole } = bodyOf(readFileSync(new URL(`${name}.http`, FOLDER)))
    const decode = (cuts: readonly number[]): ReturnType<typeof told> => {
      const decoder = createDecoder()
      const at = [...new Set([...cuts, bytes.length])].toSorted((a, b) => a - b)
      const events = at.flatMap((end, index) => decoder.push(bytes.subarray(at[index - 1] ?? 0, end)))
      return told([...events, ...(whole ? decoder.end() : decoder.cut())])
    }
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 20 }), (cuts) => {
        expect(decode(cuts)).toEqual(expected)
      }),
      { numRuns: 40 },
    )
  })
})

/** What the framing of HTTP carries, and whether it was carried to its end. */
function bodyOf(answer: Buffer): { readonly bytes: Uint8Array; readonly whole: boolean } {
  const begin = answer.indexOf('\r\n\r\n') + 4
  if (!/^transfer-encoding: chunked/im.test(answer.subarray(0, begin).toString('latin1'))) return { bytes: answer.subarray(begin), whole: true }
  const parts: Buffer[] = []
  for (let at = begin; at < answer.length;) {
    const line = answer.indexOf(LF, at)
    const size = Number.parseInt(answer.subarray(at, line).toString('latin1'), 16)
    if (size === 0) return { bytes: Buffer.concat(parts), whole: true }
    parts.push(answer.subarray(line + 1, line + 1 + size))
    at = line + 1 + size + 2
  }
  return { bytes: Buffer.concat(parts), whole: false }
}
