// One object's alarm on Cloudflare. The platform stores it with the rows, and gives up on one that fails for two minutes; this one does not.
import { ALARM_RETRY_MAX_MS, ALARM_RETRY_MS } from '../../shared/limits.ts'
import type { Alarm } from '../ports.ts'

/** The part of a Durable Object's storage that is used. */
export interface AlarmStorage {
  getAlarm(): Promise<number | null>
  setAlarm(at: number): Promise<void>
  deleteAlarm(): Promise<void>
}

export interface CloudflareAlarm extends Alarm {
  /** Runs what the platform's alarm is for; where it fails, tells `failed` and tries again later. Rejects only where no later time can be stored. */
  ring(run: () => Promise<void>, failed: (error: unknown) => void): Promise<void>
}

/** `now` is in server milliseconds. */
export function createCloudflareAlarm(storage: AlarmStorage, now: () => number): CloudflareAlarm {
  let ringing = false
  let set = false
  let failures = 0
  return {
    set(at) {
      if (at !== null) void storage.setAlarm(at)
      // While it rings the platform keeps it until it went well: if the process dies now, it rings again.
      else if (!ringing || set) void storage.deleteAlarm()
      set = at !== null
    },
    async ring(run, failed) {
      ringing = true
      set = false
      try {
        await run()
        failures = 0
      } catch (error) {
        failed(error)
        const again = now() + Math.min(ALARM_RETRY_MAX_MS, ALARM_RETRY_MS * 2 ** failures)
        failures += 1
        const own = set ? await storage.getAlarm() : null
        await storage.setAlarm(Math.min(again, own ?? again))
      } finally {
        ringing = false
      }
    },
  }
}
