// Schemas of what comes in, and of events for tests. The client never imports this file.
import * as z from 'zod/mini'
import { DEFAULTS_BY_NAME, MODES, PHASE_REASONS, PHASES } from './conversation.ts'
import { HISTORY_MINUTES_MAX, ID_MAX, ID_PATTERN, MESSAGE_MAX, MODEL_NAME_MAX, PASSWORD_MAX, SYSTEM_MAX, TEMPERATURE_MAX, TITLE_MAX } from './limits.ts'

/** Text whose only rule is its own: the same words, what was expected, stand for a missing field, another type and another form. */
const text = (expected: string, fits: (text: string) => boolean) => z.string(expected).check(z.refine(fits, expected))

/** Stored and given back as it came: a half of a surrogate pair or a NUL would not be. */
const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0')
const isWritten = (text: string): boolean => text.trim().length > 0

const id = text(`1 to ${ID_MAX} characters of A-Z, a-z, 0-9, _ and -`, (value) => ID_PATTERN.test(value))
const isModelName = (value: string): boolean => isWritten(value) && value.length <= MODEL_NAME_MAX && isStorable(value)
const modelName = text(`1 to ${MODEL_NAME_MAX} characters`, isModelName)
const temperature = `a number from 0 to ${TEMPERATURE_MAX}, or null`

/** How a chat is asked, and what `PUT /settings` takes: each time all of it. */
export const SettingsCommand = z.strictObject({
  model: z.nullable(text(`1 to ${MODEL_NAME_MAX} characters, or null`, isModelName)),
  system: text(`at most ${SYSTEM_MAX} characters of Unicode text`, (value) => value.length <= SYSTEM_MAX && isStorable(value)),
  temperature: z.nullable(z.number(temperature).check(z.refine((value) => value >= 0 && value <= TEMPERATURE_MAX, temperature))),
})

/** `POST /agent/message`: a message. */
export const MessageCommand = z.strictObject({
  message: text(
    `1 to ${MESSAGE_MAX} characters of Unicode text, not only white space`,
    (value) => isWritten(value) && value.length <= MESSAGE_MAX && isStorable(value),
  ),
  mode: z._default(z.enum(MODES, `one of ${MODES.join(', ')}`), 'chat'),
  session_id: z.optional(id),
  message_id: z.optional(id),
  model: z.optional(modelName),
  /** Absent: the end of the active branch. null: a new root, which is what the first question becomes when it is edited. */
  parent: z.optional(z.nullable(id)),
  /** The chat is asked by these from this turn on. A chat that begins with this message can be asked as new chats are, whatever that is by now. */
  settings: z.optional(z.union([SettingsCommand, z.literal(DEFAULTS_BY_NAME)])),
})

/** `POST /agent/message`: the same question again, for a sibling answer. */
export const RetryCommand = z.strictObject({ retry: id, session_id: id, message_id: z.optional(id) })

/** `POST /agent/message`: an answer that was cut goes on. */
export const ContinueCommand = z.strictObject({ continue: id, session_id: id, message_id: z.optional(id) })

/** What `POST /agent/message` takes. */
export const TurnBody = z.union([RetryCommand, ContinueCommand, MessageCommand])

const title = text(
  `1 to ${TITLE_MAX} characters of Unicode text, not only white space`,
  (value) => isWritten(value) && value.length <= TITLE_MAX && isStorable(value),
)
const change = 'a title, settings, or both'
/** `PATCH /agent/sessions/:id`: at least one of them. */
export const ChangeCommand = z
  .strictObject({ title: z.optional(title), settings: z.optional(SettingsCommand) })
  .check(z.refine((value) => value.title !== undefined || value.settings !== undefined, change))
export const StopCommand = z.strictObject({ turn: z.optional(id) })
/** An id that is none, or is no longer known, is not wrong: the answer is a view. */
export const EventsCommand = z.strictObject({ after: z.optional(z.string('an event id')) })
export const SignInCommand = z.strictObject({
  password: text(`1 to ${PASSWORD_MAX} characters`, (value) => value.length > 0 && value.length <= PASSWORD_MAX),
})

