// Which of its prepared answers the demo gives to a message: simple word rules, tried from the top. Pure.
import { codeAnswer, LANGUAGE } from './demo-code.ts'
import { connectAnswer } from './demo-connect.ts'
import { LONG } from './demo-long.ts'
import { solveSum } from './demo-sum.ts'
import {
  BEFORE_ERROR,
  CUT_OFF,
  CUT_OFF_REST,
  IGNORED,
  NOTHING_ASKED,
  PAGE,
  REASONED,
  REASONING,
  SLOW,
  summed,
  TABLE,
  THANKS,
  TOUR,
  unable,
  undividable,
  WELCOME,
  WHO,
} from './demo-texts.ts'

/** How a demo's answer ends: by itself, at its length limit, or with an error frame. */
export type DemoEnd = 'stop' | 'length' | 'error'

export interface Told {
  readonly kind: 'answer'
  readonly text: string
  /** Comes before the text; empty where there is none. */
  readonly reasoning: string
  readonly slow: boolean
  readonly end: DemoEnd
  /** What comes after its length limit, for who asks it to go on. */
  readonly rest: string
}
/** `refusal` is an error instead of an answer. */
export type DemoAnswer = { readonly kind: 'refusal' } | Told

/** Characters of a message that are repeated in an answer. */
export const QUOTE_MAX = 120
/** A longer message is something to work on, not a word of ours. */
const REQUEST_MAX = 160

const POLITE = /^(?:(?:ok|okay|now|and|so|please|hey|hi|hello|can you|could you|would you|will you|i want|i would like|i'd like|let me|to|you|see|try)[\s,]+)+/
const VERB =
  /^(?:show|give|make|write|print|stream|send|answer|reply|respond|do|tell|think|reason|draw|cut|an?|the|some|another|slow(?:ly)?|long|code in|2[,.]?000|two thousand)\b/
/** An error is given only to who asks for nothing else: a question about an error is a question. */
const ERROR =
  /^(?:(?:show|give|make|send|answer|reply|respond|simulate|produce|cause|trigger|fake|me|us|with|an?|one|some|real|model|server|mid-?stream) )*(?:error|failure|fail|crash)(?: (?:now|halfway|midway|mid-?stream|(?:in|at|before|after|during) (?:the |an |your )?(?:mid-?stream|middle|half|first|start|beginning|end|stream|answer)\b.*))?$/
const MIDDLE = /\b(?:mid-?stream|midway|middle|halfway|half|after|during|end)\b/

const WHO_ASKED =
  /\b(?:who|what) are you\b|\bare you (?:an?|the|real|human|chatgpt|gpt|demo)\b|^(?:who|what)(?: is|'s) (?:this|porchlight)$|\bwhich model are you\b/
const GREETING = /^(?:help|demo|test|(?:hi|hey|hello|good (?:morning|day|evening))(?: there| demo| you| how are you.*)?)$/
const WHAT_CAN = /^what can (?:you|this|it|i|the) ?(?:page |demo )?(?:do|show|say|try)\b/
const WHAT_PAGE = /^what can (?:(?:this|the|your) (?:page|site|app)|i do(?: here| with (?:this|it))?$|porchlight)\b/
const SETTINGS_ASKED =
  /\bsystem (?:prompt|message)\b|^(?:the )?temperature$|\b(?:your|change|set|ignore|obey|follow|about) (?:the |my |a )?temperature\b|\btemperature setting\b/
const THANKED = /^(?:many )?(?:thanks|thank you|thx)\b/

/** What is left of a message without its politeness, and whether it asks for a trick: one or two bare words, or a request. */
function trickWords(message: string): { readonly bare: string; readonly asks: (words: RegExp) => boolean } {
  const bare = message.replace(POLITE, '').replace(/[\s,]+please$/, '')
  const request = bare.split(' ').length <= 2 || VERB.test(bare)
  return { bare, asks: (words) => request && words.test(bare) }
}

const answer = (text: string, also: Partial<Told> = {}): Told => ({
  kind: 'answer',
  text,
  reasoning: '',
  slow: false,
  end: 'stop',
  rest: '',
  ...also,
})

/** What the demo does with the last message of a person. */
export function decide(said: string): DemoAnswer {
  const message = said
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .replace(/[?.!,;:"“”…]+(?=\s|$)/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  if (said.trim() === '') return answer(NOTHING_ASKED)

  const sum = solveSum(said)
  if (sum !== null) return answer(sum.result === null ? undividable(sum.asked) : summed(sum.asked, sum.result))

  return (message.length <= REQUEST_MAX ? (trick(message) ?? talk(message)) : null) ?? answer(unable(quote(said)))
}

function trick(message: string): DemoAnswer | null {
  const { bare, asks } = trickWords(message)
  if (ERROR.test(bare)) return MIDDLE.test(bare) ? answer(BEFORE_ERROR, { end: 'error' }) : { kind: 'refusal' }
  const slow = asks(/\bslow(?:ly)?\b/)
  if (asks(/\b(?:markdown|formatting|tour)\b/)) return answer(TOUR, { slow })
  if (asks(/\btables?\b/)) return answer(TABLE, { slow })
  if (asks(/\b(?:code|snippets?|programming languages?)\b/) || asks(LANGUAGE)) return answer(codeAnswer(message), { slow })
  if (asks(/\blong(?:er)? (?:answer|text|one|story|reply|essay|read)\b|^(?:something )?long$/) || asks(/\b(?:2[,.]?000|two thousand) words\b/))
    return answer(LONG, { slow })
  if (asks(/\bcut (?:it |an answer )?(?:off|short)\b|\blength limit\b/)) return answer(CUT_OFF, { slow, end: 'length', rest: CUT_OFF_REST })
  if (asks(/\b(?:reasoning|thinking|thoughts)\b|^(?:think|reason)\b/)) return answer(REASONED, { slow, reasoning: REASONING })
  return slow ? answer(SLOW, { slow }) : null
}

function talk(message: string): DemoAnswer | null {
  const connect = connectAnswer(message)
  if (connect !== null) return answer(connect)
  if (SETTINGS_ASKED.test(message)) return answer(IGNORED)
  if (WHAT_PAGE.test(message)) return answer(PAGE)
  if (WHO_ASKED.test(message)) return answer(WHO)
  if (GREETING.test(message) || WHAT_CAN.test(message)) return answer(WELCOME)
  if (THANKED.test(message)) return answer(THANKS)
  return null
}

/** On one line, cut at a whole character. */
function quote(said: string): string {
  const letters = Array.from(said.trim().replace(/\s+/g, ' '))
  return letters.length <= QUOTE_MAX ? letters.join('') : `${letters.slice(0, QUOTE_MAX).join('').trimEnd()}…`
}
