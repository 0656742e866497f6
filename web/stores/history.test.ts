import { expect, it } from 'vitest'
import { FakeApi, ok, UNREACHABLE } from '../test/fake-api.ts'
import { HistoryStore } from './history.ts'

it('keeps what was told last where nothing can be had', async () => {
  const api = new FakeApi()
  const store = new HistoryStore(api)
  expect(store.telemetry.value).toBeNull()
  const told = { home: 'home', until: 120_000, minutes: 60, samples: [] }
  api.telemetry_ = ok(told)
  await store.look(60)
  expect([store.telemetry.value, api.asked]).toEqual([told, ['telemetry 60']])
  api.telemetry_ = UNREACHABLE
  await store.look(60)
  expect(store.telemetry.value).toEqual(told)
  store.clear()
  expect(store.telemetry.value).toBeNull()
})

it('what is told late is told no more: another look began, or nobody is signed in any more', async () => {
  const answers: ((minutes: number) => void)[] = []
  const api = Object.assign(new FakeApi(), {
    telemetry: () => new Promise((resolve) => answers.push((minutes) => resolve(ok({ home: 'home', until: 0, minutes, samples: [] })))),
  })
  const store = new HistoryStore(api)
  const looks = [store.look(1), store.look(2)]
  answers[1]?.(2)
  answers[0]?.(1)
  await Promise.all(looks)
  expect(store.telemetry.value).toMatchObject({ minutes: 2 })
  const left = store.look(3)
  store.clear()
  answers[2]?.(3)
  await left
  expect(store.telemetry.value).toBeNull()
})
