// Short words that go by themselves.
import { beforeEach, expect, it, vi } from 'vitest'
import { type FakeTimers, fakeTimers } from '../test/fake-timers.ts'
import { TOASTS_MAX } from '../../shared/limits.ts'
import { TOAST_MS, ToastStore, UNDO_MS } from './toasts.ts'

let timers: FakeTimers
let toasts: InstanceType<typeof ToastStore>

beforeEach(() => {
  timers = fakeTimers()
  toasts = new ToastStore(timers)
})

it('go after their time', async () => {
  toasts.show({ kind: 'copied' })
  await timers.advance(TOAST_MS - 1)
  expect(toasts.items.value).toMatchObject([{ notice: { kind: 'copied' }, undo: null }])
  await timers.advance(1)
  expect(toasts.items.value).toEqual([])
  expect(timers.pending()).toBe(0)
})

it('the same again takes the place of the first, and is said anew', async () => {
  toasts.show({ kind: 'copied' })
  toasts.show({ kind: 'exported', count: 1 })
  const [first] = toasts.items.value
  await timers.advance(TOAST_MS - 1)
  toasts.show({ kind: 'copied' })
  expect(toasts.items.value.map(({ notice }) => notice)).toEqual([{ kind: 'exported', count: 1 }, { kind: 'copied' }])
  expect(toasts.items.value.some(({ id }) => id === first?.id)).toBe(false)
  await timers.advance(TOAST_MS - 1)
  expect(toasts.items.value).toMatchObject([{ notice: { kind: 'copied' } }])
})

it('the same failure again stands there once, with its last reason', () => {
  const failed = (why: 'no_answer' | 'cut', at: number): void => void toasts.show({ kind: 'failed', what: 'rename', failure: { kind: 'unreachable', why, at } })
  failed('no_answer', 1)
  failed('cut', 2)
  expect(toasts.items.value).toMatchObject([{ notice: { failure: { why: 'cut' } } }])
})

it('two that can be undone stand beside each other, whatever they say', () => {
  for (const _ of [1, 2]) toasts.show({ kind: 'deleted', title: 'a' }, () => undefined)
  expect(toasts.items.value).toHaveLength(2)
})

it('stay while somebody reads them', async () => {
  toasts.show({ kind: 'copied' })
  toasts.hold()
  await timers.advance(10 * TOAST_MS)
  expect(toasts.items.value).toHaveLength(1)
  toasts.release()
  await timers.advance(TOAST_MS)
  expect(toasts.items.value).toEqual([])
})

it('what can be undone stays longer, also after it was read', async () => {
  toasts.show({ kind: 'copied' })
  toasts.show({ kind: 'deleted', title: 'a' }, () => undefined)
  const kinds = (): string[] => toasts.items.value.map(({ notice }) => notice.kind)
  await timers.advance(TOAST_MS)
  expect(kinds()).toEqual(['deleted'])
  toasts.hold()
  toasts.release()
  await timers.advance(UNDO_MS - 1)
  expect(kinds()).toEqual(['deleted'])
  await timers.advance(1)
  expect(kinds()).toEqual([])
})

it('what was taken back is not done', async () => {
  const [undo, done] = [vi.fn(), vi.fn()]
  toasts.show({ kind: 'deleted', title: 'a' }, undo, done)
  toasts.items.value[0]!.undo!()
  await timers.advance(2 * UNDO_MS)
  expect([undo.mock.calls.length, done.mock.calls.length, toasts.items.value.length]).toEqual([1, 0, 0])
})

it.each<[string, () => unknown]>([
  ['after its time', () => timers.advance(UNDO_MS)],
  ['when it is dismissed', () => toasts.dismiss(toasts.items.value[0]!.id)],
  ['when the page goes', () => toasts.flush()],
  [
    'when others push it out',
    () => {
      for (let n = 0; n < TOASTS_MAX; n += 1) toasts.show({ kind: 'exported', count: n })
    },
  ],
])('what was not taken back is done once, %s', async (_, end) => {
  const [undo, done] = [vi.fn(), vi.fn()]
  toasts.show({ kind: 'deleted', title: 'a' }, undo, done)
  await end()
  await timers.advance(2 * UNDO_MS)
  expect([undo.mock.calls.length, done.mock.calls.length]).toEqual([0, 1])
})
