// What the model is given: the active branch, cut to what it can read at once. Pure.
import { goesOn } from '../../shared/continuing.ts'
import { type Message, textOf } from '../../shared/conversation.ts'
import { BYTES_PER_TOKEN, CONTEXT_ANSWER_SHARE, TOKENS_PER_MESSAGE } from '../../shared/limits.ts'
import type { ChatMessage } from '../ports.ts'

export interface Prompt {
  readonly messages: readonly ChatMessage[]
  /** Messages of the chat that were left out for want of room. */
  readonly dropped: number
  readonly bytes: number
}

export interface PromptRoom {
  /** What the model is told before everything else; never left out. Blank: nothing. */
  readonly system: string
  /** Tokens the model reads at once, null where nobody tells: then nothing is cut. */
  readonly context: number | null
  /** As measured by the server's own usage, null where it was not. */
  readonly bytesPerToken: number | null
  /** What the model is to go on from, after the question; never left out. null: nothing. */
  readonly begun: string | null
  /** At most this many exchanges, for a second try after home called the prompt too long. */
  readonly keep: number
}

/** A question with what came of it. */
interface Exchange {
  readonly question: ChatMessage
  readonly answer: ChatMessage | null
}

const encoder = new TextEncoder()
const size = (message: ChatMessage): number => encoder.encode(message.content).length

/**
 * The prompt for the question that `branch` ends in.
 * Left out: reasoning, failed and empty turns, and turns of another home (a demo is never sent to the real model).
 * One that failed to go on still has the text that it was to go on from.
 */
export function buildPrompt(branch: readonly Message[], home: string, { system, begun, context, bytesPerToken, keep }: PromptRoom): Prompt {
  const exchanges = exchangesOf(branch, home)
  const last = exchanges.pop()
  if (!last) return { messages: [], dropped: 0, bytes: 0 }
  const told: ChatMessage | null = system.trim() === '' ? null : { role: 'system', content: system }
  const own: ChatMessage | null = begun === null ? null : { role: 'assistant', content: begun }
  const tokens = (message: ChatMessage | null): number => (message ? Math.ceil(size(message) / (bytesPerToken ?? BYTES_PER_TOKEN)) + TOKENS_PER_MESSAGE : 0)
  let room = context === null ? Number.POSITIVE_INFINITY : Math.floor(context * (1 - CONTEXT_ANSWER_SHARE)) - tokens(told) - tokens(last.question) - tokens(own)
  const kept: Exchange[] = []
  for (const exchange of exchanges.reverse()) {
    room -= tokens(exchange.question) + tokens(exchange.answer)
    if (room < 0 || kept.length >= keep) break
    kept.push(exchange)
  }
  const said = [...kept.reverse().flatMap(({ question, answer }) => (answer ? [question, answer] : [question])), last.question]
  const all = exchanges.reduce((sum, { answer }) => sum + (answer ? 2 : 1), 1)
  const messages = [...(told ? [told] : []), ...said, ...(own ? [own] : [])]
  return { messages, dropped: all - said.length, bytes: messages.reduce((sum, message) => sum + size(message), 0) }
}

/** How many exchanges stand before the question. */
export const exchangesBefore = (branch: readonly Message[], home: string): number => Math.max(0, exchangesOf(branch, home).length - 1)

function exchangesOf(branch: readonly Message[], home: string): Exchange[] {
  const exchanges: Exchange[] = []
  for (let at = 0; at < branch.length; at += 1) {
    const question = branch[at]
    if (question?.role !== 'user') continue
    const asked: ChatMessage = { role: 'user', content: question.text }
    if (at === branch.length - 1) {
      exchanges.push({ question: asked, answer: null })
      break
    }
    const answer = branch[at + 1]
    if (answer?.role !== 'assistant' || answer.home !== home || answer.state.status === 'running') continue
    if (answer.state.status === 'failed' && !goesOn(answer)) continue
    const said = textOf(answer)
    if (said.trim().length > 0) exchanges.push({ question: asked, answer: { role: 'assistant', content: said } })
  }
  return exchanges
}

/** The size of a token by the last answer in the branch that was counted; null where none was. Careful: a tenth is taken off. */
export function measuredBytesPerToken(branch: readonly Message[], promptBytes: (turn: string) => number | null): number | null {
  for (let at = branch.length - 1; at >= 0; at -= 1) {
    const answer = branch[at]
    if (answer?.role !== 'assistant' || !answer.usage || answer.usage.prompt_tokens <= 0) continue
    const bytes = promptBytes(answer.id)
    if (bytes !== null && bytes > 0) return Math.min(6, Math.max(1, (bytes / answer.usage.prompt_tokens) * 0.9))
  }
  return null
}
