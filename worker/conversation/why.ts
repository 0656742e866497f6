// What a turn waits for before its first word, as far as home tells. Pure.
import type { Phase, PhaseReason } from '../../shared/conversation.ts'
import { type HomeReport, isGone, type Model } from '../../shared/health.ts'

export interface Silence {
  /** What home told last; null: nothing yet. */
  readonly report: HomeReport | null
  /** What it tells of the model that is asked; null: nothing. */
  readonly model: Model | null
  /** The answer began, with nothing in it yet. */
  readonly opened: boolean
  /** Of the prompt, where the server tells it in this try. */
  readonly percent: number | null
  /** A tunnel's edge cut an earlier try while the prompt was read. */
  readonly wasCut: boolean
  /** It was said that the model is being loaded. */
  readonly wasLoading: boolean
}

export interface Why {
  readonly phase: Phase
  readonly reason: PhaseReason
  readonly percent: number | null
}

const why = (phase: Phase, reason: PhaseReason, percent: number | null = null): Why => ({ phase, reason, percent })

/** null: nothing new is known. */
export function whyItWaits({ report, model, opened, percent, wasCut, wasLoading }: Silence): Why | null {
  if (report && isGone(report.state)) return why('connecting', 'home_gone')
  if (percent !== null) return why('reading', 'prompt', percent)
  if (wasCut && !opened) return why('reading', 'edge_cut')
  if (report?.state === 'silent') return opened ? why('reading', 'prompt') : why('connecting', 'home_silent')
  const serverLoads = report?.state === 'loading' && report.loading === null
  if (serverLoads || model?.loaded === false) return why('loading', 'model_loading')
  return opened || wasLoading ? why('reading', 'prompt') : null
}
