// What waits to be sent, and what a device gives back of it.
import { describe, expect, it } from 'vitest'
import type { Failure, MessageCommand } from '../api/api.ts'
import { answerOf } from '../test/answer.ts'
import { CUT, refusal, UNREACHABLE } from '../test/fake-api.ts'
import { mayGoByItself, placeBefore, readRecord, restored, type UnsentRecord } from './unsent.ts'

const COMMAND: MessageCommand = { kind: 'message', id: 'm1', text: 'Hi', place: { kind: 'after', message: 't1' }, settings: null }
const RECORD: UnsentRecord = { session: 'c1', fresh: true, command: COMMAND, at: 7, refused: null }

describe('a record', () => {
  it.each<[string, UnsentRecord]>([
    ['after a message', RECORD],
    ['at the root', { ...RECORD, fresh: false, command: { ...COMMAND, place: { kind: 'root' } } }],
    ['that was refused', { ...RECORD, refused: refusal('home_off') }],
    ['at the end, with settings', { ...RECORD, command: { ...COMMAND, place: { kind: 'head' }, settings: { model: null, system: 's', temperature: 1 } } }],
    ['at the end, with settings by name', { ...RECORD, command: { ...COMMAND, settings: 'defaults' } }],
  ])('comes back as it was: %s', (_, record) => {
    expect(readRecord(JSON.parse(JSON.stringify(record)))).toEqual(record)
  })

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a list', []],
    ['no command', { ...RECORD, command: null }],
    ['a name that is none', { ...RECORD, session: '../x' }],
    ['no text', { ...RECORD, command: { ...COMMAND, text: ' ' } }],
    ['no id', { ...RECORD, command: { ...COMMAND, id: 4 } }],
    ['a place that is none', { ...RECORD, command: { ...COMMAND, place: { kind: 'after' } } }],
  ])('that is none is left out: %s', (_, value) => {
    expect(readRecord(value)).toBeNull()
  })
})

it('was cut off when it was last heard of, as far as this device knows', () => {
  expect(restored(RECORD).state).toEqual({ kind: 'failed', failure: { ...CUT, at: RECORD.at } })
  expect(restored({ ...RECORD, refused: refusal('home_off') }).state).toEqual({ kind: 'failed', failure: refusal('home_off') })
})

it.each<[string, Failure, boolean]>([
  ['nobody answered', UNREACHABLE, true],
  ['the server was starting', refusal('actor_unavailable'), true],
  ['the session ran out', refusal('signed_out'), true],
  ['it is too long', refusal('invalid_field'), false],
  ['home is off', refusal('home_off'), false],
])('goes by itself where %s: %s', (_, failure, may) => {
  expect(mayGoByItself({ ...restored(RECORD), state: { kind: 'failed', failure } })).toBe(may)
  for (const kind of ['retry', 'continue'] as const)
    expect(mayGoByItself({ command: { kind, id: 'm1', turn: 't1' }, head: null, state: { kind: 'failed', failure } })).toBe(false)
})

it('is shown instead of the answer that it asks for again, and after the one that is to go on', () => {
  const answer = answerOf({ id: 't1', parent: 'q1' })
  const placed = (kind: 'retry' | 'continue', turn: string) => placeBefore({ kind, id: 'm1', turn }, [answer], 't9')
  expect([placed('retry', 't1'), placed('continue', 't1')]).toEqual(['q1', 't1'])
  expect([placed('retry', 't0'), placed('continue', 't0')]).toEqual(['t9', 't9'])
})

it.each<[string, MessageCommand['place'], string | null]>([
  ['at the end', { kind: 'head' }, 't9'],
  ['at the root', { kind: 'root' }, null],
  ['after a message', { kind: 'after', message: 't1' }, 't1'],
])('is shown %s', (_, place, end) => {
  expect(placeBefore({ ...COMMAND, place }, [], 't9')).toBe(end)
})
