// An answer as the page has it, for tests of what is said of one.
import type { Answer } from '../../shared/conversation.ts'

export const answerOf = (change: Partial<Answer> = {}): Answer => ({
  role: 'assistant',
  id: 't1',
  parent: 'q1',
  at: 0,
  home: 'home',
  mode: 'chat',
  model_asked: 'gemma',
  model: 'google/gemma',
  continues: null,
  parts: [{ kind: 'text', step: 0, part: 0, text: 'Four.' }],
  thought: null,
  usage: null,
  trimmed: null,
  timings: null,
  tokens_per_second: null,
  state: { status: 'done', finish_reason: 'stop' },
  ...change,
})
