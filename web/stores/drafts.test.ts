// Drafts on a device.
import { expect, it } from 'vitest'
import { FakeKeep } from '../test/fake-keep.ts'
import { DRAFTS_KEPT } from '../../shared/limits.ts'
import { createDrafts } from './drafts.ts'

it('are there at the next visit, chat by chat', () => {
  const keep = new FakeKeep()
  const drafts = createDrafts(keep)
  drafts.keep(null, 'new')
  drafts.keep('c1', 'one')
  drafts.keep('c2', 'two')
  drafts.keep('c2', '')
  const next = createDrafts(keep)
  expect([null, 'c1', 'c2'].map((id) => next.of(id))).toEqual(['new', 'one', ''])
  next.forget()
  expect(createDrafts(keep).of('c1')).toBe('')
  expect(keep.kept.size).toBe(0)
})

it('the one that was touched longest ago goes first', () => {
  const drafts = createDrafts(new FakeKeep())
  for (let n = 0; n < DRAFTS_KEPT; n += 1) drafts.keep(`c${n}`, 'text')
  drafts.keep('c0', 'touched')
  drafts.keep('more', 'text')
  expect(['c0', 'c1', 'c2', 'more'].map((id) => drafts.of(id))).toEqual(['touched', '', 'text', 'text'])
})

it.each([['text'], [7], [{ c1: 'x' }], [[['c1', 7], 'x', null]]])('what is kept may be anything: %j', (value) => {
  const keep = new FakeKeep()
  keep.write('drafts', value)
  expect(createDrafts(keep).of('c1')).toBe('')
})
