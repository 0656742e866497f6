// A chat of many messages in the folder of a Node host that is not running, as if it had been written there turn by turn.
import type { Answer, Question } from '../../shared/conversation.ts'
import { MIGRATIONS } from '../conversation/migrations.ts'
import { begin, endTurn, insertMessage, insertTurn, setMeta } from '../conversation/store.ts'
import { openFolder } from '../hosts/node-files.ts'
import { createNodeSql } from '../hosts/node-sql.ts'
import { ACCOUNT } from '../routes/named.ts'
import { migrate } from '../storage/migrate.ts'
import { piece } from './long-text.ts'

/** Its name on the wire. */
export const LONG_CHAT = 'long-chat'
/** A title that it does not begin with, so that the first change of it is one. */
const UNTITLED = 'Untitled'
const TITLE = 'A very long chat'

const HOME = 'home'
const MODEL = 'mixtral-8x7b-instruct-v0.1'
/** Between two turns, in milliseconds. */
const TURN_MS = 60_000
/** Pieces of text in one answer, from one to this many. */
const PIECES_MAX = 3

const question = (n: number, at: number): Question => ({
  role: 'user',
  id: `q${n}`,
  parent: n === 0 ? null : `a${n - 1}`,
  at,
  text: `Message ${2 * n + 1}: what do you say to this, as number ${n} of many questions?`,
})

function answer(n: number, at: number): Answer {
  const pieces = Array.from({ length: 1 + (n % PIECES_MAX) }, (_, more) => piece(n * PIECES_MAX + more))
  return {
    role: 'assistant',
    id: `a${n}`,
    parent: `q${n}`,
    at,
    home: HOME,
    mode: 'chat',
    model_asked: MODEL,
    model: MODEL,
    continues: null,
    parts: [{ kind: 'text', step: 0, part: 0, text: [`This is message ${2 * n + 2}.`, ...pieces].join('\n\n') }],
    thought: null,
    usage: { prompt_tokens: 900, completion_tokens: 180, reasoning_tokens: null },
    trimmed: null,
    timings: { queued: 2, first_byte: 300, first_word: 320, total: 4_800 },
    tokens_per_second: 40,
    state: { status: 'done', finish_reason: 'stop' },
  }
}

/** Questions and answers by turns, each the child of the one before it; the last ended at `now`. The events of those turns are forgotten, as they are after a while. */
export function writeLongChat(dataDir: string, messages: number, now: number): void {
  const folder = openFolder(dataDir)
  try {
    const db = folder.openActor('conversation', `${ACCOUNT}:${LONG_CHAT}`)
    const sql = createNodeSql(db)
    migrate(sql, MIGRATIONS)
    const turns = Math.floor(messages / 2)
    sql.transaction(() => {
      begin(sql, LONG_CHAT, 'long00000000')
      setMeta(sql, 'title', UNTITLED)
      setMeta(sql, 'created', now - turns * TURN_MS)
      for (let n = 0; n < turns; n += 1) {
        const at = now - (turns - n) * TURN_MS
        insertMessage(sql, question(n, at))
        insertMessage(sql, answer(n, at))
        insertTurn(sql, { id: `a${n}`, message: `q${n}`, home: HOME, mode: 'chat', model: null, request_id: `r${n}`, at, first_seq: 2 * n + 1 })
        endTurn(sql, `a${n}`, at + TURN_MS, 2 * n + 2, true)
      }
      setMeta(sql, 'head', `a${turns - 1}`)
      setMeta(sql, 'floor', 2 * turns)
      setMeta(sql, 'updated', now)
      setMeta(sql, 'state', 'done')
    })
    db.close()
  } finally {
    folder.release()
  }
}

/** The account learns of a chat when something becomes of it. */
export async function announceLongChat(url: string): Promise<void> {
  const body = JSON.stringify({ title: TITLE })
  const answer = await fetch(`${url}/agent/sessions/${LONG_CHAT}`, { method: 'PATCH', headers: { 'content-type': 'application/json' }, body })
  if (!answer.ok) throw new Error(`the long chat was not found: ${answer.status} ${await answer.text()}`)
}
