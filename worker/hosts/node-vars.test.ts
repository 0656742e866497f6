// `.dev.vars`: which lines mean what.
import { describe, expect, it } from 'vitest'
import { parseVars, readVars } from './node-vars.ts'

describe('node vars', () => {
  const lines: readonly [string, Record<string, string>][] = [
    ['A=1', { A: '1' }],
    ['  export A = b c  ', { A: 'b c' }],
    ['A=', { A: '' }],
    ['# A=1', {}],
    ['A=b # why', { A: 'b' }],
    ['A="b # c" # why', { A: 'b # c' }],
    ['A=\'b "c" # d\'', { A: 'b "c" # d' }],
    ['A="one\\ntwo"', { A: 'one\ntwo' }],
    ["A='one\\ntwo'", { A: 'one\\ntwo' }],
    ['A={"x-key": "v=1"}', { A: '{"x-key": "v=1"}' }],
    ['A=http://localhost:1234/v1', { A: 'http://localhost:1234/v1' }],
    ['A=1\r\nB=2\r\n\r\nA=3', { A: '3', B: '2' }],
    ['A', {}],
    ['1A=2', {}],
    ['A="  kept  "', { A: '  kept  ' }],
  ]
  for (const [text, vars] of lines) it(`reads ${JSON.stringify(text)}`, () => expect(parseVars(text)).toEqual(vars))

  it('a file that is not there holds nothing', () => expect(readVars('/nowhere/.dev.vars')).toEqual({}))
})
