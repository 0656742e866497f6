// Whole chats, page by page.
import { beforeEach, expect, it } from 'vitest'
import { emptyView, type View } from '../../shared/conversation.ts'
import { fold } from '../../shared/fold.ts'
import { FakeApi, ok, page, refusal, summary, UNREACHABLE } from '../test/fake-api.ts'
import { turnOf } from '../test/turns.ts'
import { readEverything, readWhole } from './export.ts'

let api: FakeApi
const whole: View = ['1', '2', '3'].flatMap((name) => turnOf(6, name)).reduce(fold, emptyView('c1'))

beforeEach(() => {
  api = new FakeApi()
  // Two messages a page.
  api.session_ = (id, before) => {
    const end = before === null ? whole.messages.length : whole.messages.findIndex((message) => message.id === before)
    return page({ ...whole, id, messages: whole.messages.slice(Math.max(0, end - 2), end), earlier: end > 2 }, 'e1.1')
  }
})

it('a chat has every message, in the order they were made', async () => {
  const told: number[] = []
  const { title, created, settings, head, messages } = whole
  expect(await readWhole(api, 'c1', (n) => told.push(n))).toEqual(ok({ id: 'c1', title, created, settings, head, messages }))
  expect(told).toEqual([2, 4, 6])
})

it('everything: all pages of the list; a chat that went meanwhile is left out', async () => {
  const pages = [
    { sessions: [summary('c1', { updated: 9 }), summary('c2', { updated: 8 })], more: true, rev: 1 },
    { sessions: [summary('c2', { updated: 8 }), summary('c3', { updated: 7 })], more: false, rev: 1 },
  ]
  api.sessions = (before) => Promise.resolve(ok(pages[before === null ? 0 : 1]!))
  const read = api.session_
  api.session_ = (id, before) => (id === 'c2' ? refusal('gone') : read(id, before))
  const answer = await readEverything(api, () => undefined)
  expect(answer.kind === 'ok' && answer.value.map(({ id, messages }) => [id, messages.length])).toEqual([
    ['c1', 6],
    ['c3', 6],
  ])
})

it('half a chat is none', async () => {
  const read = api.session_
  api.session_ = (id, before) => (before === null ? read(id, before) : UNREACHABLE)
  expect(await readWhole(api, 'c1', () => undefined)).toEqual(UNREACHABLE)
})
