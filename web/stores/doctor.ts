// One look at what is wrong on the way to the model: started, followed to its end, told as it goes.
import { batch, createModel, signal } from '@preact/signals-core'
import type { Examination } from '../../shared/doctor.ts'
import type { Api, Failure } from '../api/api.ts'

export const DoctorStore = createModel((examine: Api['examine']) => {
  /** What is known so far; null: nothing yet. */
  const told = signal<Examination | null>(null)
  /** The server could not be asked. */
  const failure = signal<Failure | null>(null)
  const looking = signal(false)
  let newest = 0

  return {
    told,
    failure,
    looking,
    /** Starts, or joins what the server has under way. Does nothing while one is followed. */
    async look(): Promise<void> {
      if (looking.peek()) return
      newest += 1
      const mine = newest
      batch(() => {
        told.value = null
        failure.value = null
        looking.value = true
      })
      while (looking.peek()) {
        const before = told.peek()
        const answer = await examine(before === null ? null : { began: before.began, known: before.findings.length })
        if (mine !== newest) return
        batch(() => {
          if (answer.kind === 'ok') told.value = answer.value
          else failure.value = answer
          looking.value = answer.kind === 'ok' && !answer.value.done
        })
      }
    },
    /** Nobody looks any more. The server ends by itself. */
    leave(): void {
      newest += 1
      looking.value = false
    },
  }
})
