// The rows of a conversation: statements and the types they carry. No decisions.
import { type Answer, type ChatSettings, emptyView, type Message, type Mode, PLAIN_SETTINGS, type Summary, type View } from '../../shared/conversation.ts'
import type { ConversationEvent } from '../../shared/events.ts'
import { fold } from '../../shared/fold.ts'
import { VIEW_MESSAGES } from '../../shared/limits.ts'
import type { Sql, SqlValue } from '../ports.ts'

export type MetaKey = 'epoch' | 'floor' | 'id' | 'title' | 'created' | 'head' | 'updated' | 'state' | 'settings'

export interface TurnRow {
  readonly id: string
  readonly message: string
  readonly home: string
  readonly mode: Mode
  readonly model: string | null
  readonly request_id: string
  readonly at: number
  readonly first_seq: number
  readonly last_seq: number | null
  readonly ended: number | null
  /** Whether it wrote anything. */
  readonly words: boolean
  /** UTF-8 bytes of the prompt that was sent, for the measured size of a token. */
  readonly prompt_bytes: number | null
}

export interface CommandRow {
  readonly asked: string
  readonly message: string
  readonly turn: string
}

/** Whether anything was ever written here: reads never create. */
export const exists = (sql: Sql): boolean =>
  sql.all("select 1 from sqlite_master where type = 'table' and name = 'meta'").length > 0 && getMeta(sql, 'created') !== null

export function getMeta(sql: Sql, key: MetaKey): SqlValue {
  return sql.all('select value from meta where key = ?', key)[0]?.['value'] ?? null
}

export function setMeta(sql: Sql, key: MetaKey, value: SqlValue): void {
  sql.all('insert into meta(key, value) values(?, ?) on conflict(key) do update set value = excluded.value', key, value)
}

const text = (value: SqlValue | undefined): string | null => (value === null || value === undefined ? null : String(value))
const number = (value: SqlValue | undefined): number | null => (value === null || value === undefined ? null : Number(value))

// Bodies are written by this file alone, from these types.
function parseMessage(body: SqlValue | undefined): Message {
  const message: Message = JSON.parse(String(body))
  // Nothing could be gone on with when the first rows were written, and nobody measured how long was thought.
  return message.role === 'assistant' ? { ...message, continues: message.continues ?? null, thought: message.thought ?? null } : message
}
const parseEvent = (data: SqlValue | undefined): ConversationEvent => JSON.parse(String(data))
const parseSettings = (settings: SqlValue): ChatSettings => JSON.parse(String(settings))
const parseSummary = (summary: SqlValue | undefined): Summary => JSON.parse(String(summary))
const MODES: Record<string, Mode> = { chat: 'chat', controlled: 'controlled', autonomous: 'autonomous' }

/** A chat that was never configured has no such row. */
export function getSettings(sql: Sql): ChatSettings {
  const stored = getMeta(sql, 'settings')
  return stored === null ? PLAIN_SETTINGS : parseSettings(stored)
}

export function setSettings(sql: Sql, { model, system, temperature }: ChatSettings): void {
  setMeta(sql, 'settings', JSON.stringify({ model, system, temperature }))
}

export function insertMessage(sql: Sql, message: Message): void {
  sql.all('insert into message(id, role, body) values(?, ?, ?)', message.id, message.role, JSON.stringify(message))
}

export function updateMessage(sql: Sql, message: Message): void {
  sql.all('update message set body = ? where id = ?', JSON.stringify(message), message.id)
}

export function getMessage(sql: Sql, id: string): Message | null {
  const row = sql.all('select body from message where id = ?', id)[0]
  return row ? parseMessage(row['body']) : null
}

export const countMessages = (sql: Sql): number => Number(sql.all('select count(*) as n from message')[0]?.['n'] ?? 0)

/** At most 50 messages in the order they were made, before the one that is named, and whether there are older ones. null: no such message. */
export function page(sql: Sql, before: string | null): { readonly messages: Message[]; readonly earlier: boolean } | null {
  let limit = Number.MAX_SAFE_INTEGER
  if (before !== null) {
    const row = sql.all('select seq from message where id = ?', before)[0]
    if (!row) return null
    limit = Number(row['seq'])
  }
  const rows = sql.all('select body from message where seq < ? order by seq desc limit ?', limit, VIEW_MESSAGES + 1)
  return {
    messages: rows
      .slice(0, VIEW_MESSAGES)
      .reverse()
      .map((row) => parseMessage(row['body'])),
    earlier: rows.length > VIEW_MESSAGES,
  }
}

/** The messages from the root to `head`. */
export function branchRows(sql: Sql, head: string): Message[] {
  return sql
    .all(
      `with recursive path(body, parent, depth) as (
        select body, json_extract(body, '$.parent'), 0 from message where id = ?
        union all select m.body, json_extract(m.body, '$.parent'), depth + 1 from message m join path on m.id = path.parent
      ) select body from path order by depth desc`,
      head,
    )
    .map((row) => parseMessage(row['body']))
}

export function insertTurn(sql: Sql, turn: Pick<TurnRow, 'id' | 'message' | 'home' | 'mode' | 'model' | 'request_id' | 'at' | 'first_seq'>): void {
  sql.all(
    'insert into turn(id, message, home, mode, model, request_id, at, first_seq) values(?, ?, ?, ?, ?, ?, ?, ?)',
    turn.id,
    turn.message,
    turn.home,
    turn.mode,
    turn.model,
    turn.request_id,
    turn.at,
    turn.first_seq,
  )
}

