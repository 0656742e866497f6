// What was not looked at on this device.
import { beforeEach, expect, it } from 'vitest'
import { summary } from '../test/fake-api.ts'
import { FakeKeep } from '../test/fake-keep.ts'
import { SeenStore } from './seen.ts'

let keep: FakeKeep
let seen: InstanceType<typeof SeenStore>

beforeEach(() => {
  keep = new FakeKeep()
  seen = new SeenStore(keep)
})

it('begins with everything seen', () => {
  const lines = [summary('c1', { updated: 10 }), summary('c2', { updated: 20 })]
  expect(seen.isUnread.value(lines[1]!)).toBe(false)
  seen.begin(lines)
  expect(lines.filter((line) => seen.isUnread.value(line))).toEqual([])
})

it('a change is news until it is looked at, also at the next visit', () => {
  seen.begin([])
  const line = summary('c1', { updated: 10 })
  expect(seen.isUnread.value(line)).toBe(true)
  expect(seen.isUnread.value({ ...line, state: 'running' })).toBe(false)
  seen.look('c1', 10)
  expect([seen.isUnread.value(line), new SeenStore(keep).isUnread.value(line)]).toEqual([false, false])
  expect(new SeenStore(keep).isUnread.value({ ...line, updated: 11 })).toBe(true)
  seen.begin([summary('c1', { updated: 50 })])
  expect(seen.isUnread.value({ ...line, updated: 11 })).toBe(true)
  seen.clear()
  expect(keep.kept.size).toBe(0)
})

it.each([['text'], [{ from: 'x', chats: 7 }], [{ from: 3, chats: [['c1'], 7] }]])('what is kept may be anything: %j', (value) => {
  keep.write('seen', value)
  expect(new SeenStore(keep).isUnread.value(summary('c1', { updated: 2 }))).toBe(false)
})
