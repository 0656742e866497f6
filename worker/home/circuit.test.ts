import { describe, expect, it } from 'vitest'
import { CIRCUIT_FAILURES } from '../../shared/limits.ts'
import type { ProblemCode } from '../../shared/problem.ts'
import type { Probe } from '../ports.ts'
import { afterLook, afterTurn, type Circuit, CLOSED } from './circuit.ts'

const down = (code: ProblemCode): Probe => ({ kind: 'down', problem: { code, retryable: true, retry_after_ms: null, detail: '' } })
const up: Probe = { kind: 'up', server: 'lmstudio', models: [], round_trip: 1, places: null }
const looks = (...probes: readonly Probe[]): Circuit => probes.reduce(afterLook, CLOSED)
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value)

describe('the circuit', () => {
  it.each<ProblemCode>(['home_off', 'home_unreachable', 'home_refused', 'tunnel_refused', 'home_misconfigured'])(
    'opens when %s was found again and again',
    (code) => {
      expect(looks(...times(CIRCUIT_FAILURES - 1, down(code))).open).toBeNull()
      expect(looks(...times(CIRCUIT_FAILURES, down(code))).open).toBe(code)
    },
  )

  it.each<ProblemCode>(['home_busy', 'home_silent', 'model_loading', 'edge_cut', 'upstream_error'])('never opens for %s', (code) => {
    expect(looks(...times(CIRCUIT_FAILURES * 10, down(code)))).toEqual(CLOSED)
  })

  it('is open with what was found last', () => {
    expect(looks(...times(CIRCUIT_FAILURES, down('home_off')), down('home_unreachable')).open).toBe('home_unreachable')
  })

  it.each<[string, Probe]>([
    ['a list', up],
    ['a busy server', down('home_busy')],
    ['a silent one', down('home_silent')],
  ])('is closed by one look that finds %s', (_, probe) => {
    expect(looks(...times(CIRCUIT_FAILURES * 3, down('home_off')), probe)).toEqual(CLOSED)
  })

  it('counts turns that found nobody, and no other', () => {
    const two = looks(...times(CIRCUIT_FAILURES - 1, down('home_off')))
    expect(afterTurn(two, 'home_off').open).toBe('home_off')
    expect(afterTurn(two, 'context_overflow')).toEqual(two)
    expect(afterTurn(two, 'home_busy')).toEqual(two)
  })
})
