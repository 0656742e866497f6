// The list of chats by day, newest first. Pure.
import type { Summary } from '../../shared/conversation.ts'
import { strings } from './strings.ts'

export interface Group {
  readonly name: string
  readonly lines: readonly Summary[]
}

const DAY_MS = 24 * 3_600_000

/** `midnight`: when this day began where the reader is, in milliseconds. Groups without a chat are left out. */
export function groupByDay(lines: readonly Summary[], midnight: number): Group[] {
  const groups = [
    { name: strings.today, from: midnight },
    { name: strings.yesterday, from: midnight - DAY_MS },
    { name: strings.week, from: midnight - 7 * DAY_MS },
    { name: strings.earlier, from: -Infinity },
  ]
  return groups
    .map(({ name, from }, index) => ({ name, lines: lines.filter(({ updated }) => updated >= from && updated < (groups[index - 1]?.from ?? Infinity)) }))
    .filter((group) => group.lines.length > 0)
}
