// The doctor: goes the way to the model server step by step, and stops where it ends.
import { didFail, DOCTOR_STEPS, type DoctorStep, type Finding } from '../../shared/doctor.ts'
import type { Model } from '../../shared/health.ts'
import { DOCTOR_ANSWER_MS, DOCTOR_STREAM_TOKENS } from '../../shared/limits.ts'
import type { Clock, Doctor, Fetch, Probe } from '../ports.ts'
import type { Asked } from './classify.ts'
import { createAsking } from './doctor-ask.ts'
import { judgeAnswer, judgeHome, judgeStream } from './doctor-model.ts'
import { judgeWay, skippedAfter, type Way, WAY } from './doctor-way.ts'
import type { Server } from './openai.ts'

export interface DoctorOptions {
  /** Whether an answer over https proves name and certificate here: see `Way`. */
  readonly resolves: boolean
  /** The model that is wanted; `firm`: named for this run, not a preference. */
  readonly model: string | null
  readonly firm: boolean
  /** What the next answer would take. */
  readonly pick: (models: readonly Model[]) => Model | null
  /** The built-in model: there is no way to it. */
  readonly demo: boolean
}

export interface DoctorPorts {
  readonly fetch: Fetch
  readonly clock: Clock
  readonly probe: () => Promise<Probe>
}

export function createDoctorOf(server: Server, asked: Asked, ports: DoctorPorts, { resolves, model, firm, pick, demo }: DoctorOptions): Doctor {
  const asking = createAsking(server, asked, ports)
  const { secrets, direct } = asked
  const access = Object.keys(server.headers).some((name) => name.toLowerCase() === 'cf-access-client-id')

  /** Where LLM_BASE_URL is not a model API: whether one is there with another `/v1`. */
  async function elsewhere(signal: AbortSignal): Promise<Way['elsewhere']> {
    const { baseUrl } = server
    if (baseUrl.endsWith('/v1/v1')) return (await asking.list(baseUrl.slice(0, -'/v1'.length), signal)).listed ? 'doubled' : null
    return baseUrl.endsWith('/v1') ? null : (await asking.list(`${baseUrl}/v1`, signal)).listed ? 'missing' : null
  }

  return async function* examine({ before, line, signal }) {
    const told = new Set<DoctorStep>(before.map(({ step }) => step))
    /** Of what was found, what was not told yet; after a failure, that nothing more is looked at. */
    const tell = (found: readonly Finding[]): Finding[] => {
      const news = found.filter(({ step }) => !told.has(step))
      for (const { step } of news) told.add(step)
      return found.some(didFail) ? [...news, ...DOCTOR_STEPS.filter((step) => !told.has(step)).map(skippedAfter)] : news
    }

    yield* before
    if (before.some(didFail)) return yield* tell(before)

    const { heard, listed } = await asking.list(server.baseUrl, signal)
    if (signal.aborted) return
    const misplaced = heard.kind === 'answered' && heard.problem?.code === 'home_misconfigured'
    const way: Way = { baseUrl: server.baseUrl, direct, resolves, key: server.apiKey !== null, access, elsewhere: misplaced ? await elsewhere(signal) : null }
    const onTheWay = demo ? WAY.map(noWay) : judgeWay(way, heard)
    yield* tell(onTheWay)
    if (onTheWay.some(didFail)) return

    const probe = await ports.probe()
    if (signal.aborted) return
    const picked = probe.kind === 'up' ? pick(probe.models) : null
    const atHome = judgeHome(probe, picked, { wanted: { model, firm }, listed: listed?.models ?? [], secrets })
    yield* tell(atHome)
    if (picked === null || atHome.some(didFail)) return

    // From here on the GPU works: with a place in line, as everybody else.
    const granted = await line.enter(signal)
    try {
      if (signal.aborted) return
      if (!granted) {
        for (const step of ['answer', 'stream'] as const)
          yield { step, result: 'skipped', says: 'Skipped: home is busy with other answers.', todo: ['Look again when they are done.'] }
        return
      }
      const say = (text: string, tokens: number) => asking.speak({ model: picked.id, text, tokens, ms: DOCTOR_ANSWER_MS }, signal)
      const answer = judgeAnswer(await say('Say: yes', 1))
      if (signal.aborted) return
      yield* tell([answer])
      if (didFail(answer)) return
      const stream = judgeStream(await say('Count from one to thirty, in words.', DOCTOR_STREAM_TOKENS))
      if (!signal.aborted) yield stream
    } finally {
      line.leave()
    }
  }
}

const noWay = (step: DoctorStep): Finding => ({ step, result: 'skipped', says: 'The built-in demo is part of Porchlight: there is no way to it.', todo: [] })
