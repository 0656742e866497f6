// The list of chats by day, newest first. Pure.
import type { Summary } from '../../shared/conversation.ts'
import { listStrings as words } from './strings-list.ts'

export interface Group {
  readonly name: string
  readonly lines: readonly Summary[]
}

/** `midnight`: when this day began where the reader is, in milliseconds. Groups without a chat are left out. */
export function groupByDay(lines: readonly Summary[], midnight: number): Group[] {
  const groups = [
    { name: words.today, from: midnight },
    { name: words.yesterday, from: daysBefore(midnight, 1) },
    { name: words.week, from: daysBefore(midnight, 7) },
    { name: words.earlier, from: -Infinity },
  ]
  return groups
    .map(({ name, from }, index) => ({ name, lines: lines.filter(({ updated }) => updated >= from && updated < (groups[index - 1]?.from ?? Infinity)) }))
    .filter((group) => group.lines.length > 0)
}

/** When an earlier day began there: not every day has 24 hours. */
function daysBefore(midnight: number, days: number): number {
  const date = new Date(midnight)
  return date.setDate(date.getDate() - days)
}
