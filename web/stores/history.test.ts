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
})
