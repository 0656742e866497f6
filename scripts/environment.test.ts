import { parseEnv } from 'node:util'
import { describe, expect, it } from 'vitest'
import { VARIABLES } from '../worker/config.ts'
import { type HandOver, given, handOver, layered, quoted, withFallback } from './environment.ts'

describe('what was given to the command', () => {
  it('is the known names, empty ones too, and nothing else of the environment', () => {
    const environment = { LLM_MODEL: 'm', LLM_API_KEY: '', PATH: '/bin', LLM_OTHER: 'x' }
    expect(given(environment, VARIABLES)).toEqual({ LLM_MODEL: 'm', LLM_API_KEY: '' })
  })
})

describe('layers', () => {
  it.each([
    [
      'the command wins over .dev.vars, which wins over wrangler.toml',
      [{ A: 't', B: 't', C: 't' }, { A: 'd', B: 'd' }, { A: 'c' }],
      { A: 'c', B: 'd', C: 't' },
    ],
    ['an empty value wins too', [{ A: 't' }, { A: '' }], { A: '' }],
    ['none', [], {}],
  ])('%s', (_, layers, expected) => {
    expect(layered(...layers)).toEqual(expected)
  })
})

describe('the demo as a stand-in', () => {
  it.each([
    ['where nobody said anything', {}, {}, 'demo'],
    ['not where the command says otherwise', { LLM_FALLBACK: 'none' }, {}, 'none'],
    ['where the command says it', { LLM_FALLBACK: 'demo' }, { LLM_FALLBACK: 'none' }, 'demo'],
    ['left to .dev.vars where that says something', {}, { LLM_FALLBACK: 'none' }, undefined],
    ['where the command takes back what .dev.vars says', { LLM_FALLBACK: '' }, { LLM_FALLBACK: 'none' }, 'demo'],
    ['where .dev.vars leaves it empty', {}, { LLM_FALLBACK: '' }, 'demo'],
  ])('%s', (_, command: Record<string, string>, devVars, expected) => {
    expect(withFallback(command, devVars)['LLM_FALLBACK']).toBe(expected)
  })
})

const file = (handed: HandOver): string | null => (handed.kind === 'ok' ? handed.file : null)

describe('handing over to wrangler', () => {
  it('puts what is no secret on the command line, and leaves .dev.vars as it is', () => {
    const handed = handOver({ LLM_MODEL: 'a:b =c', LLM_TIMEOUT: '' }, { LLM_API_KEY: 'k' }, VARIABLES)
    expect(handed).toEqual({ kind: 'ok', args: ['--var', 'LLM_MODEL:a:b =c', '--var', 'LLM_TIMEOUT:'], file: null })
  })

  it.each(VARIABLES.filter(({ secret }) => secret).map(({ name }) => name))('never puts %s on the command line', (name) => {
    const handed = handOver({ [name]: 'sesame' }, {}, VARIABLES)
    expect(handed).toEqual({ kind: 'ok', args: [], file: `${name}='sesame'\n` })
  })

  it('writes .dev.vars into the same file, under what was given', () => {
    const handed = handOver({ LLM_API_KEY: 'new' }, { LLM_API_KEY: 'old', LLM_MODEL: 'm', OTHER: 'o' }, VARIABLES)
    expect(parseEnv(file(handed) ?? '')).toEqual({ LLM_API_KEY: 'new', LLM_MODEL: 'm', OTHER: 'o' })
  })

  it('unsets a secret of .dev.vars by an empty one', () => {
    expect(parseEnv(file(handOver({ OWNER_PASSWORD: '' }, { OWNER_PASSWORD: 'old' }, VARIABLES)) ?? '')).toEqual({ OWNER_PASSWORD: '' })
  })

  it('names what it cannot write, without its value', () => {
    expect(handOver({ OWNER_PASSWORD: `'"\`` }, {}, VARIABLES)).toEqual({ kind: 'unwritable', names: ['OWNER_PASSWORD'] })
  })
})

describe('a value in a file', () => {
  it.each([
    ['plain', 'abc', `'abc'`],
    ['empty', '', `''`],
    ['spaces at its ends', ' a ', `' a '`],
    ['a comment sign', 'a#b', `'a#b'`],
    ['what would be replaced', 'a$HOME', `'a\\$HOME'`],
    ['an escaped dollar', 'a\\$b', `'a\\\\$b'`],
    ['an apostrophe', `a'b`, "`a'b`"],
    ['an apostrophe and a backtick', "a'`b", `"a'\`b"`],
    ['JSON', '{"a":"b"}', `'{"a":"b"}'`],
    ['a backslash at the end', 'ab\\', 'ab\\'],
    ['a backslash where only double quotes were left', "a'`\\n", "a'`\\n"],
    ['every quote, but not first', `a'"\``, `a'"\``],
    ['every quote, first', `'"\``, null],
    ['every quote, with a comment sign', `a'"\`#`, null],
    ['a carriage return', 'a\rb', null],
  ])('%s', (_, value, expected) => {
    expect(quoted(value)).toBe(expected)
  })
})
