// Takes chats away as files. Loaded when it is asked for.
import { download } from './download.ts'
import { everythingName, fileNameOf, jsonOf, markdownOf } from './export-text.ts'
import type { App } from './phase-line.tsx'

export type ExportKind = 'markdown' | 'json'

/** What went wrong was said when this resolves. */
export async function exportChat(app: App, id: string, kind: ExportKind): Promise<void> {
  // As it is seen when this is asked for.
  const end = id === app.conversation.id.peek() ? app.conversation.tip.peek() : null
  const chat = await app.whole(id)
  if (chat === null) return
  if (kind === 'markdown') download(fileNameOf(chat.title, 'md'), markdownOf(chat, dates(app), end), 'text/markdown')
  else download(fileNameOf(chat.title, 'json'), jsonOf([chat], Date.now()), 'application/json')
  app.toasts.show({ kind: 'exported', count: 1 })
}

/** Every chat, as one JSON file. `told`: how many are read so far. What went wrong was said when this resolves. */
export async function exportEverything(app: App, told: (chats: number) => void): Promise<void> {
  const chats = await app.everything(told)
  if (chats === null) return
  download(everythingName(Date.now()), jsonOf(chats, Date.now()), 'application/json')
  app.toasts.show({ kind: 'exported', count: chats.length })
}

function dates(app: App): (ms: number) => string {
  const format = new Intl.DateTimeFormat(app.preferences.language.peek(), { dateStyle: 'long', timeStyle: 'short' })
  return (ms) => format.format(ms)
}
