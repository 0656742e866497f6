// Holds what came in against its schema, and says in our own words which field is not as expected.
import { zValidator } from '@hono/zod-validator'
import type { Context } from 'hono'
import type * as z from 'zod/mini'
import type { Deps } from '../deps.ts'
import type { Env } from './env.ts'
import { firstFault, type Issue } from './fault.ts'
import { refuse } from './refuse.ts'

type Result = { readonly success: true } | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } }

/** `c.req.valid(where)` has what the schema made of it; a client of `hc` is held to what the schema takes. */
export function check<T extends z.ZodMiniType, Where extends 'json' | 'query'>(deps: Pick<Deps, 'clock'>, where: Where, schema: T) {
  const answer = (result: Result, c: Context<Env>) => {
    if (result.success) return
    const { field, expected } = firstFault(result.error.issues, where === 'json' ? 'body' : 'query')
    return refuse(c, deps, 'invalid_field', { message: `${field}: ${expected}.`, ids: { field, expected } })
  }
  return zValidator<T, Where, Env, string, typeof answer>(where, schema, answer)
}
