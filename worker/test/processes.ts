// Which processes are in a group, and what they hold in memory. Linux tells; elsewhere nothing is known.
import { readFileSync, readdirSync } from 'node:fs'

const PAGE_BYTES = 4_096
const MB = 1_000_000

export interface Process {
  readonly pid: number
  /** When it began, in the kernel's ticks: the same number may be another process later. */
  readonly began: string
  readonly pages: number
}

/** The living members; one that has ended and was not yet taken note of by its parent is none. null where it cannot be seen. */
export function membersOf(group: number): Process[] | null {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        const fields = statOf(pid)
        return fields?.[2] === String(group) && fields[0] !== 'Z' ? [{ pid: Number(pid), began: String(fields[19]), pages: Number(fields[21]) }] : []
      })
  } catch {
    return null
  }
}

/** What stands after the name, which is in brackets and may hold anything: state, parent, group and so on. null: it has ended meanwhile. */
function statOf(pid: string): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}

/** Those of these processes that still live, wherever they went. */
export const survivors = (processes: readonly Process[]): Process[] =>
  processes.filter(({ pid, began }) => {
    const fields = statOf(String(pid))
    return fields !== null && fields[0] !== 'Z' && fields[19] === began
  })

/** Whether anything of a process group still lives. */
export function isAlive(group: number): boolean {
  const members = membersOf(group)
  if (members !== null) return members.length > 0
  try {
    return process.kill(-group, 0)
  } catch {
    return false
  }
}

/** Megabytes of resident memory of a process group; null where it cannot be seen. */
export function residentMb(group: number): number | null {
  const members = membersOf(group)
  return members && Math.round((members.reduce((sum, { pages }) => sum + pages, 0) * PAGE_BYTES) / MB)
}
