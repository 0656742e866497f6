// Chats as files: Markdown to read, JSON to keep, and what the file is called. Pure.
import { FILE_NAME_MAX } from '../../shared/limits.ts'
import { type Answer, branch, type Message, textOf } from '../../shared/conversation.ts'
import type { Whole } from '../stores/export.ts'
import { chatStrings as words } from './strings-chat.ts'
import { strings } from './strings.ts'
import { markOf } from './words.ts'

/** The version of the form that the JSON has. */
export const EXPORT_FORMAT = 1

/** The names that Windows keeps for devices. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/i
/** What no name has on one system or another: controls, signs that lead elsewhere, and those that turn the direction of writing. */
const UNSAFE = /[\p{Cc}<>:"/\\|?*\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/gu

/** The branch that ends with the message `end`, from its first message on; without one, the branch that is active. `date` says when. */
export function markdownOf(chat: Whole, date: (ms: number) => string, end: string | null = null): string {
  const head = `# ${line(chat.title) || strings.newChat}\n\n${date(chat.created)}\n`
  return [head, ...branch(chat.messages, end ?? chat.head).map((message) => section(message, date))].join('\n')
}

function section(message: Message, date: (ms: number) => string): string {
  if (message.role === 'user') return `## ${words.wroteYou}\n\n_${date(message.at)}_\n\n${message.text.trim()}\n`
  const mark = markOf(message)
  const parts = [`## ${writerOf(message)}`, `_${date(message.at)}_`, textOf(message).trim(), mark ? `_${line(mark.sentence)}_` : '']
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/** Who wrote an answer: the model that did, else the one that was asked. */
function writerOf({ home, model, model_asked }: Answer): string {
  return home === 'demo' ? words.wroteDemo : line(model ?? model_asked ?? '') || words.wroteModel
}

export function jsonOf(chats: readonly Whole[], now: number): string {
  return `${JSON.stringify({ porchlight: EXPORT_FORMAT, exported: new Date(now).toISOString(), conversations: chats }, null, 2)}\n`
}

/** A name that every system takes, made from a title. */
export function fileNameOf(title: string, ending: string): string {
  const clean = title.toWellFormed().normalize('NFC').replace(UNSAFE, ' ').replace(/\s+/g, ' ').trim()
  const short = [...clean].slice(0, FILE_NAME_MAX).join('')
  const name = short.replace(/^[.\s]+|[.\s]+$/g, '')
  return `${name === '' || DEVICE.test(name) ? `chat ${name}`.trim() : name}.${ending}`
}

/** The name of the file that has everything. */
export const everythingName = (now: number): string => `porchlight-${new Date(now).toISOString().slice(0, 10)}.json`

const line = (text: string): string => text.replace(/\s+/g, ' ').trim()
