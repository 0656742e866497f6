// A model that is not in memory is loaded once, whoever asks for it first: what is to be done, and who may call home meanwhile. Pure.
import type { Model } from '../../shared/health.ts'
import type { Holder } from './line.ts'
import { pickModel } from './report.ts'

export interface Memory {
  readonly models: readonly Model[]
  /** LLM_MODEL; null: none. */
  readonly preferred: string | null
  /** The server itself says that it loads one. */
  readonly serverLoads: boolean
  /** The model whose load was asked for and is not over; null: none. */
  readonly running: string | null
  /** Whether the server can be asked to load one. Else the first question to it does. */
  readonly canLoad: boolean
}

export type Step = { readonly kind: 'load'; readonly model: string } | { readonly kind: 'first'; readonly turn: string }

/** The model that would answer; null: home lists none. */
export const wanted = ({ model }: Pick<Holder, 'model'>, { models, preferred }: Pick<Memory, 'models' | 'preferred'>): Model | null =>
  models.find(({ id }) => id === model) ?? pickModel(preferred, models)

/** Whether who has a place may call home. What the list does not tell is not waited for. */
export function isReady(holder: Pick<Holder, 'model' | 'first'>, memory: Memory): boolean {
  if (holder.first !== null) return true
  return !memory.serverLoads && wanted(holder, memory)?.loaded !== false
}

/** The model that its first user loads by asking it, and since when; null: none. */
export function firstUse(holders: readonly Holder[], memory: Memory): { readonly model: string; readonly since: number } | null {
  for (const holder of holders) {
    const model = wanted(holder, memory)
    if (holder.first !== null && model?.loaded === false) return { model: model.id, since: holder.first }
  }
  return null
}

/** What is to be done next, in the order of those who wait; null: nothing. One load at a time, and one first user a model. */
export function nextStep(holders: readonly Holder[], memory: Memory): Step | null {
  if (memory.running !== null || memory.serverLoads) return null
  for (const holder of holders) {
    const model = wanted(holder, memory)
    if (model === null || isReady(holder, memory)) continue
    if (memory.canLoad) return { kind: 'load', model: model.id }
    if (!holders.some((other) => other.first !== null && wanted(other, memory)?.id === model.id)) return { kind: 'first', turn: holder.turn }
  }
  return null
}
