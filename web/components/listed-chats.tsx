// What is in the list of chats: the chats by day, and what is said of them. A part of its own: the page stands before it is there.
import { computed, useSignal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useMemo } from 'preact/hooks'
import type { Summary } from '../../shared/conversation.ts'
import { ConversationLine } from './conversation-line.tsx'
import { FindChat } from './find-chat.tsx'
import { lazy } from './lazy.tsx'
import { groupByDay } from './list-groups.ts'
import './listed-chats.css'
import type { App } from './phase-line.tsx'
import { listStrings as words } from './strings-list.ts'
import { TroubleView } from './trouble.tsx'
import { troubleOf } from './words.ts'

const ChatDialog = lazy(() => import('./chat-dialog.tsx').then((part) => part.ChatDialog))

interface Props {
  readonly app: App
  /** Where a part of a title is written. */
  readonly field: RefObject<HTMLInputElement | null>
  /** A chat was opened. */
  readonly chosen: () => void
}

export function ListedChats({ app, field, chosen }: Props) {
  const { list, health } = app
  const changing = useSignal<Summary | null>(null)
  const midnight = useMemo(() => computed(() => new Date(health.heardAt.value ?? app.now.peek()).setHours(0, 0, 0, 0)), [health]).value
  const lines = app.lines.value
  return (
    <>
      <FindChat app={app} field={field} chosen={chosen} />
      {groupByDay(lines, midnight).map((group) => (
        <section key={group.name} aria-label={group.name}>
          <h2>{group.name}</h2>
          <ul>
            {group.lines.map((line) => (
              <ConversationLine key={line.id} app={app} line={line} chosen={chosen} change={() => (changing.value = line)} />
            ))}
          </ul>
        </section>
      ))}
      {list.loaded.value && lines.length === 0 && list.filter.value.trim() === '' && <p class="none">{words.noChats}</p>}
      {list.more.value && list.filter.value.trim() === '' && (
        <button type="button" class="button older" onClick={() => void list.loadMore()}>
          {words.moreChats}
        </button>
      )}
      {!list.loaded.value && list.failure.value?.kind === 'unreachable' && <p class="none">{words.onServer}</p>}
      {list.failure.value?.kind === 'refused' && <TroubleView app={app} trouble={troubleOf(list.failure.value)} />}
      {changing.value && <ChatDialog app={app} chat={changing.value} close={() => (changing.value = null)} />}
    </>
  )
}
