// bench latency: what the way through the product adds to an answer, against the model server asked directly in the same run.
import type { Kind } from '../test/launch.ts'
import { type Heard, askDirect, askProduct } from './ask.ts'
import { type Bench, type Ground, type Row, atMost, figure } from './bench.ts'
import { FIRST_STATE_MAX_MS } from './budgets.ts'
import { percentile } from './stats.ts'

/** Rounds, and rounds before them that do not count. In each round everyone is asked once; who begins goes round. */
const ROUNDS = 60
const WARM_UP = 5
/** A short answer of a quick model, the same for everyone: 10 ms to the first token, then 12 tokens 2.5 ms apart. */
const PROMPT = 'Tell me something. [[delay=10]] [[tokens=12]] [[rate=400]]'
/** Predictions at a time that the model server takes: nobody waits in line. */
const CONCURRENCY = 16

/** A way to the same answer, and what was heard on it. */
interface Way {
  readonly name: string
  readonly heard: Heard[]
  ask(round: number): Promise<Heard>
}

const FIGURES = [
  ['first text', ({ word }: Heard) => word],
  ['total', ({ total }: Heard) => total],
] as const
const PERCENTS = [50, 95] as const

/** `base` null: as it is; else what there is more than on that way, at the same percentile. */
function rowsOf({ name, heard }: Way, base: Way | null): Row[] {
  return FIGURES.flatMap(([what, pick]) =>
    PERCENTS.map((percent) => {
      const less = base === null ? 0 : percentile(base.heard.map(pick), percent)
      const value = percentile(heard.map(pick), percent) - less
      return figure({ what: `${name}: ${what}${base === null ? '' : ', added'}, p${percent}`, value, unit: 'ms', samples: heard.length })
    }),
  )
}

function firstState({ name, heard }: Way): Row {
  const firsts = heard.map(({ first }) => first)
  return atMost(FIRST_STATE_MAX_MS, { what: `${name}: first event after sending, p95`, value: percentile(firsts, 95), unit: 'ms', samples: heard.length })
}

async function run(ground: Ground): Promise<Row[]> {
  const simulator = await ground.simulator()
  await simulator.set({ concurrency: CONCURRENCY })
  const direct: Way = { name: 'direct', heard: [], ask: () => askDirect(simulator.url, PROMPT) }
  const through = async (kind: Kind): Promise<Way[]> => {
    const { url } = await ground.launch(kind, { llm: `${simulator.url}/v1` })
    // The second message goes to the chat that the first one began.
    return ['new chat', 'next turn'].map((name) => ({ name: `${kind}, ${name}`, heard: [], ask: (round) => askProduct(url, `round-${round}`, PROMPT) }))
  }
  const groups: Way[][] = [[direct]]
  for (const kind of ground.kinds) groups.push(await through(kind))
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const first = round % groups.length
    for (const way of [...groups.slice(first), ...groups.slice(0, first)].flat()) {
      const heard = await way.ask(round)
      if (round >= WARM_UP) way.heard.push(heard)
    }
  }
  const ways = groups.flat().filter((way) => way !== direct)
  return [...rowsOf(direct, null), ...ways.flatMap((way) => [...rowsOf(way, direct), firstState(way)])]
}

export const latency: Bench = {
  name: 'latency',
  about: 'a short streamed answer through POST /agent/message, against the model server asked directly, in turns',
  limitMs: 120_000,
  run,
}
