import { beforeEach, describe, expect, it } from 'vitest'
import { emptyView } from '../../shared/conversation.ts'
import { FakeApi, ok, refusal, summary, UNREACHABLE } from '../test/fake-api.ts'
import { filtered, ListStore, overlay } from './list.ts'

let api: FakeApi
let list: InstanceType<typeof ListStore>
const one = summary('one', { updated: 9 })
const two = summary('two', { updated: 5 })

beforeEach(async () => {
  api = new FakeApi()
  list = new ListStore(api)
  api.sessions_ = ok({ sessions: [one, two], more: true, rev: 4 })
  await list.refresh()
})

describe('the list', () => {
  it('is of a revision', async () => {
    expect(await list.refresh()).toBe(4)
  })

  it('holds what the server says, and the older ones when they are asked for', async () => {
    const three = summary('three', { updated: 2 })
    api.sessions_ = ok({ sessions: [two, three], more: false, rev: 4 })
    await list.loadMore()
    expect(api.asked.at(-1)).toBe('sessions before 5')
    expect(list.items.value).toEqual([one, two, three])
    expect(list.more.value).toBe(false)
  })

  it('stays, with the reason, where it cannot be had again', async () => {
    api.sessions_ = UNREACHABLE
    expect(await list.refresh()).toBeNull()
    expect(list.items.value).toEqual([one, two])
    expect(list.failure.value).toEqual(UNREACHABLE)
  })

  it('takes a new title at once, and the old one back where it was refused', async () => {
    const renaming = list.rename('two', 'New')
    expect(list.items.value[1]?.title).toBe('New')
    expect(await renaming).toBe(true)
    api.rename_ = refusal('actor_unavailable')
    const again = list.rename('two', 'Newer')
    expect(list.items.value[1]?.title).toBe('Newer')
    expect(await again).toBe(false)
    expect(list.items.value[1]?.title).toBe('New')
    expect(list.failure.value?.kind).toBe('refused')
  })

  it.each([
    ['was deleted', ok(null), true],
    ['was not there any more', refusal('not_found'), true],
    ['had been deleted elsewhere', refusal('gone'), true],
    ['could not be deleted', UNREACHABLE, false],
  ] as const)('loses a chat that %s', async (_name, answer, gone) => {
    api.remove_ = answer
    expect(await list.remove('one')).toBe(gone)
    expect(list.items.value).toEqual(gone ? [two] : [one, two])
    expect(list.failure.value === null).toBe(gone)
  })

  it('does not bring back what was deleted while it was being read', async () => {
    let answer: (late: typeof api.sessions_) => void = () => undefined
    api.sessions_ = new Promise((resolve) => (answer = resolve))
    const reading = list.refresh()
    await list.remove('one')
    answer(ok({ sessions: [one, two], more: false, rev: 4 }))
    expect(await reading).toBeNull()
    expect(list.items.value).toEqual([two])
  })
})

describe('the open chat in the list', () => {
  const view = { ...emptyView('two'), title: 'Two', created: 3 }
  it.each([
    ['is as the server says where both agree', view, [one, two]],
    ['runs as soon as this page knows', { ...view, running: 't1' }, [one, { ...two, state: 'running' }]],
    [
      'comes first where it is not there yet',
      { ...view, id: 'new', running: 't1' },
      [{ id: 'new', title: 'Two', created: 3, updated: 3, state: 'running' }, one, two],
    ],
    ['is not there before it was accepted', emptyView('new'), [one, two]],
  ] as const)('%s', (_name, open, lines) => {
    expect(overlay([one, two], open)).toEqual(lines)
  })

  it('has ended as soon as this page knows', () => {
    expect(overlay([{ ...two, state: 'running' }], view)).toEqual([two])
  })
})

describe('the filter', () => {
  const lines = [summary('a', { title: 'Bicycle lights' }), summary('b', { title: 'Letter to the landlord' })]
  it.each([
    ['', ['a', 'b']],
    ['  ', ['a', 'b']],
    ['LIGHT', ['a']],
    ['landlord letter', ['b']],
    ['letter bicycle', []],
  ])('%j', (filter, ids) => {
    expect(filtered(lines, filter).map(({ id }) => id)).toEqual(ids)
  })
})
