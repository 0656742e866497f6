// Whether the person is signed in, and how.
import { createModel, signal } from '@preact/signals-core'
import type { Api, Auth, Failure } from '../api/api.ts'
import type { Keep } from '../api/keep.ts'

/** `unknown`: not told yet. */
export type SignedIn = 'unknown' | 'in' | 'out'

/** Whether the person was signed in here when the server was last heard. */
const KEY = 'signed_in'

export const SessionStore = createModel((api: Api, keep: Keep) => {
  const state = signal<SignedIn>('unknown')
  /** `open`: no sign-in is needed here, and there is no signing out. */
  const via = signal<Auth['via']>('stranger')
  const busy = signal(false)
  const failure = signal<Failure | null>(null)

  let asking = false
  let assumed = false

  const check = async (): Promise<void> => {
    if (asking) return
    asking = true
    const answer = await api.auth()
    asking = false
    if (answer.kind !== 'ok') {
      // Off the network, who was here before sees what this device keeps: it is asked again as soon as somebody answers.
      if (answer.kind === 'unreachable' && state.peek() === 'unknown' && keep.read(KEY) === true) {
        assumed = true
        state.value = 'in'
      }
      return
    }
    assumed = false
    keep.write(KEY, answer.value.signed_in ? true : null)
    via.value = answer.value.via
    state.value = answer.value.signed_in ? 'in' : 'out'
  }

  return {
    state,
    via,
    busy,
    failure,
    check,
    async signIn(password: string) {
      if (busy.peek()) return
      busy.value = true
      failure.value = null
      const answer = await api.signIn(password)
      if (answer.kind === 'ok') await check()
      else failure.value = answer
      busy.value = false
    },
    async signOut() {
      const answer = await api.signOut()
      if (answer.kind === 'ok') {
        keep.write(KEY, null)
        state.value = 'out'
      } else failure.value = answer
    },
    /** The server does not know the person any more. */
    lost() {
      keep.write(KEY, null)
      if (state.peek() === 'in') state.value = 'out'
    },
    /** Whether the server has not said yet who is here. */
    isOpenQuestion: () => assumed || state.peek() === 'unknown',
  }
})
