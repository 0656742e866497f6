// The words around what the doctor found; what it found the server says. A part of the catalogue.
import type { FindingResult } from '../../shared/doctor.ts'

const RESULTS: Record<FindingResult | 'waiting' | 'looking', string> = {
  ok: 'Good:',
  failed: 'Failed:',
  skipped: 'Not looked at:',
  not_visible: 'Not visible:',
  waiting: 'Not yet:',
  looking: 'Looking:',
}

export const doctorStrings = {
  title: "Why can't I reach my model?",
  steps: 'Step by step',
  result: (result: keyof typeof RESULTS) => RESULTS[result],
  lookedAt: (time: string) => `Looked at ${time}`,
  again: 'Look again',
  copyText: 'Copy as text',
} as const
