// Calls between actors on Cloudflare: one that cannot be reached, or that throws, is answered for with a member of the union.
import type { Log, Peers, Unavailable } from '../ports.ts'
import type { Account, Conversation, Home } from './cloudflare.ts'

export interface Namespaces {
  readonly CONVERSATION: DurableObjectNamespace<Conversation>
  readonly ACCOUNT: DurableObjectNamespace<Account>
  readonly HOME: DurableObjectNamespace<Home>
}

/** Each call takes a stub of its own: one whose object died stays broken. */
export function createPeers(env: Namespaces, log: Log): Peers {
  /** Data that cannot pass is a mistake of this program: it rejects. */
  const ask = async <T>(method: string, call: () => Promise<T>): Promise<T | Unavailable> => {
    try {
      return await call()
    } catch (error) {
      if (error instanceof Error && error.name === 'DataCloneError') throw error
      log('error', 'actor.failed', { method, error: String(error) })
      return { kind: 'actor_unavailable' }
    }
  }
  return {
    conversation(account, id) {
      const stub = () => env.CONVERSATION.getByName(`${account}:${id}`)
      return {
        accept: (command) => ask('accept', async () => stub().accept(command)),
        outcome: (turn, waitMs) => ask('outcome', async () => stub().outcome(turn, waitMs)),
        events: (from, until) => ask('events', async () => stub().events(from, until)),
        read: (before) => ask('read', async () => stub().read(before)),
        change: (change) => ask('change', async () => stub().change(change)),
        stop: (turn) => ask('stop', async () => stub().stop(turn)),
        wipe: () => ask('wipe', async () => stub().wipe()),
      }
    },
    account(account) {
      const stub = () => env.ACCOUNT.getByName(account)
      return {
        open: (conversation) => ask('open', async () => stub().open(conversation)),
        record: (version, summary) => ask('record', async () => stub().record(version, summary)),
        list: (before) => ask('list', async () => stub().list(before)),
        rev: () => ask('rev', async () => stub().rev()),
        remove: (conversation) => ask('remove', async () => stub().remove(conversation)),
        defaults: () => ask('defaults', async () => stub().defaults()),
        setDefaults: (settings) => ask('setDefaults', async () => stub().setDefaults(settings)),
        guess: (address) => ask('guess', async () => stub().guess(address)),
        guessed: (address) => ask('guessed', async () => stub().guessed(address)),
      }
    },
    home(id) {
      const stub = () => env.HOME.getByName(id)
      return {
        look: (waitMs) => ask('look', async () => stub().look(waitMs)),
        glance: () => ask('glance', async () => stub().glance()),
        turn: (place, waitMs) => ask('turn', async () => stub().turn(place, waitMs)),
        release: (turn, left) => ask('release', async () => stub().release(turn, left)),
        history: (minutes) => ask('history', async () => stub().history(minutes)),
        examine: (following, waitMs) => ask('examine', async () => stub().examine(following, waitMs)),
      }
    },
  }
}
