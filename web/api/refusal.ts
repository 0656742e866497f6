// What an answer that is not a success means: a problem of ours, or something else that sits between.
import type { Problem } from '../../shared/problem.ts'
import { PROBLEM_STATUS, type ProblemCode } from '../../shared/problem-codes.ts'
import type { Failure } from './api.ts'

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isCode = (value: unknown): value is ProblemCode => typeof value === 'string' && Object.hasOwn(PROBLEM_STATUS, value)
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The problem in an error body; null where the body is not ours. A code of a newer server is kept as `internal`, with its own sentence. */
export function readProblem(body: unknown): Problem | null {
  const detail = isRecord(body) ? body['detail'] : null
  if (!isRecord(detail) || typeof detail['error'] !== 'string' || typeof detail['message'] !== 'string') return null
  const steps: unknown = detail['troubleshooting']
  return {
    error: isCode(detail['error']) ? detail['error'] : 'internal',
    message: detail['message'],
    timestamp: text(detail['timestamp']),
    troubleshooting: Array.isArray(steps) ? steps.filter((step) => typeof step === 'string') : [],
    request_id: text(detail['request_id']),
  }
}

/** Reads the body of an answer that is not a success. `at`: this device's milliseconds. */
export async function readRefusal(response: { readonly status: number; json(): Promise<unknown> }, at: number): Promise<Failure> {
  const problem = readProblem(await response.json().catch(() => null))
  return problem ? { kind: 'refused', status: response.status, problem } : { kind: 'unreachable', why: 'foreign', at }
}
