import { expect, it } from 'vitest'
import type { Examination, Finding } from '../../shared/doctor.ts'
import type { Answered } from '../api/api.ts'
import { ok, UNREACHABLE } from '../test/fake-api.ts'
import { DoctorStore } from './doctor.ts'

const finding = (step: Finding['step']): Finding => ({ step, result: 'ok', says: step, todo: [] })

function setup() {
  const asked: unknown[] = []
  const answers: ((answer: Answered<Examination>) => void)[] = []
  const store = new DoctorStore((following) => {
    asked.push(following)
    return new Promise((resolve) => answers.push(resolve))
  })
  const say = async (answer: Answered<Examination>): Promise<void> => {
    answers.shift()?.(answer)
    await new Promise((resolve) => setTimeout(resolve))
  }
  return { store, asked, say }
}

it('follows a look to its end, and tells what is known as it goes', async () => {
  const { store, asked, say } = setup()
  const looked = store.look()
  void store.look()
  await say(ok({ began: 7, done: false, findings: [] }))
  await say(ok({ began: 7, done: false, findings: [finding('name')] }))
  expect([store.told.value?.findings.length, store.looking.value]).toEqual([1, true])
  await say(ok({ began: 7, done: true, findings: [finding('name'), finding('tls')] }))
  await looked
  expect([store.told.value?.done, store.looking.value]).toEqual([true, false])
  expect(asked).toEqual([null, { began: 7, known: 0 }, { began: 7, known: 1 }])
})

it('a server that cannot be asked ends it, and the next look begins anew', async () => {
  const { store, asked, say } = setup()
  void store.look()
  await say(ok({ began: 7, done: false, findings: [finding('name')] }))
  await say(UNREACHABLE)
  expect([store.failure.value, store.looking.value, store.told.value?.findings.length]).toEqual([UNREACHABLE, false, 1])
  void store.look()
  expect([store.failure.value, store.told.value, asked.at(-1)]).toEqual([null, null, null])
})

it('who left hears nothing more', async () => {
  const { store, asked, say } = setup()
  void store.look()
  store.leave()
  await say(ok({ began: 7, done: false, findings: [finding('name')] }))
  expect([store.told.value, store.looking.value, asked.length]).toEqual([null, false, 1])
})
