// Schemas of what comes in, and of events for tests. The client never imports this file.
import * as z from 'zod/mini'
import { MODES } from './conversation.ts'
import { ID_PATTERN, MESSAGE_MAX, MODEL_NAME_MAX, PASSWORD_MAX, TITLE_MAX } from './limits.ts'

const id = z.string().check(z.regex(ID_PATTERN, '1 to 64 characters of A-Z, a-z, 0-9, _ and -'))
const modelName = z.string().check(z.minLength(1, '1 to 200 characters'), z.maxLength(MODEL_NAME_MAX, '1 to 200 characters'))

const messageText = z.string().check(
  z.refine((text) => text.trim().length > 0, 'at least one character that is not white space'),
  z.maxLength(MESSAGE_MAX, `at most ${MESSAGE_MAX} characters`),
)

/** `POST /agent/message`: a message. */
export const MessageCommand = z.strictObject({
  message: messageText,
  mode: z._default(z.enum(MODES), 'chat'),
  session_id: z.optional(id),
  message_id: z.optional(id),
  model: z.optional(modelName),
  parent: z.optional(id),
})

/** `POST /agent/message`: the same question again, for a sibling answer. */
export const RetryCommand = z.strictObject({ retry: id, session_id: id, message_id: z.optional(id) })

export const RenameCommand = z.strictObject({
  title: z.string().check(
    z.refine((text) => text.trim().length > 0, 'at least one character that is not white space'),
    z.maxLength(TITLE_MAX, `at most ${TITLE_MAX} characters`),
  ),
})
export const StopCommand = z.strictObject({ turn: z.optional(id) })
export const EventsCommand = z.strictObject({ after: z.optional(z.string().check(z.maxLength(64, 'an event id'))) })
export const SignInCommand = z.strictObject({
  password: z.string().check(z.minLength(1, 'a password'), z.maxLength(PASSWORD_MAX, `at most ${PASSWORD_MAX} characters`)),
})
export const SessionId = id

const at = z.number()
const nullableNumber = z.nullable(z.number())
const nullableString = z.nullable(z.string())
const Usage = z.strictObject({ prompt_tokens: z.number(), completion_tokens: z.number(), reasoning_tokens: nullableNumber })
const Timings = z.strictObject({ queued: nullableNumber, first_byte: nullableNumber, first_word: nullableNumber, total: z.number() })
const Question = z.strictObject({ role: z.literal('user'), id, parent: z.nullable(id), at, text: z.string() })
const Problem = z.strictObject({ error: z.string(), message: z.string(), timestamp: z.string(), troubleshooting: z.array(z.string()), request_id: z.string() })
const Outcome = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('done'), finish_reason: z.enum(['stop', 'length', 'other']) }),
  z.strictObject({ status: z.literal('stopped') }),
  z.strictObject({ status: z.literal('interrupted'), reason: z.enum(['process_ended', 'stream_cut', 'home_gone', 'home_silent']) }),
  z.strictObject({ status: z.literal('failed'), problem: Problem }),
  z.strictObject({ status: z.literal('waiting') }),
])
const phase = z.enum(['accepted', 'queued', 'connecting', 'loading', 'reading', 'generating', 'acting', 'waiting'])
const reason = z.enum(['accepted', 'in_line', 'calling_home', 'asking_again', 'home_silent', 'home_gone', 'model_loading', 'edge_cut', 'prompt', 'writing'])
const Running = z.strictObject({ status: z.literal('running'), phase, reason, percent: nullableNumber, position: nullableNumber, since: at })
const Part = z.strictObject({ kind: z.enum(['text', 'reasoning']), step: z.number(), part: z.number(), text: z.string() })
const Answer = z.strictObject({
  role: z.literal('assistant'),
  id,
  parent: id,
  at,
  home: z.string(),
  mode: z.enum(MODES),
  model_asked: nullableString,
  model: nullableString,
  parts: z.array(Part),
  usage: z.nullable(Usage),
  trimmed: z.nullable(z.strictObject({ dropped: z.number(), context: z.number() })),
  timings: z.nullable(Timings),
  tokens_per_second: nullableNumber,
  state: z.union([Running, Outcome]),
})
const View = z.strictObject({
  id: z.string(),
  title: z.string(),
  created: at,
  head: z.nullable(id),
  running: z.nullable(id),
  earlier: z.boolean(),
  messages: z.array(z.union([Question, Answer])),
})

/** Every event of `events.ts`. */
export const EventSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('message.accepted'), message: Question }),
  z.strictObject({ type: z.literal('turn.started'), turn: id, message: id, home: z.string(), mode: z.enum(MODES), model_asked: nullableString, at }),
  z.strictObject({ type: z.literal('turn.phase'), turn: id, phase, reason, percent: nullableNumber, position: nullableNumber, at }),
  z.strictObject({ type: z.literal('text'), turn: id, step: z.number(), part: z.number(), text: z.string() }),
  z.strictObject({ type: z.literal('reasoning'), turn: id, step: z.number(), part: z.number(), text: z.string() }),
  z.strictObject({ type: z.literal('turn.model'), turn: id, model: z.string() }),
  z.strictObject({ type: z.literal('turn.usage'), turn: id, usage: Usage }),
  z.strictObject({ type: z.literal('context.trimmed'), turn: id, dropped: z.number(), context: z.number() }),
  z.strictObject({ type: z.literal('turn.ended'), turn: id, outcome: Outcome, timings: Timings, tokens_per_second: nullableNumber, at }),
  z.strictObject({ type: z.literal('conversation.renamed'), title: z.string() }),
  z.strictObject({ type: z.literal('reset'), view: View }),
])
