// Deleting a chat: gone from the page at once, and from the server when it was not taken back.
import type { Failure } from '../api/api.ts'
import type { ListStore } from './list.ts'
import type { ToastStore } from './toasts.ts'

export interface DeletionPorts {
  readonly list: InstanceType<typeof ListStore>
  readonly toasts: InstanceType<typeof ToastStore>
  /** The server has it no more: what this device keeps of it belongs to nothing. */
  readonly forget: (id: string) => void
  readonly failed: (failure: Failure) => void
}

export function createDeletion({ list, toasts, forget, failed }: DeletionPorts) {
  /** What takes each back that is not on its way yet, by the chat's name. */
  const pending = new Map<string, () => void>()
  /** On their way to the server. */
  const going = new Set<Promise<void>>()

  const send = async (id: string): Promise<void> => {
    if (await list.remove(id)) forget(id)
    else if (list.failure.peek()) failed(list.failure.peek()!)
    list.unhide(id)
  }

  return {
    /** `byKeys`: the person uses no pointer. `restored` is called when it was taken back. */
    begin(id: string, title: string, byKeys: boolean, restored: () => void) {
      list.hide(id)
      const takeBack = toasts.show(
        { kind: 'deleted', title },
        () => {
          pending.delete(id)
          list.unhide(id)
          restored()
        },
        () => {
          pending.delete(id)
          const mine = send(id).finally(() => going.delete(mine))
          going.add(mine)
        },
        byKeys,
      )
      if (takeBack) pending.set(id, takeBack)
    },
    /** Somebody goes on in this chat: it is not deleted. */
    keep(id: string) {
      const takeBack = pending.get(id)
      if (!takeBack) return
      takeBack()
      toasts.show({ kind: 'restored' })
    },
    /** What was not taken back goes now. Resolves once the server has answered. */
    async finish() {
      toasts.flush()
      await Promise.all(going)
    },
  }
}
