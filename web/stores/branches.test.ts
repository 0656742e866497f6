// Siblings and the ways through a tree of messages.
import { describe, expect, it } from 'vitest'
import type { Message } from '../../shared/conversation.ts'
import { fold } from '../../shared/fold.ts'
import { emptyView } from '../../shared/conversation.ts'
import { turnOf } from '../test/turns.ts'
import { endOf, siblingsOf } from './branches.ts'

/** q1 has the answers t1 and t2; q3 follows t1, q4 follows t2; q5 stands beside q1. */
const [q1, t1] = turnOf(6, '1').reduce(fold, emptyView('c')).messages
const [q3, t3] = turnOf(6, '3', 't1').reduce(fold, emptyView('c')).messages
const [q4, t4] = turnOf(6, '4', 't2').reduce(fold, emptyView('c')).messages
const [q5] = turnOf(6, '5').reduce(fold, emptyView('c')).messages
const t2 = { ...t1!, id: 't2' }
const TREE: readonly Message[] = [q1!, t1!, q3!, t3!, t2, q4!, t4!, q5!]

describe('siblings', () => {
  it.each<[string, Message, number, string[]]>([
    ['answers of one question', t2, 1, ['t1', 't2']],
    ['a question and its edit', q5!, 1, ['q1', 'q5']],
    ['one alone', q3!, 0, ['q3']],
  ])('%s', (_, message, index, ids) => {
    expect(siblingsOf(TREE, message)).toEqual({ index, ids })
  })
})

describe('the end of a branch', () => {
  it.each([
    ['t1', 't3'],
    ['t2', 't4'],
    ['q1', 't4'],
    ['q5', 'q5'],
  ])('through %s is %s', (id, end) => {
    expect(endOf(TREE, id)).toBe(end)
  })
})
