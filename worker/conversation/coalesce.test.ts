import { describe, expect, it } from 'vitest'
import type { Part } from '../../shared/conversation.ts'
import { fakeClock } from '../test/fakes.ts'
import { Coalescer } from './coalesce.ts'

function setup(slow = 0) {
  let cost = slow
  const clock = fakeClock()
  const writes: (readonly Part[])[] = []
  let late = 0
  const coalescer = new Coalescer({ ...clock, monotonic: () => clock.monotonic() + late }, 50, (parts) => {
    writes.push(parts)
    late += cost
  })
  return { clock, coalescer, writes, quick: () => void (cost = 0), texts: () => writes.map((parts) => parts.map(({ text }) => text).join('|')) }
}

describe('L2: deltas on their way into the log', () => {
  it('the first goes at once, later ones together after the interval', async () => {
    const { clock, coalescer, texts } = setup()
    coalescer.add('text', 'a')
    expect(texts()).toEqual(['a'])
    coalescer.add('text', 'b')
    coalescer.add('text', 'c')
    await clock.advance(49)
    expect(texts()).toEqual(['a'])
    await clock.advance(1)
    expect(texts()).toEqual(['a', 'bc'])
    await clock.advance(1_000)
    expect(texts()).toEqual(['a', 'bc'])
  })

  it('4 KB go at once', () => {
    const { coalescer, texts } = setup()
    coalescer.add('text', 'a')
    coalescer.add('text', 'x'.repeat(4_095))
    expect(texts()).toHaveLength(1)
    coalescer.add('text', 'x')
    expect(texts()[1]).toHaveLength(4_096)
  })

  it('each change of kind begins a new part', () => {
    const { coalescer, writes } = setup()
    coalescer.add('reasoning', 'hm')
    coalescer.add('text', 'a')
    coalescer.add('text', 'b')
    coalescer.add('reasoning', 'oh')
    coalescer.flush()
    expect(writes.flat()).toEqual([
      { kind: 'reasoning', step: 0, part: 0, text: 'hm' },
      { kind: 'text', step: 0, part: 1, text: 'ab' },
      { kind: 'reasoning', step: 0, part: 2, text: 'oh' },
    ])
  })

  it('the interval doubles up to 250 ms when commits are slow', () => {
    const { coalescer } = setup(11)
    for (const interval of [100, 200, 250, 250]) {
      coalescer.add('text', 'x')
      coalescer.flush()
      expect(coalescer.interval).toBe(interval)
    }
  })

  it('and comes down again once they are quick', () => {
    const { coalescer, quick } = setup(11)
    const write = (times: number): void => {
      for (let n = 0; n < times; n += 1) {
        coalescer.add('text', 'x')
        coalescer.flush()
      }
    }
    write(3)
    expect(coalescer.interval).toBe(250)
    quick()
    write(4)
    expect(coalescer.interval).toBe(125)
    write(4)
    expect(coalescer.interval).toBe(62.5)
    write(40)
    expect(coalescer.interval).toBe(50)
  })

  it('what is taken is not written, and no timer is left', async () => {
    const { clock, coalescer, texts } = setup()
    coalescer.add('text', 'a')
    coalescer.add('text', 'b')
    expect(coalescer.take()).toMatchObject([{ text: 'b' }])
    await clock.advance(1_000)
    expect(texts()).toEqual(['a'])
    expect(clock.pending).toBe(0)
  })
})
