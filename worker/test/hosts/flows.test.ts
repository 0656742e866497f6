// What goes on in chats with a home that is there: over HTTP, the same on both hosts.
import { beforeAll, describe } from 'vitest'
import { answers, slowAnswer } from './answers.ts'
import { chats } from './chats.ts'
import { continuing } from './continuing.ts'
import { contexts } from './contexts.ts'
import { leaving } from './leaving.ts'
import { once } from './once.ts'
import { settings } from './settings.ts'
import { KINDS, stage } from './stage.ts'

// Both hosts at the same time, since most of it is waiting; each in its order.
describe.concurrent.each(KINDS)('%s', (kind) => {
  describe('chats', { concurrent: false }, () => {
    const there = stage(kind)
    // One host is enough for what takes 20 s.
    const slow = kind === 'node' ? slowAnswer(there) : null
    beforeAll(() => slow?.begin())
    answers(there)
    once(there)
    leaving(there)
    chats(there)
    continuing(there)
    contexts(there)
    settings(there)
    slow?.end()
  })
})
