// What a process and all that it started use of the machine, as the kernel counts it.
import { readFileSync, readdirSync } from 'node:fs'

/** Ticks a second in which Linux counts processor time for /proc, on every machine. */
const TICKS = 100

export interface Usage {
  /** Megabytes resident. */
  readonly residentMb: number
  /** Seconds of processor time since the start, of those that still run. */
  readonly cpuSeconds: number
}

/** Of every process in the group that `pid` leads; null where there is no such group, or no /proc to read. */
export function usageOf(pid: number): Usage | null {
  let kilobytes = 0
  let ticks = 0
  try {
    for (const name of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const [, , group, ...rest] = fieldsOf(name)
      if (Number(group) !== pid) continue
      ticks += Number(rest[8]) + Number(rest[9])
      kilobytes += Number(/^VmRSS:\s*(\d+) kB$/m.exec(read(`/proc/${name}/status`))?.[1] ?? 0)
    }
  } catch {
    return null
  }
  return kilobytes === 0 ? null : { residentMb: (kilobytes * 1024) / 1_000_000, cpuSeconds: ticks / TICKS }
}

/** From the state on: the name before it may hold anything, brackets included. */
const fieldsOf = (pid: string): string[] => read(`/proc/${pid}/stat`).replace(/^.*\)/s, '').trim().split(' ')

/** Empty for one that has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
