// One object's alarm on Cloudflare, over a storage that is made up.
import { ALARM_RETRY_MAX_MS } from '../../shared/limits.ts'
import { describe, expect, it } from 'vitest'
import { createCloudflareAlarm } from './cloudflare-alarm.ts'

/** As the platform does: while its handler runs there is no alarm, until one is set; after it went well what was not set is gone. */
function open() {
  const calls: (number | null)[] = []
  let at: number | null = null
  let now = 1_000
  const alarm = createCloudflareAlarm(
    {
      getAlarm: async () => at,
      setAlarm: async (next) => void calls.push((at = next)),
      deleteAlarm: async () => void calls.push((at = null)),
    },
    () => now,
  )
  const failed: unknown[] = []
  return {
    alarm,
    calls,
    failed,
    ring(run: () => void | Promise<void>, late = 0) {
      now += late
      at = null
      return alarm.ring(
        async () => run(),
        (error) => failed.push(error),
      )
    },
  }
}
const broken = (): never => {
  throw new Error('not now')
}

describe('cloudflare alarm', () => {
  it('sets and takes away', () => {
    const { alarm, calls } = open()
    alarm.set(5_000)
    alarm.set(null)
    expect(calls).toEqual([5_000, null])
  })

  it('while it rings, taking away what the platform keeps until the end is left to the platform', async () => {
    const { alarm, calls, ring } = open()
    await ring(() => alarm.set(null))
    expect(calls).toEqual([])
    await ring(() => {
      alarm.set(5_000)
      alarm.set(null)
    })
    expect(calls).toEqual([5_000, null])
    alarm.set(null)
    expect(calls).toEqual([5_000, null, null])
  })

  it('one that fails comes again after 2 s, doubling to 60 s, and begins anew once it went well', async () => {
    const { calls, failed, ring } = open()
    for (let n = 0; n < 7; n += 1) await ring(broken)
    expect(calls.map((at) => Number(at) - 1_000)).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, ALARM_RETRY_MAX_MS, ALARM_RETRY_MAX_MS])
    expect(failed).toHaveLength(7)
    await ring(() => {})
    await ring(broken)
    expect(calls.at(-1)).toBe(3_000)
  })

  it('a failure keeps an earlier time that was set meanwhile, and not a later one', async () => {
    const { alarm, calls, ring } = open()
    const set = (at: number) =>
      ring(() => {
        alarm.set(at)
        broken()
      })
    await set(1_500)
    expect(calls.at(-1)).toBe(1_500)
    await set(90_000)
    expect(calls.at(-1)).toBe(5_000)
  })

  it('rejects where no later time can be stored, so that the platform tries again', async () => {
    const alarm = createCloudflareAlarm({ getAlarm: async () => null, setAlarm: broken, deleteAlarm: async () => {} }, () => 0)
    await expect(alarm.ring(broken, () => {})).rejects.toThrow('not now')
  })
})
