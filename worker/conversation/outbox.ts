// What the index of conversations must learn: a row in the same transaction, pushed until it is acknowledged.
import type { Outcome, Summary } from '../../shared/conversation.ts'
import { OUTBOX_RETRY_MAX_MS, OUTBOX_RETRY_MS } from '../../shared/limits.ts'
import type { AccountActor, Clock, Peer, Sql, Tasks } from '../ports.ts'
import { acknowledge, getMeta, nextSummary, putSummary } from './store.ts'

export interface OutboxPorts {
  readonly sql: Sql
  readonly tasks: Pick<Tasks<'push'>, 'set' | 'clear'>
  readonly clock: Clock
  readonly account: Pick<Peer<AccountActor>, 'record'>
}

export class Outbox {
  readonly #ports: OutboxPorts
  #failures = 0
  /** What the index has taken, whose row goes with the next word; a process that dies before that brings it again, which changes nothing. */
  #acknowledged = 0
  /** The push on its way; a second one waits for the alarm. */
  #pushing = false

  constructor(ports: OutboxPorts) {
    this.#ports = ports
  }

  /**
   * Leaves word, inside the caller's transaction: what became of the chat, and when by what it says of itself, so that who has seen its end has seen
   * all. null: only its title is new, which is no new message. While a turn runs its beat brings what a push did not: an alarm of its own would cost
   * two more commits.
   */
  tell(news: { readonly state: 'running' | Outcome['status']; readonly at: number } | null): void {
    const { sql, tasks, clock } = this.#ports
    const now = clock.now()
    if (this.#acknowledged > 0) acknowledge(sql, this.#acknowledged)
    putSummary(sql, news?.at ?? Number(getMeta(sql, 'updated') ?? now), news?.state ?? (String(getMeta(sql, 'state') ?? 'idle') as Summary['state']))
    if (news?.state !== 'running') tasks.set('push', now + OUTBOX_RETRY_MS)
  }

  /** Brings the newest word, once; what is not acknowledged goes again by alarm, later each time. `open`: whether the rows are still these. */
  async push(open: () => boolean): Promise<void> {
    const { sql, tasks, clock, account } = this.#ports
    if (this.#pushing) return
    this.#pushing = true
    try {
      for (let sent = false; open(); sent = true) {
        const next = nextSummary(sql)
        if (!next || next.version <= this.#acknowledged) return sent ? undefined : this.#settle()
        const answer = await account.record(next.version, next.summary)
        if (!open()) return
        if (answer.kind === 'actor_unavailable') {
          this.#failures += 1
          return tasks.set('push', clock.now() + Math.min(OUTBOX_RETRY_MAX_MS, OUTBOX_RETRY_MS * 2 ** this.#failures))
        }
        this.#failures = 0
        this.#acknowledged = next.version
        // The last word of a turn has no next one to wait for.
        if (next.summary.state !== 'running') this.#settle()
      }
    } finally {
      this.#pushing = false
    }
  }

  /** The rows are gone, and their versions begin anew. */
  reset(): void {
    this.#acknowledged = 0
  }

  /** Nothing is left to be said. */
  #settle(): void {
    const { sql, tasks } = this.#ports
    sql.transaction(() => {
      acknowledge(sql, this.#acknowledged)
      if (!nextSummary(sql)) tasks.clear('push')
    })
  }
}
