import { describe, expect, it } from 'vitest'
import type { Message } from '../../shared/conversation.ts'
import { FIRST, STRETCH, Stretches } from './stretches.ts'

/** A chat of questions, each after the one before. */
const chat = (count: number, from = 0, name = 'q'): Message[] =>
  Array.from({ length: count }, (_, index) => ({
    role: 'user',
    id: `${name}${from + index}`,
    parent: from + index === 0 ? null : `${name}${from + index - 1}`,
    at: 0,
    text: '',
  }))

const idsOf = (stretches: ReturnType<Stretches['split']>): string[] => stretches.flatMap(({ messages }) => messages.map(({ id }) => id))
/** The stretch of each message. */
const keysOf = (stretches: ReturnType<Stretches['split']>): Map<string, number> =>
  new Map(stretches.flatMap(({ key, messages }) => messages.map(({ id }) => [id, key])))

describe('a thread in stretches', () => {
  it('shows the end first, and what is before it a stretch at a time', () => {
    const [stretches, all] = [new Stretches(), chat(50)]
    expect(idsOf(stretches.split(all))).toEqual(all.slice(-FIRST).map(({ id }) => id))
    stretches.reveal(all)
    expect(stretches.startOf(all)).toBe(50 - FIRST - STRETCH)
    for (let times = 0; times < 10; times += 1) stretches.reveal(all)
    expect(idsOf(stretches.split(all))).toEqual(all.map(({ id }) => id))
  })

  it('what was asked for twice is two stretches', () => {
    const [stretches, all] = [new Stretches(), chat(50)]
    stretches.split(all)
    stretches.reveal(all)
    stretches.reveal(all)
    expect(stretches.split(all).map(({ messages }) => messages.length)).toEqual([STRETCH, STRETCH, STRETCH, STRETCH])
  })

  it('shows all of a short one', () => {
    expect(idsOf(new Stretches().split(chat(3)))).toEqual(['q0', 'q1', 'q2'])
    expect(new Stretches().split([])).toEqual([])
  })

  it('a message stays in its stretch, whatever comes before and after it', () => {
    const [stretches, all] = [new Stretches(), chat(200)]
    let before = keysOf(stretches.split(all.slice(100, 150)))
    for (const now of [all.slice(100, 151), all.slice(100, 170), all.slice(50, 170), all.slice(0, 170), all]) {
      stretches.reveal(now)
      const after = stretches.split(now)
      for (const [id, key] of before) expect([id, keysOf(after).get(id)]).toEqual([id, key])
      expect(Math.max(...after.map(({ messages }) => messages.length))).toBeLessThanOrEqual(STRETCH)
      expect(new Set(after.map(({ key }) => key)).size).toBe(after.length)
      before = keysOf(after)
    }
    expect(before.size).toBe(FIRST + 50 + 5 * STRETCH)
  })

  it('another branch keeps what both have', () => {
    const [stretches, one] = [new Stretches(), chat(12)]
    const other = [...one.slice(0, 5), { ...one[5]!, id: 'x5' }, ...chat(20, 6, 'x')]
    const first = keysOf(stretches.split(one))
    const second = stretches.split(other)
    for (const { id } of one.slice(0, 5)) expect(keysOf(second).get(id)).toBe(first.get(id))
    expect(idsOf(second)).toEqual(other.map(({ id }) => id))
    expect(new Set(second.map(({ key }) => key)).size).toBe(second.length)
    expect(keysOf(stretches.split(one))).toEqual(first)
  })

  it('another branch that has nothing of what is on the page begins at its end', () => {
    const stretches = new Stretches()
    stretches.split(chat(50))
    expect(idsOf(stretches.split(chat(50, 0, 'x')))).toHaveLength(FIRST)
  })
})
