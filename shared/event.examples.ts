// A real example of each event, in the order in which a chat has them. Tests, the simulator and the docs use the same ones.
import { emptyView } from './conversation.ts'
import type { ConversationEvent } from './events.ts'
import { problem } from './problem.ts'

const AT = 1_795_000_000_000

export const EXAMPLES: readonly ConversationEvent[] = [
  { type: 'message.accepted', message: { role: 'user', id: 'q1', parent: null, at: AT, text: 'What is 2+2?' } },
  { type: 'turn.started', turn: 't1', message: 'q1', home: 'home', mode: 'chat', model_asked: 'mixtral-8x7b-instruct-v0.1', at: AT + 1 },
  { type: 'turn.phase', turn: 't1', phase: 'queued', reason: 'in_line', percent: null, position: 2, at: AT + 2 },
  { type: 'turn.phase', turn: 't1', phase: 'connecting', reason: 'calling_home', percent: null, position: null, at: AT + 900 },
  { type: 'context.trimmed', turn: 't1', dropped: 4, context: 4_096 },
  { type: 'turn.phase', turn: 't1', phase: 'reading', reason: 'prompt', percent: 64, position: null, at: AT + 950 },
  { type: 'turn.model', turn: 't1', model: 'google/gemma-4-e4b' },
  { type: 'reasoning', turn: 't1', step: 0, part: 0, text: 'A small sum.' },
  { type: 'turn.phase', turn: 't1', phase: 'generating', reason: 'writing', percent: null, position: null, at: AT + 1_300 },
  { type: 'turn.thought', turn: 't1', ms: 240 },
  { type: 'text', turn: 't1', step: 0, part: 1, text: '2+2 is ' },
  { type: 'text', turn: 't1', step: 0, part: 1, text: '4 \u{1F44D}.' },
  { type: 'turn.speed', turn: 't1', tokens_per_second: 28.5 },
  { type: 'turn.usage', turn: 't1', usage: { prompt_tokens: 17, completion_tokens: 12, reasoning_tokens: 4 } },
  {
    type: 'turn.ended',
    turn: 't1',
    outcome: { status: 'done', finish_reason: 'stop' },
    timings: { queued: 898, first_byte: 950, first_word: 1_280, total: 1_700 },
    tokens_per_second: 31.2,
    at: AT + 1_701,
  },
  { type: 'conversation.renamed', title: 'Sums' },
  { type: 'conversation.configured', settings: { model: 'google/gemma-4-e4b', system: 'Answer in one sentence.', temperature: 0.2 } },
  { type: 'message.accepted', message: { role: 'user', id: 'q2', parent: 't1', at: AT + 9_000, text: 'And 3+3?' } },
  { type: 'turn.started', turn: 't2', message: 'q2', home: 'home', mode: 'chat', model_asked: null, at: AT + 9_001 },
  {
    type: 'turn.ended',
    turn: 't2',
    outcome: { status: 'failed', problem: problem('home_off', AT + 12_000, 'r2') },
    timings: { queued: 1, first_byte: null, first_word: null, total: 3_000 },
    tokens_per_second: null,
    at: AT + 12_001,
  },
  {
    type: 'turn.started',
    turn: 't3',
    message: 'q1',
    home: 'home',
    mode: 'chat',
    model_asked: null,
    at: AT + 20_000,
    continues: { turn: 't1', parts: [{ kind: 'text', step: 0, part: 1, text: '2+2 is 4 \u{1F44D}.' }] },
  },
  { type: 'turn.anew', turn: 't3' },
  { type: 'text', turn: 't3', step: 0, part: 2, text: 'Four.' },
  {
    type: 'turn.ended',
    turn: 't3',
    outcome: { status: 'stopped' },
    timings: { queued: 1, first_byte: 10, first_word: 12, total: 900 },
    tokens_per_second: null,
    at: AT + 20_900,
  },
  { type: 'reset', view: { ...emptyView('c1'), title: 'Sums', created: AT } },
]
