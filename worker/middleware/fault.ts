// What a schema found, as a field and what was expected of it. The library's own sentences are never shown.
import { FIELD_NAME_MAX } from '../../shared/limits.ts'
import type * as z from 'zod/mini'

export interface Fault {
  /** The path of the field, as `a.b`. */
  readonly field: string
  /** What it should have been, without a full stop. */
  readonly expected: string
}

export type Issue = z.core.$ZodIssue

/** The first fault. `whole` names what was checked, for a fault of no field. There is at least one issue. */
export function firstFault(issues: readonly Issue[], whole: string): Fault {
  const issue = issues[0]
  if (!issue) return { field: whole, expected: 'another value' }
  if (issue.code === 'invalid_union')
    return firstFault(
      closest(issue.errors).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
      whole,
    )
  if (issue.code === 'unrecognized_keys') return { field: clip([...issue.path, issue.keys[0] ?? ''].join('.')), expected: 'no such field is known here' }
  return { field: clip(issue.path.join('.')) || whole, expected: expectedOf(issue) }
}

/** Of several shapes, the one that the value fits best: of its kind at all, then fewest fields that it does not know, then fewest faults. */
function closest(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const foreign = (issues: readonly Issue[]): number => Number(issues.some(({ path, code }) => path.length === 0 && code !== 'unrecognized_keys'))
  const unknown = (issues: readonly Issue[]): number => issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 0), 0)
  return branches.toSorted((one, other) => foreign(one) - foreign(other) || unknown(one) - unknown(other) || one.length - other.length)[0] ?? []
}

/** What a schema says of itself where it has words; else by the kind of fault. */
function expectedOf(issue: Issue): string {
  if (issue.message !== UNTOLD) return issue.message
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'object' ? 'a JSON object' : `a ${issue.expected}`
    case 'invalid_value':
      return `one of ${issue.values.join(', ')}`
    case 'too_big':
      return `at most ${issue.maximum}`
    case 'too_small':
      return `at least ${issue.minimum}`
    default:
      return 'another value'
  }
}

/** What the library says where neither a locale nor the schema gives words. */
const UNTOLD = 'Invalid input'

const clip = (name: string): string => (name.length <= FIELD_NAME_MAX ? name : `${name.slice(0, FIELD_NAME_MAX)}…`).toWellFormed()
