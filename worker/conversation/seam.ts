// Where a continuation meets the text that it goes on from: goes on, repeats the end, or begins anew. Pure.
import { SEAM_ANEW_CHARS, SEAM_OVERLAP_MAX, SEAM_OVERLAP_MIN } from '../../shared/limits.ts'

export type Seam =
  /** More of it is needed: what is there may still become a repetition. */
  | { readonly kind: 'open' }
  /** `text` follows the text before it directly. */
  | { readonly kind: 'on'; readonly text: string }
  /** It is an answer of its own. */
  | { readonly kind: 'anew'; readonly text: string }

/**
 * What the beginning of a continuation is. `before`: the text that it was to go on from; `said`: all of the continuation so far; `whole`: no more comes.
 * The longest exact repetition of the end, of SEAM_OVERLAP_MIN to SEAM_OVERLAP_MAX characters, is cut, and nothing else ever is.
 * Once it is not open it stays what it is, whatever follows; it is open for SEAM_OVERLAP_MAX characters at most.
 */
export function seamOf(before: string, said: string, whole: boolean): Seam {
  for (let length = Math.min(before.length, SEAM_OVERLAP_MAX); length >= SEAM_OVERLAP_MIN; length -= 1) {
    const end = before.slice(before.length - length)
    if (said.startsWith(end)) return { kind: 'on', text: said.slice(length) }
    if (!whole && end.startsWith(said)) return { kind: 'open' }
  }
  // Of a shorter text nobody could tell a new beginning from words that come twice.
  if (before.length >= SEAM_ANEW_CHARS) {
    const beginning = before.slice(0, SEAM_ANEW_CHARS)
    if (said.startsWith(beginning)) return { kind: 'anew', text: said }
    if (!whole && beginning.startsWith(said)) return { kind: 'open' }
  }
  return { kind: 'on', text: said }
}
