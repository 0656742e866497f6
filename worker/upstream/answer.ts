// Chunks of any dialect, one after the other -> what the model says. Holds what an answer needs to remember between its chunks. Pure.
import { ANSWER_MODELS_MAX, MODEL_NAME_MAX, TOOL_CALLS_MAX, TOOL_ID_MAX, TOOL_NAME_MAX } from '../../shared/limits.ts'
import type { UpstreamEvent } from '../ports.ts'
import { type Fields, countOf, fieldsOf, isFields, jsonOf, listOf, stringOf } from './narrow.ts'
import { type Piece, ThinkTags } from './think.ts'

interface Call {
  readonly index: number
  readonly id: string
  name: string
  /** Arguments came. */
  begun: boolean
}

export class Answer {
  readonly #emit: (event: UpstreamEvent) => void
  readonly #tags = new ThinkTags()
  /** All calls, by their ids. */
  readonly #calls = new Map<string, Call>()
  /** The one that an index on the wire stands for now: one index stands for several calls, one after the other, where a server counts badly. */
  readonly #places = new Map<number, Call>()
  #model = ''
  #models = 0
  #usage = ''
  #percent = -1
  #finished = false

  constructor(emit: (event: UpstreamEvent) => void) {
    this.#emit = emit
  }

  /**
   * A chunk of a stream, or a whole `chat.completion`: the one has a `delta`, the other a `message`. Gives progress, model, reasoning, text, calls, finish,
   * usage, in that order. false: a tool call in it could not be read.
   */
  take(chunk: Fields): boolean {
    this.#progress(chunk['prompt_progress'])
    const model = stringOf(chunk['model']).slice(0, MODEL_NAME_MAX)
    // Each is told, and stored: a server that never ends must not fill a disk with them.
    if (model !== '' && model !== this.#model && this.#models < ANSWER_MODELS_MAX) {
      this.#model = model
      this.#models += 1
      this.#emit({ type: 'model', model })
    }
    // More than one choice is never asked for; where they come all the same, the first is the answer.
    let isRead = true
    for (const choice of listOf(chunk['choices'])) if (isFields(choice) && (countOf(choice['index']) ?? 0) === 0) isRead = this.#choice(choice) && isRead
    this.#count(chunk['usage'])
    if (!this.#finished) this.#counted(chunk['timings'])
    return isRead
  }

  /** The server says that it is done. One that told no reason has one all the same. */
  finish(): void {
    this.flush()
    if (!this.#finished) this.#end('other')
  }

  /** Gives out what was held back. */
  flush(): void {
    this.#give(this.#tags.end())
  }

  #choice(choice: Fields): boolean {
    const delta = isFields(choice['delta']) ? choice['delta'] : fieldsOf(choice['message'])
    const reasoning = stringOf(delta['reasoning_content']) || stringOf(delta['reasoning'])
    if (reasoning !== '') this.#emit({ type: 'reasoning', text: reasoning })
    const content = stringOf(delta['content'])
    if (content !== '') this.#give(this.#tags.push(content))
    const isRead = listOf(delta['tool_calls']).every((call, at) => this.#call(fieldsOf(call), at))
    const reason = stringOf(choice['finish_reason'])
    if (reason === '' || reason === 'error') return isRead
    this.flush()
    if (!this.#finished) this.#end(reason)
    return isRead
  }

  #end(reason: string): void {
    this.#finished = true
    if (reason === 'stop' || reason === 'length' || reason === 'tool_calls') this.#emit({ type: 'finish', reason })
    else this.#emit({ type: 'finish', reason: reason === 'function_call' ? 'tool_calls' : 'other' })
  }

  #give(pieces: readonly Piece[]): void {
    for (const piece of pieces) this.#emit(piece)
  }

  /** `arguments` of an event are the next piece, to be joined by `index`; `id` stays what it first was. */
  #call(call: Fields, at: number): boolean {
    const target = fieldsOf(call['function'])
    const id = within(call['id'], TOOL_ID_MAX)
    const name = within(target['name'], TOOL_NAME_MAX)
    // Without an index the id tells which one goes on, else the place in the list.
    const place = countOf(call['index'])
    let known = (place === null ? this.#calls.get(id) : undefined) ?? this.#places.get(place ?? at)
    if (known === undefined || isAnother(known, id, name)) {
      if (this.#calls.size >= TOOL_CALLS_MAX) return true
      known = { index: this.#calls.size, id: this.#idFor(id), name, begun: false }
      this.#calls.set(known.id, known)
      this.#places.set(place ?? at, known)
    } else if (known.name === '') known.name = name
    // Arguments are JSON in a string; a server that gives an object means its JSON.
    const given = target['arguments']
    const piece = isFields(given) ? jsonOf(given) : stringOf(given)
    if (piece === undefined) return false
    known.begun ||= piece !== ''
    this.#emit({ type: 'tool_call', index: known.index, id: known.id, name: known.name, arguments: piece })
    return true
  }

  /** The server's own where it gave one that no other call has. */
  #idFor(id: string): string {
    let own = id === '' ? `call_${this.#calls.size}` : id
    while (this.#calls.has(own)) own = `call_${this.#calls.size}_${own}`.slice(0, TOOL_ID_MAX)
    return own
  }

  #count(value: unknown): void {
    const usage = fieldsOf(value)
    const prompt_tokens = countOf(usage['prompt_tokens'])
    const completion_tokens = countOf(usage['completion_tokens'])
    // All zero is how some servers say that they did not count.
    if (prompt_tokens === null || completion_tokens === null || prompt_tokens + completion_tokens === 0) return
    const reasoning_tokens = countOf(fieldsOf(usage['completion_tokens_details'])['reasoning_tokens'])
    const told = `${prompt_tokens} ${completion_tokens} ${reasoning_tokens}`
    if (told === this.#usage) return
    this.#usage = told
    this.#emit({ type: 'usage', usage: { prompt_tokens, completion_tokens, reasoning_tokens } })
  }

  /** llama-server's count so far, beside a piece of the answer: those that it read, those that it had read before, those that it wrote. */
  #counted(value: unknown): void {
    const { prompt_n, cache_n, predicted_n } = fieldsOf(value)
    const read = countOf(prompt_n)
    if (read !== null) this.#count({ prompt_tokens: read + (countOf(cache_n) ?? 0), completion_tokens: predicted_n })
  }

  /** llama-server: tokens of the prompt that were read, cached ones among them. It only grows. */
  #progress(value: unknown): void {
    const told = fieldsOf(value)
    const total = countOf(told['total'])
    const processed = countOf(told['processed'])
    if (total === null || processed === null || total === 0) return
    const percent = Math.min(100, Math.floor((processed * 100) / total))
    if (percent <= this.#percent) return
    this.#percent = percent
    this.#emit({ type: 'progress', percent })
  }
}

/** Whatever its index says: another id with a name is another call, and so is another name once arguments came. */
function isAnother(known: Call, id: string, name: string): boolean {
  if (name === '' || known.name === '' || id === known.id) return false
  return id !== '' || (known.begun && name !== known.name)
}

/** Empty where it is longer. */
function within(value: unknown, max: number): string {
  const text = stringOf(value)
  return text.length <= max ? text : ''
}
