// The one form of every refusal: a problem from the closed set, its status, its words.
import type { Context } from 'hono'
import { problem, PROBLEM_STATUS, type ProblemBody, type ProblemCode } from '../../shared/problem.ts'
import type { Clock } from '../ports.ts'
import type { Env } from './env.ts'

interface More {
  /** The sentence, where it must name the field or what was expected. */
  readonly message?: string
  /** Ids and fields that go with it; null ones are left out. */
  readonly ids?: Readonly<Record<string, string | null>>
  readonly headers?: Record<string, string>
}

/** The body of a problem that happened now. */
export function problemBody(c: Context<Env>, { clock }: { readonly clock: Clock }, code: ProblemCode, { message, ids = {} }: More = {}): ProblemBody {
  const told = Object.fromEntries(Object.entries(ids).filter(([, value]) => value !== null))
  return { detail: { ...problem(code, clock.now(), c.get('requestId'), message), ...told } }
}

/** Answers with it. */
export function refuse<Code extends ProblemCode>(c: Context<Env>, deps: { readonly clock: Clock }, code: Code, more: More = {}) {
  return c.json(problemBody(c, deps, code, more), PROBLEM_STATUS[code], more.headers)
}
