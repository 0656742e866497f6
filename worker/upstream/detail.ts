// One line for the log out of text from outside: short, no markup, no secret. Pure.
import { OUTSIDE_TEXT_MAX, PROBLEM_DETAIL_MAX } from '../../shared/limits.ts'

/** Known secrets shorter than this are not looked for: they would take words apart. */
const SECRET_MIN = 4

const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b(authorization|x-api-key|cf-access-client-(?:id|secret)|cookie|api[-_ ]?key)\b["']?\s*[:=]\s*["']?(?:(?:bearer|basic)\s+)?[^\s"',;]+/gi, '$1 ***'],
  [/\b(bearer|basic)\s+[\w.~+/=:-]{6,}/gi, '$1 ***'],
  [/\b(sk|pk|hf|gsk|cfast|ghp|xai)[-_][\w:.-]{4,}/gi, '$1-***'],
  [/:\/\/[^\s/@]{1,512}@/g, '://***@'],
]

/** `secrets` are values that were sent with the request; where the text holds one of them, it is masked. */
export function detailOf(text: string, secrets: readonly string[] = []): string {
  let line = text
  for (const secret of secrets) if (secret.length >= SECRET_MIN) line = line.replaceAll(secret, '***')
  // What a validator says of its input repeats the chat.
  line = line.slice(0, OUTSIDE_TEXT_MAX).replace(/["']?\binput(?:_value)?["']?\s*[:=].*/s, '')
  line = line.replace(/<[^<>]{0,1000}>/g, ' ').replace(/[<>]/g, ' ')
  for (const [pattern, mask] of SECRETS) line = line.replace(pattern, mask)
  return clip(line.replace(/[\s\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim())
}

function clip(line: string): string {
  const whole = line.toWellFormed()
  return whole.length <= PROBLEM_DETAIL_MAX ? whole : `${whole.slice(0, PROBLEM_DETAIL_MAX - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
