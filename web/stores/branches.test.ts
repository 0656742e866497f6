// The versions of a message, and the ways through a tree of them.
import { describe, expect, it } from 'vitest'
import { type Answer, emptyView, type Message } from '../../shared/conversation.ts'
import { fold } from '../../shared/fold.ts'
import { turnOf } from '../test/turns.ts'
import { endOf, slotOf, versionsOf } from './branches.ts'

/** q1 has the answers t1 and t2; q3 follows t1, q4 follows t2; q5 stands beside q1. */
const [q1, t1] = turnOf(6, '1').reduce(fold, emptyView('c')).messages
const [q3, t3] = turnOf(6, '3', 't1').reduce(fold, emptyView('c')).messages
const [q4, t4] = turnOf(6, '4', 't2').reduce(fold, emptyView('c')).messages
const [q5, t5] = turnOf(6, '5').reduce(fold, emptyView('c')).messages
const t2 = { ...t1!, id: 't2' }
const TREE: readonly Message[] = [q1!, t1!, q3!, t3!, t2, q4!, t4!, q5!, t5!]

it('the versions of a message stand in one place, in the order they were made', () => {
  expect([...versionsOf(TREE)]).toEqual([
    ['user ', 'q1 q5'],
    ['assistant q1', 't1 t2'],
    ['user t1', 'q3'],
    ['assistant q3', 't3'],
    ['user t2', 'q4'],
    ['assistant q4', 't4'],
    ['assistant q5', 't5'],
  ])
  expect(TREE.map((message) => versionsOf(TREE).get(slotOf(message))?.split(' ').includes(message.id))).toEqual(TREE.map(() => true))
})

describe('an answer that another one goes on from', () => {
  const goesOn = (answer: Message | undefined, turn: string, parts: number, id: string): Message => ({ ...(answer as Answer), id, continues: { turn, parts } })
  const answers = (...messages: readonly Message[]): string | undefined => versionsOf([q1!, ...messages]).get('assistant q1')

  it('is no version beside it', () => {
    expect(answers(t1!, goesOn(t1, 't1', 1, 'u1'))).toBe('u1')
    expect(answers(t1!, goesOn(t1, 't1', 1, 'u1'), goesOn(t1, 'u1', 2, 'u2'), t2)).toBe('u2 t2')
  })

  it('is one where that began anew, and where something follows it', () => {
    expect(answers(t1!, goesOn(t1, 't1', 0, 'u1'))).toBe('t1 u1')
    expect(answers(t1!, q3!, t3!, goesOn(t1, 't1', 1, 'u1'))).toBe('t1 u1')
  })
})

describe('the end of a branch', () => {
  it.each([
    ['t1', 't3'],
    ['t2', 't4'],
    ['q1', 't4'],
    ['q5', 't5'],
  ])('through %s is %s', (id, end) => {
    expect(endOf(TREE, id)).toBe(end)
  })

  it('is where the talk was left, though another answer on the way is newer', () => {
    expect(endOf([q1!, t1!, t2, q3!, t3!, q5!, t5!], 'q1')).toBe('t3')
  })
})
