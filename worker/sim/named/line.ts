// Cases 31 to 36: who leaves, who waits, who meets.
import { stringError } from '../cases-errors.ts'
import { EMBEDDING_MODEL, languageModel } from '../cases-world.ts'
import type { Step } from '../play.ts'
import { errorFrame } from '../wire.ts'
import { BASIC, body, type CaseRow, END, row, says, send, STOP, stream, turns, wait } from './row.ts'

/** Words of a long answer, and the pause between two of them. */
const LONG_WORDS = 4_000
const WORD_MS = 500

const LONG: Iterable<Step> = {
  *[Symbol.iterator]() {
    yield* [says('One'), says(' two'), says(' three')]
    for (let word = 0; word < LONG_WORDS; word += 1) yield* [wait(WORD_MS), says(' and')]
    yield* [STOP, END]
  },
}

export const RACED_MODEL = 'qwen/qwen3-8b'

export const LINE: readonly CaseRow[] = [
  row(
    31,
    'abort-before-first',
    'the caller leaves during the prompt, which is read for 5 s more: the next one waits that long',
    { ...stream([wait(600_000), ...BASIC]), lingers: 5_000 },
    { places: 1 },
  ),
  row(32, 'abort-mid-stream', 'the caller leaves after three deltas: generating stops', stream(LONG)),
  row(
    33,
    'queue-wait',
    'four predict for 30 s; the fifth has its headers and nothing more until then',
    stream([says('One'), wait(30_000), ...BASIC.slice(1)]),
    {
      places: 4,
    },
  ),
  row(
    34,
    'queue-abort-120',
    'nothing for 120 s, then 400: the queue gave it up',
    body(400, stringError('Engine protocol predict stream returned an error: {code:500 ...}'), undefined, {}, 120_000),
  ),
  row(
    35,
    'jit-race',
    'two first requests at once load two instances',
    {},
    {
      world: { downloaded: [languageModel(RACED_MODEL), EMBEDDING_MODEL], loaded: [], races: true, load_ms: 20_000 },
    },
  ),
  row(
    36,
    'parallel-crash',
    'of requests at the same time every other ends with an error frame',
    turns(stream([says('One'), wait(1_000), ...BASIC.slice(1)]), stream([says('One'), wait(1_000), send(errorFrame('Channel Error'))])),
  ),
]
