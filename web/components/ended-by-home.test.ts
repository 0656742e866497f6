import { expect, it } from 'vitest'
import type { Answer } from '../../shared/conversation.ts'
import { PROBLEM_STATUS, problem, type ProblemCode } from '../../shared/problem.ts'
import { endedByHome } from './ended-by-home.ts'

const failed = (code: ProblemCode): Answer['state'] => ({ status: 'failed', problem: problem(code, 0, 'r') })

it.each<[string, Answer['state'], boolean]>([
  ['home is off', failed('home_off'), true],
  ['no model is loaded', failed('no_model'), true],
  ['the tunnel asks who comes', failed('tunnel_refused'), true],
  ['an answer that is none', failed('answer_unreadable'), true],
  ['home went away', { status: 'interrupted', reason: 'home_gone' }, true],
  ['the connection broke off', { status: 'interrupted', reason: 'stream_cut' }, true],
  ['this server was stopped', { status: 'interrupted', reason: 'process_ended' }, false],
  ['the chat is too long', failed('context_overflow'), false],
  ['a template that rejects the chat', failed('template_rejected'), false],
  ['something broke here', failed('internal'), false],
  ['stopped by the person', { status: 'stopped' }, false],
  ['done', { status: 'done', finish_reason: 'stop' }, false],
])('after "%s" the doctor is offered: %s', (_, state, offered) => {
  expect([endedByHome({ state, home: 'home' }), endedByHome({ state, home: 'demo' })]).toEqual([offered, false])
})

it('never for what the one who asked has to put right', () => {
  const own = Object.entries(PROBLEM_STATUS).flatMap(([code, status]) => (status < 424 ? [code] : []))
  for (const code of own) expect(endedByHome({ state: failed(code as ProblemCode), home: 'home' })).toBe(false)
})
