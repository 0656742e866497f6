// The speed of an answer, while it is written and when it is over.
import { expect, it } from 'vitest'
import type { Usage } from '../../shared/conversation.ts'
import { Pace, speedOf } from './pace.ts'

const usage = (completion_tokens: number): Usage => ({ prompt_tokens: 17, completion_tokens, reasoning_tokens: null })

it('a server that counts with every piece: told once a second, and the rest at the end', () => {
  const pace = new Pace()
  expect(pace.count(usage(1), 1_000, 1_000)).toEqual({ usage: usage(1), speed: null })
  expect(pace.count(usage(30), 1_999, 1_000)).toEqual({ usage: null, speed: null })
  expect(pace.count(usage(31), 2_000, 1_000)).toEqual({ usage: usage(31), speed: 31 })
  expect(pace.rest()).toBeNull()
  expect(pace.count(usage(40), 2_300, 1_000)).toEqual({ usage: null, speed: null })
  expect(pace.rest()).toEqual(usage(40))
  expect(pace.usage).toEqual(usage(40))
})

it('a server that counts once, at the end: no speed is told while it writes', () => {
  const pace = new Pace()
  expect(pace.count(usage(90), 4_000, 1_000)).toEqual({ usage: usage(90), speed: null })
  expect(pace.rest()).toBeNull()
})

it('a count before the first word has no speed', () => {
  const pace = new Pace()
  pace.count(usage(0), 0, null)
  expect(pace.count(usage(0), 5_000, null)).toEqual({ usage: usage(0), speed: null })
})

it('nothing was counted, and no time has passed', () => {
  expect([new Pace().usage, new Pace().rest(), speedOf(usage(3), 0)]).toEqual([null, null, null])
})