export const setPromptBytes = (sql: Sql, turn: string, bytes: number): void => void sql.all('update turn set prompt_bytes = ? where id = ?', bytes, turn)

export function endTurn(sql: Sql, turn: string, ended: number, lastSeq: number, words: boolean): void {
  sql.all('update turn set ended = ?, last_seq = ?, words = ? where id = ?', ended, lastSeq, words ? 1 : 0, turn)
}

export const getTurn = (sql: Sql, id: string): TurnRow | null => turnOf(sql.all('select * from turn where id = ?', id)[0])
export const runningTurn = (sql: Sql): TurnRow | null => turnOf(sql.all('select * from turn where ended is null limit 1')[0])
/** Whether a turn of that home ever wrote a word here. */
export const hasWordsFrom = (sql: Sql, home: string): boolean => sql.all('select 1 from turn where home = ? and words = 1 limit 1', home).length > 0

function turnOf(row: Record<string, SqlValue> | undefined): TurnRow | null {
  if (!row) return null
  return {
    id: String(row['id']),
    message: String(row['message']),
    home: String(row['home']),
    mode: MODES[String(row['mode'])] ?? 'chat',
    model: text(row['model']),
    request_id: String(row['request_id']),
    at: Number(row['at']),
    first_seq: Number(row['first_seq']),
    last_seq: number(row['last_seq']),
    ended: number(row['ended']),
    words: row['words'] === 1,
    prompt_bytes: number(row['prompt_bytes']),
  }
}

export function getCommand(sql: Sql, id: string): CommandRow | null {
  const row = sql.all('select asked, message, turn from command where id = ?', id)[0]
  return row ? { asked: String(row['asked']), message: String(row['message']), turn: String(row['turn']) } : null
}

export function putCommand(sql: Sql, id: string, command: CommandRow): void {
  sql.all(
    'insert into command(id, asked, message, turn) values(?, ?, ?, ?) on conflict(id) do update set turn = excluded.turn',
    id,
    command.asked,
    command.message,
    command.turn,
  )
}

/** Ended turns, oldest first, whose events are still in the log. */
export const endedInLog = (sql: Sql, floor: number): { readonly ended: number; readonly last: number }[] =>
  sql
    .all('select ended, last_seq from turn where ended is not null and last_seq > ? order by last_seq', floor)
    .map((row) => ({ ended: Number(row['ended']), last: Number(row['last_seq']) }))

/** A turn's answer, with what it wrote so far where it runs: its row, and the events of a running one on top. */
export function liveAnswer(sql: Sql, turn: string): Answer | null {
  const stored = getMessage(sql, turn)
  if (stored?.role !== 'assistant') return null
  if (stored.state.status !== 'running') return stored
  let view: View = { ...emptyView(''), created: 1, head: turn, running: turn, messages: [stored] }
  for (const row of sql.all('select data from event where seq >= ? and turn = ? order by seq', getTurn(sql, turn)?.first_seq ?? 0, turn)) {
    const event = parseEvent(row['data'])
    if (event.type !== 'message.accepted' && event.type !== 'turn.started') view = fold(view, event)
  }
  const answer = view.messages[0]
  return answer?.role === 'assistant' ? answer : null
}

/** The view, from rows. */
export function readView(sql: Sql): View {
  const running = runningTurn(sql)?.id ?? null
  const newest = page(sql, null) ?? { messages: [], earlier: false }
  const live = running === null ? null : liveAnswer(sql, running)
  return {
    id: String(getMeta(sql, 'id')),
    title: String(getMeta(sql, 'title') ?? ''),
    created: Number(getMeta(sql, 'created') ?? 0),
    settings: getSettings(sql),
    head: text(getMeta(sql, 'head')),
    running,
    earlier: newest.earlier,
    messages: newest.messages.map((message) => (live && message.id === live.id ? live : message)),
  }
}

/** Leaves word for the index of conversations; pushed by the outbox until it is acknowledged. */
export function putSummary(sql: Sql, at: number, state: Summary['state']): void {
  setMeta(sql, 'updated', at)
  setMeta(sql, 'state', state)
  const summary: Summary = {
    id: String(getMeta(sql, 'id')),
    title: String(getMeta(sql, 'title') ?? ''),
    created: Number(getMeta(sql, 'created')),
    updated: at,
    state,
  }
  sql.all('insert into outbox(summary) values(?)', JSON.stringify(summary))
}

export function nextSummary(sql: Sql): { readonly version: number; readonly summary: Summary } | null {
  const row = sql.all('select version, summary from outbox order by version desc limit 1')[0]
  return row ? { version: Number(row['version']), summary: parseSummary(row['summary']) } : null
}

export const acknowledge = (sql: Sql, version: number): void => void sql.all('delete from outbox where version <= ?', version)

/** The first rows of a conversation. */
export function begin(sql: Sql, id: string, epoch: string): void {
  setMeta(sql, 'id', id)
  setMeta(sql, 'epoch', epoch)
  setMeta(sql, 'floor', 0)
}
