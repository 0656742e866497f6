// What middleware leaves on a request for those after it.
import type { Identity } from '../auth/identify.ts'

export interface Env {
  Variables: {
    /** Made here, never taken from the caller. */
    requestId: string
    /** Who sends it; set by the guard before any route runs. */
    identity: Identity
    /** The conversation it is about, for the log. */
    conversation?: string
    /** The answer is one of our own plain pages, which carry their style within. */
    plainPage?: boolean
  }
}
