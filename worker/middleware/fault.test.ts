// The sentences of what a schema found.
import { FIELD_NAME_MAX } from '../../shared/limits.ts'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { ChangeCommand, EventsCommand, ListQuery, ReadQuery, SettingsCommand, SignInCommand, StopCommand, TurnBody } from '../../shared/schema.ts'
import { firstFault } from './fault.ts'

function sentence(schema: z.ZodMiniType, value: unknown): string {
  const read = schema.safeParse(value)
  if (read.success) return 'taken'
  const { field, expected } = firstFault(read.error.issues, 'body')
  return `${field}: ${expected}.`
}

const ID = '1 to 64 characters of A-Z, a-z, 0-9, _ and -.'
const MESSAGE = '1 to 32000 characters of Unicode text, not only white space.'
const SYSTEM = 'at most 8000 characters of Unicode text.'
const TEMPERATURE = 'a number from 0 to 2, or null.'
const PLAIN = { model: null, system: '', temperature: null }
const NONE = 'no such field is known here.'

describe('firstFault', () => {
  it.each<[string, z.ZodMiniType, unknown, string]>([
    ['a message', TurnBody, { message: 'hi' }, 'taken'],
    ['the longest message', TurnBody, { message: 'x'.repeat(32_000) }, 'taken'],
    ['a message with everything', TurnBody, { message: 'hi', mode: 'autonomous', session_id: 'a', message_id: 'b', model: 'm', parent: 'p' }, 'taken'],
    ['a retry', TurnBody, { retry: 't1', session_id: 'c1' }, 'taken'],
    ['nothing', TurnBody, {}, `message: ${MESSAGE}`],
    ['an empty message', TurnBody, { message: '' }, `message: ${MESSAGE}`],
    ['only white space', TurnBody, { message: ' \n\u00A0' }, `message: ${MESSAGE}`],
    ['one character too many', TurnBody, { message: 'x'.repeat(32_001) }, `message: ${MESSAGE}`],
    ['half a character', TurnBody, { message: 'a\uD83D' }, `message: ${MESSAGE}`],
    ['NUL', TurnBody, { message: 'a\0b' }, `message: ${MESSAGE}`],
    ['a message that is a list', TurnBody, { message: ['hi'] }, `message: ${MESSAGE}`],
    ['a mode that is none', TurnBody, { message: 'hi', mode: 'auto' }, 'mode: one of chat, controlled, autonomous.'],
    ['a name with a space', TurnBody, { message: 'hi', session_id: 'a b' }, `session_id: ${ID}`],
    ['a name that is too long', TurnBody, { message: 'hi', session_id: 'a'.repeat(65) }, `session_id: ${ID}`],
    ['an empty name', TurnBody, { message: 'hi', message_id: '' }, `message_id: ${ID}`],
    ['a name with a line break at its end', TurnBody, { message: 'hi', message_id: 'a\n' }, `message_id: ${ID}`],
    ['a name that is a number', TurnBody, { message: 'hi', message_id: 7 }, `message_id: ${ID}`],
    ['null for a name', TurnBody, { message: 'hi', session_id: null }, `session_id: ${ID}`],
    ['an empty model', TurnBody, { message: 'hi', model: '' }, 'model: 1 to 200 characters.'],
    ['another address', TurnBody, { message: 'hi', base_url: 'http://evil.example' }, `base_url: ${NONE}`],
    ['a limit that is not ours', TurnBody, { message: 'hi', max_tokens: 1e12 }, `max_tokens: ${NONE}`],
    ['a retry of no chat', TurnBody, { retry: 't1' }, `session_id: ${ID}`],
    ['a retry of nothing', TurnBody, { retry: '', session_id: 'c1' }, `retry: ${ID}`],
    ['a retry with a mode', TurnBody, { retry: 't1', session_id: 'c1', mode: 'chat' }, `mode: ${NONE}`],
    ['a retry and a message', TurnBody, { retry: 't1', session_id: 'c1', message: 'hi' }, `message: ${NONE}`],
    ['a message that is wrong in every way', TurnBody, { message: '', session_id: 'a b', mode: 'x' }, `message: ${MESSAGE}`],
    ['a list', TurnBody, [], 'body: a JSON object.'],
    ['a long unknown name', StopCommand, { ['x'.repeat(500)]: 1 }, `${'x'.repeat(FIELD_NAME_MAX)}…: ${NONE}`],
    ['a title', ChangeCommand, { title: ' ' }, 'title: 1 to 120 characters of Unicode text, not only white space.'],
    ['a long title', ChangeCommand, { title: 'x'.repeat(121) }, 'title: 1 to 120 characters of Unicode text, not only white space.'],
    ['both changes', ChangeCommand, { title: 'x', settings: PLAIN }, 'taken'],
    ['no change', ChangeCommand, {}, 'body: a title, settings, or both.'],
    ['a change that is none', ChangeCommand, { colour: 'red' }, `colour: ${NONE}`],
    ['a change that is a list', ChangeCommand, [], 'body: a JSON object.'],
    ['a new root', TurnBody, { message: 'hi', parent: null }, 'taken'],
    ['a parent that is none', TurnBody, { message: 'hi', parent: '' }, `parent: ${ID}`],
    ['settings of a message', TurnBody, { message: 'hi', settings: { ...PLAIN, temperature: '1' } }, `settings.temperature: ${TEMPERATURE}`],
    ['settings of a retry', TurnBody, { retry: 't1', session_id: 'c1', settings: PLAIN }, `settings: ${NONE}`],
    ['plain settings', SettingsCommand, PLAIN, 'taken'],
    ['the coldest', SettingsCommand, { ...PLAIN, temperature: 0 }, 'taken'],
    ['the hottest', SettingsCommand, { ...PLAIN, temperature: 2 }, 'taken'],
    ['hotter', SettingsCommand, { ...PLAIN, temperature: 2.01 }, `temperature: ${TEMPERATURE}`],
    ['colder', SettingsCommand, { ...PLAIN, temperature: -0.1 }, `temperature: ${TEMPERATURE}`],
    ['no temperature', SettingsCommand, { model: null, system: '' }, `temperature: ${TEMPERATURE}`],
    ['the longest system text', SettingsCommand, { ...PLAIN, system: 'x'.repeat(8_000) }, 'taken'],
    ['a longer one', SettingsCommand, { ...PLAIN, system: 'x'.repeat(8_001) }, `system: ${SYSTEM}`],
    ['one with NUL', SettingsCommand, { ...PLAIN, system: 'a\0b' }, `system: ${SYSTEM}`],
    ['one with half a character', SettingsCommand, { ...PLAIN, system: 'a\uD83D' }, `system: ${SYSTEM}`],
    ['no system text', SettingsCommand, { model: null, temperature: null }, `system: ${SYSTEM}`],
    ['a model that is blank', SettingsCommand, { ...PLAIN, model: ' ' }, 'model: 1 to 200 characters, or null.'],
    ['a setting that is not known', SettingsCommand, { ...PLAIN, top_p: 1 }, `top_p: ${NONE}`],
    ['a password', SignInCommand, { password: '' }, 'password: 1 to 1024 characters.'],
    ['a long password', SignInCommand, { password: 'x'.repeat(1_025) }, 'password: 1 to 1024 characters.'],
    ['an event id', EventsCommand, { after: 7 }, 'after: an event id.'],
    ['an event id that is none', EventsCommand, { after: 'nonsense' }, 'taken'],
    ['a time', ListQuery, { before: 'now' }, 'before: a time in milliseconds, in digits.'],
    ['two times', ListQuery, { before: ['1', '2'] }, 'before: a time in milliseconds, in digits.'],
    ['a negative time', ListQuery, { before: '-1' }, 'before: a time in milliseconds, in digits.'],
    ['something else in a query', ListQuery, { q: 'x' }, 'taken'],
    ['a message to read before', ReadQuery, { before: '../etc' }, `before: ${ID}`],
  ])('%s', (_name, schema, value, said) => {
    expect(sentence(schema, value)).toBe(said)
  })

  it.each<[string, z.ZodMiniType, unknown, string]>([
    ['a type', z.object({ a: z.object({ b: z.number() }) }), { a: { b: 'x' } }, 'a.b: a number.'],
    ['a size above', z.object({ a: z.number().check(z.maximum(5)) }), { a: 6 }, 'a: at most 5.'],
    ['a size below', z.object({ a: z.number().check(z.minimum(5)) }), { a: 4 }, 'a: at least 5.'],
    ['a form', z.object({ a: z.string().check(z.regex(/x/)) }), { a: 'y' }, 'a: another value.'],
    ['a choice', z.object({ a: z.literal('x') }), { a: 'y' }, 'a: one of x.'],
  ])('has words for %s where the schema has none', (_name, schema, value, said) => {
    expect(sentence(schema, value)).toBe(said)
  })

  it('says something of nothing', () => {
    expect(firstFault([], 'query')).toEqual({ field: 'query', expected: 'another value' })
  })
})