/** `POST /doctor`: without anything it starts or joins a run; who follows one says which, and how much of it is known. */
export const DoctorCommand = z.strictObject({
  following: z.optional(z.strictObject({ began: z.int('a time in milliseconds'), known: z.int('a count').check(z.nonnegative('a count')) })),
})

/** `GET /agent/sessions`: the page before a moment, in server milliseconds. */
export const ListQuery = z.object({
  before: z.optional(
    z.pipe(
      text('a time in milliseconds, in digits', (value) => /^\d{1,15}$/.test(value)),
      z.transform(Number),
    ),
  ),
})
const minutes = `a whole number from 1 to ${HISTORY_MINUTES_MAX}`
/** `GET /telemetry`: so many minutes back; 60 where none are named. */
export const TelemetryQuery = z.object({
  minutes: z._default(
    z.pipe(
      text(minutes, (value) => /^[1-9]\d{0,3}$/.test(value) && Number(value) <= HISTORY_MINUTES_MAX),
      z.transform(Number),
    ),
    60,
  ),
})
/** `GET /agent/sessions/:id`: the page before a message. */
export const ReadQuery = z.object({ before: z.optional(id) })

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
const phase = z.enum(PHASES)
const reason = z.enum(PHASE_REASONS)
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
  continues: z.nullable(z.strictObject({ turn: id, parts: z.number() })),
  parts: z.array(Part),
  thought: nullableNumber,
  usage: z.nullable(Usage),
  trimmed: z.nullable(z.strictObject({ dropped: z.number(), context: z.number() })),
  timings: z.nullable(Timings),
  tokens_per_second: nullableNumber,
  state: z.union([Running, Outcome]),
})
const Settings = z.strictObject({ model: nullableString, system: z.string(), temperature: nullableNumber })
const View = z.strictObject({
  id: z.string(),
  title: z.string(),
  created: at,
  settings: Settings,
  head: z.nullable(id),
  running: z.nullable(id),
  earlier: z.boolean(),
  messages: z.array(z.union([Question, Answer])),
})

/** Every event of `events.ts`. */
export const EventSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('message.accepted'), message: Question }),
  z.strictObject({
    type: z.literal('turn.started'),
    turn: id,
    message: id,
    home: z.string(),
    mode: z.enum(MODES),
    model_asked: nullableString,
    at,
    continues: z.optional(z.strictObject({ turn: id, parts: z.array(Part) })),
  }),
  z.strictObject({ type: z.literal('turn.anew'), turn: id }),
  z.strictObject({ type: z.literal('turn.phase'), turn: id, phase, reason, percent: nullableNumber, position: nullableNumber, at }),
  z.strictObject({ type: z.literal('text'), turn: id, step: z.number(), part: z.number(), text: z.string() }),
  z.strictObject({ type: z.literal('reasoning'), turn: id, step: z.number(), part: z.number(), text: z.string() }),
  z.strictObject({ type: z.literal('turn.thought'), turn: id, ms: z.number() }),
  z.strictObject({ type: z.literal('turn.model'), turn: id, model: z.string() }),
  z.strictObject({ type: z.literal('turn.usage'), turn: id, usage: Usage }),
  z.strictObject({ type: z.literal('turn.speed'), turn: id, tokens_per_second: z.number() }),
  z.strictObject({ type: z.literal('context.trimmed'), turn: id, dropped: z.number(), context: z.number() }),
  z.strictObject({ type: z.literal('turn.ended'), turn: id, outcome: Outcome, timings: Timings, tokens_per_second: nullableNumber, at }),
  z.strictObject({ type: z.literal('conversation.renamed'), title: z.string() }),
  z.strictObject({ type: z.literal('conversation.configured'), settings: Settings }),
  z.strictObject({ type: z.literal('reset'), view: View }),
])
