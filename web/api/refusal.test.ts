import { describe, expect, it } from 'vitest'
import { problem } from '../../shared/problem.ts'
import { readProblem, readRefusal } from './refusal.ts'

const PROBLEM = problem('home_off', 0, 'r1')

describe('an error body', () => {
  it('is the problem that it names, without what else it has', () => {
    expect(readProblem({ detail: { ...PROBLEM, session_id: 'c1', field: 'x' } })).toEqual(PROBLEM)
  })

  it('of a newer server keeps its sentence', () => {
    expect(readProblem({ detail: { error: 'brand_new', message: 'Something new.', troubleshooting: ['Do this.', 7] } })).toEqual({
      error: 'internal',
      message: 'Something new.',
      timestamp: '',
      troubleshooting: ['Do this.'],
      request_id: '',
    })
  })

  it.each([null, 'text', {}, { detail: null }, { detail: 'x' }, { detail: { error: 'home_off' } }, { error: { message: 'x', code: 'y' } }])(
    'is not ours: %j',
    (body) => {
      expect(readProblem(body)).toBeNull()
    },
  )

  it('that cannot be read is of something that sits between', async () => {
    const page = new Response('<h1>502</h1>', { status: 502 })
    expect(await readRefusal(page, 7)).toEqual({ kind: 'unreachable', why: 'foreign', at: 7 })
    expect(await readRefusal(Response.json({ detail: PROBLEM }, { status: 503 }), 7)).toEqual({ kind: 'refused', status: 503, problem: PROBLEM })
  })
})
