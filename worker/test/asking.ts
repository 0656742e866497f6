// What tests of a conversation say over and over: ask, look, and a model that speaks when it is told to.
import type { ChatSettings, View } from '../../shared/conversation.ts'
import type { Accepted, Parent, TurnCommand } from '../ports.ts'
import { settle } from './fakes.ts'
import type { World } from './world.ts'

/** What goes with a message; left out: nothing, at the end of the active branch. */
interface With {
  readonly parent?: Parent
  readonly settings?: ChatSettings
  readonly defaults?: ChatSettings
  readonly model?: string
}

export const ask = (id: string, text = 'What is 2+2?', { parent = { kind: 'head' }, settings, defaults, model }: With = {}): TurnCommand => ({
  kind: 'message',
  id,
  text,
  mode: 'chat',
  model: model ?? null,
  parent,
  settings: settings ?? null,
  defaults: defaults ?? null,
  request_id: `r-${id}`,
})

export function accepted(answer: Accepted): Extract<Accepted, { kind: 'accepted' }> {
  if (answer.kind !== 'accepted') throw new Error(`refused: ${answer.code}`)
  return answer
}

export function viewOf(world: World, id = 'c1'): View {
  const read = world.conversation(id).read(null)
  if (read.kind !== 'view') throw new Error('absent')
  return read.view
}

export const answerIn = (world: World, turn: string) => {
  const message = viewOf(world).messages.find(({ id }) => id === turn)
  if (message?.role !== 'assistant') throw new Error('no such answer')
  return message
}

/** A model that hands over pieces when it is told to. */
export function gated() {
  const queue: (() => void)[] = []
  let aborted = false
  const next = (): Promise<void> => new Promise((resolve) => queue.push(resolve))
  const script = (pieces: readonly string[]): World['script'] =>
    async function* (_, signal) {
      signal.addEventListener('abort', () => {
        aborted = true
        for (const go of queue.splice(0)) go()
      })
      yield { type: 'opened' }
      for (const text of pieces) {
        await next()
        if (signal.aborted) return
        yield { type: 'text', text }
      }
      await next()
      if (signal.aborted) return
      yield { type: 'finish', reason: 'stop' }
    }
  return {
    script,
    go: async () => {
      await settle()
      queue.shift()?.()
      await settle()
    },
    get aborted() {
      return aborted
    },
  }
}
