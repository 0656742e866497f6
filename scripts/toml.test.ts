import { describe, expect, it } from 'vitest'
import { defines, tomlVars } from './toml.ts'

describe('definitions in wrangler.toml', () => {
  it.each([
    ['a section', 'name = "p"\n[define]\nA = "1"\n', true],
    ['a section with spaces', '  [ define ]\n', true],
    ['a section of an environment', '[env.staging.define]\nA = "1"\n', true],
    ['a table in one line', 'define = { A = "1" }\n', true],
    ['a dotted name', 'define.A = "1"\n', true],
    ['a quoted name', '["define"]\n', true],
    ['none', 'name = "p"\n[vars]\nA = "1"\n', false],
    ['a comment', '# [define]\n', false],
    ['another word', '[defined]\nundefine = 1\n', false],
    ['a value', '[vars]\nA = "[define]"\n', false],
  ])('%s', (_, text, expected) => {
    expect(defines(text)).toBe(expected)
  })
})

describe('[vars]', () => {
  it.each([
    ['strings', '[vars]\nA = "x"\nB=\'y\'\n', { A: 'x', B: 'y' }],
    ['escapes', '[vars]\nA = "a\\"b # c" # note\n', { A: 'a"b # c' }],
    ['other values', '[vars]\nA = 5 # five\nB = true\n', { A: '5', B: 'true' }],
    ['the next section ends it', '[vars]\nA = "x"\n[dev]\nB = "y"\n', { A: 'x' }],
    ['what is no value', '[vars]\n# A = "x"\n\n', {}],
    ['no section', 'A = "x"\n', {}],
  ])('%s', (_, text, expected) => {
    expect(tomlVars(text)).toEqual(expected)
  })
})
