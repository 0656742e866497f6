// What the processes of a group hold in memory. Linux only; elsewhere nothing is known.
import { readFileSync, readdirSync } from 'node:fs'

const PAGE_BYTES = 4_096
const MB = 1_000_000

/** Megabytes of resident memory of a process group; null where it cannot be seen. */
export function residentMb(group: number): number | null {
  try {
    let pages = 0
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) pages += pagesOf(pid, group)
    return Math.round((pages * PAGE_BYTES) / MB)
  } catch {
    return null
  }
}

function pagesOf(pid: string, group: number): number {
  try {
    // The name stands in brackets and may hold anything; then come state, parent, group and the rest, by position.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return Number(fields[2]) === group ? Number(fields[21]) : 0
  } catch {
    return 0
  }
}
