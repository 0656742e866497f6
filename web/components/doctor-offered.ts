// After which answers it may be asked why the model cannot be reached. Pure.
import type { Answer } from '../../shared/conversation.ts'

/** After every one that failed, and where home or the way there broke it off. What is not home, the demo, has no way to be looked at. */
export function isDoctorOffered({ state, home }: Pick<Answer, 'state' | 'home'>): boolean {
  if (home === 'demo') return false
  return state.status === 'failed' || (state.status === 'interrupted' && state.reason !== 'process_ended')
}
