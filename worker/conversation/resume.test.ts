import { describe, expect, it } from 'vitest'
import { resume } from './resume.ts'

const reach = { epoch: 'abc', floor: 10, head: 20 }

describe('L3: a reader that comes back', () => {
  it.each([
    ['after the last event', 'abc.20', { kind: 'tail', after: 20 }],
    ['in the middle', 'abc.15', { kind: 'tail', after: 15 }],
    ['at the floor: the next event is the first that is left', 'abc.10', { kind: 'tail', after: 10 }],
    ['below the floor: what it misses was pruned', 'abc.9', { kind: 'reset' }],
    ['beyond the head: an id this log never gave', 'abc.21', { kind: 'reset' }],
    ['from another epoch', 'abd.15', { kind: 'reset' }],
    ['with something that is no id', '15', { kind: 'reset' }],
    ['with nothing', '', { kind: 'reset' }],
  ])('%s', (_, id, expected) => {
    expect(resume(id, reach)).toEqual(expected)
  })
})
