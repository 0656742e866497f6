// What the doctor says of a step that failed, and the words that it shares with a failed turn.
import type { DoctorStep } from '../../shared/doctor.ts'
import { PROBLEM_WORDS, type ProblemCode } from '../../shared/problem.ts'

/** What failed on the way, and in which words. */
export interface Blame {
  readonly step: Extract<DoctorStep, 'name' | 'tls' | 'connection' | 'access' | 'path' | 'token' | 'server'>
  readonly says: string
  readonly todo: readonly string[]
}

/** The last step of a refused message; nobody sent one here. */
const RESEND = PROBLEM_WORDS.home_busy.steps.at(-1)
export const stepsOf = (code: ProblemCode): readonly string[] => PROBLEM_WORDS[code].steps.filter((step) => step !== RESEND)
export const ofCode = (step: Blame['step'], code: ProblemCode): Blame => ({ step, says: PROBLEM_WORDS[code].message, todo: stepsOf(code) })
