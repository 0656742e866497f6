import { expect, it } from 'vitest'
import type { Answer } from '../../shared/conversation.ts'
import { PROBLEM_STATUS, problem, type ProblemCode } from '../../shared/problem.ts'
import { isDoctorOffered } from './doctor-offered.ts'

it.each<[string, Answer['state'], boolean]>([
  ['home went away', { status: 'interrupted', reason: 'home_gone' }, true],
  ['home said nothing', { status: 'interrupted', reason: 'home_silent' }, true],
  ['the connection broke off', { status: 'interrupted', reason: 'stream_cut' }, true],
  ['this server was stopped', { status: 'interrupted', reason: 'process_ended' }, false],
  ['stopped by the person', { status: 'stopped' }, false],
  ['done', { status: 'done', finish_reason: 'stop' }, false],
])('after "%s" the doctor is offered: %s', (_, state, offered) => {
  expect([isDoctorOffered({ state, home: 'home' }), isDoctorOffered({ state, home: 'demo' })]).toEqual([offered, false])
})

it('is offered after whatever failed at home', () => {
  for (const code of Object.keys(PROBLEM_STATUS) as ProblemCode[]) {
    const state: Answer['state'] = { status: 'failed', problem: problem(code, 0, 'r') }
    expect([code, isDoctorOffered({ state, home: 'home' }), isDoctorOffered({ state, home: 'demo' })]).toEqual([code, true, false])
  }
})
