// Chunks of any dialect, one after the other -> what the model says. Holds what an answer needs to remember between its chunks. Pure.
import { MODEL_NAME_MAX, TOOL_CALLS_MAX } from '../../shared/limits.ts'
import type { UpstreamEvent } from '../ports.ts'
import { type Fields, countOf, fieldsOf, isFields, listOf, stringOf } from './narrow.ts'
import { type Piece, ThinkTags } from './think.ts'

interface Call {
  readonly index: number
  readonly id: string
  name: string
}

export class Answer {
  readonly #emit: (event: UpstreamEvent) => void
  readonly #tags = new ThinkTags()
  /** By the index on the wire; several where a server counts badly. */
  readonly #calls = new Map<number, Call>()
  #callsMade = 0
  #model = ''
  #usage = ''
  #percent = -1
  #finished = false

  constructor(emit: (event: UpstreamEvent) => void) {
    this.#emit = emit
  }

  /** A chunk of a stream, or a whole `chat.completion`: the one has a `delta`, the other a `message`. */
  take(chunk: Fields): void {
    this.#progress(chunk['prompt_progress'])
    const model = stringOf(chunk['model']).slice(0, MODEL_NAME_MAX)
    if (model !== '' && model !== this.#model) {
      this.#model = model
      this.#emit({ type: 'model', model })
    }
    // More than one choice is never asked for; where they come all the same, the first is the answer.
    for (const choice of listOf(chunk['choices'])) if (isFields(choice) && (countOf(choice['index']) ?? 0) === 0) this.#choice(choice)
    this.#count(chunk['usage'])
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

  #choice(choice: Fields): void {
    const delta = isFields(choice['delta']) ? choice['delta'] : fieldsOf(choice['message'])
    const reasoning = stringOf(delta['reasoning_content']) || stringOf(delta['reasoning'])
    if (reasoning !== '') this.#emit({ type: 'reasoning', text: reasoning })
    const content = stringOf(delta['content'])
    if (content !== '') this.#give(this.#tags.push(content))
    listOf(delta['tool_calls']).forEach((call, at) => this.#call(fieldsOf(call), at))
    const reason = stringOf(choice['finish_reason'])
    if (reason === '' || reason === 'error') return
    this.flush()
    if (!this.#finished) this.#end(reason)
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
  #call(call: Fields, at: number): void {
    const wire = countOf(call['index']) ?? at
    const id = stringOf(call['id'])
    const target = fieldsOf(call['function'])
    const name = stringOf(target['name'])
    let known = this.#calls.get(wire)
    // Another id with a name is another call, whatever its index says.
    if (!known || (id !== '' && name !== '' && id !== known.id && known.name !== '')) {
      if (this.#callsMade >= TOOL_CALLS_MAX) return
      const index = this.#callsMade
      this.#callsMade += 1
      known = { index, id: id === '' ? `call_${index}` : id, name }
      this.#calls.set(wire, known)
    } else if (known.name === '') known.name = name
    // Arguments are JSON in a string; a server that gives an object means its JSON.
    const given = target['arguments']
    const piece = isFields(given) ? JSON.stringify(given) : stringOf(given)
    this.#emit({ type: 'tool_call', index: known.index, id: known.id, name: known.name, arguments: piece })
  }

  #count(value: unknown): void {
    const usage = fieldsOf(value)
    const prompt_tokens = countOf(usage['prompt_tokens'])
    const completion_tokens = countOf(usage['completion_tokens'])
    if (prompt_tokens === null || completion_tokens === null) return
    const reasoning_tokens = countOf(fieldsOf(usage['completion_tokens_details'])['reasoning_tokens'])
    const told = `${prompt_tokens} ${completion_tokens} ${reasoning_tokens}`
    if (told === this.#usage) return
    this.#usage = told
    this.#emit({ type: 'usage', usage: { prompt_tokens, completion_tokens, reasoning_tokens } })
  }

  /** llama-server: tokens of the prompt that were read, cached ones among them. */
  #progress(value: unknown): void {
    const told = fieldsOf(value)
    const total = countOf(told['total'])
    const processed = countOf(told['processed'])
    if (total === null || processed === null || total === 0) return
    const percent = Math.min(100, Math.floor((processed / total) * 100))
    if (percent === this.#percent) return
    this.#percent = percent
    this.#emit({ type: 'progress', percent })
  }
}
