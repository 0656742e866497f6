// Whether the person is signed in, and how.
import { createModel, signal } from '@preact/signals-core'
import type { Api, Auth, Failure } from '../api/api.ts'
import type { Keep } from '../api/keep.ts'

/** `unknown`: not told yet. */
export type SignedIn = 'unknown' | 'in' | 'out'

/** Whether the person was signed in here when the server was last heard: then the page does not wait for word of it, which off the network never comes. */
const KEY = 'signed_in'

export const SessionStore = createModel((api: Api, keep: Keep) => {
  const state = signal<SignedIn>(keep.read(KEY) === true ? 'in' : 'unknown')
  /** `open`: no sign-in is needed here, and there is no signing out. */
  const via = signal<Auth['via']>('stranger')
  const busy = signal(false)
  /** Why the last try to sign in did not. */
  const failure = signal<Failure | null>(null)

  let asking = false
  /** The server has said who is here. */
  let told = false

  /** null: it is known now, or is being asked. */
  const check = async (): Promise<Failure | null> => {
    if (asking) return null
    asking = true
    const answer = await api.auth()
    asking = false
    if (answer.kind !== 'ok') return answer
    told = true
    keep.write(KEY, answer.value.signed_in ? true : null)
    via.value = answer.value.via
    state.value = answer.value.signed_in ? 'in' : 'out'
    return null
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
      failure.value = answer.kind === 'ok' ? await check() : answer
      busy.value = false
    },
    /** null: done. */
    async signOut(): Promise<Failure | null> {
      const answer = await api.signOut()
      if (answer.kind !== 'ok') return answer
      keep.write(KEY, null)
      state.value = 'out'
      return null
    },
    /** The server does not know the person any more. */
    lost() {
      keep.write(KEY, null)
      if (state.peek() === 'in') state.value = 'out'
    },
    /** Whether the server has said yet who is here. */
    isTold: () => told,
  }
})
