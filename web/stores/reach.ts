// Whether the open chat could be had.
import type { Failure } from '../api/api.ts'

/** `absent`: deleted, or never there. */
export type Reach =
  | { readonly kind: 'ready' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'absent'; readonly failure: Failure }
