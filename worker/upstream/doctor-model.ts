// The model server and its model, judged: from a look at its lists and two short answers to what each step says. Pure.
import { didFail, type DoctorStep, type Finding } from '../../shared/doctor.ts'
import type { Model } from '../../shared/health.ts'
import { DOCTOR_BUFFERED_AFTER_MS, DOCTOR_BUFFERED_MS, DOCTOR_NAME_MAX, DOCTOR_PIECES_MIN } from '../../shared/limits.ts'
import { PROBLEM_WORDS } from '../../shared/problem.ts'
import type { Probe, UpstreamProblem } from '../ports.ts'
import { detailOf } from './detail.ts'
import { stepsOf } from './doctor-words.ts'

const ok = (step: DoctorStep, says: string): Finding => ({ step, result: 'ok', says, todo: [] })
const failed = (step: DoctorStep, says: string, todo: readonly string[]): Finding => ({ step, result: 'failed', says, todo })
const unseen = (step: DoctorStep, says: string): Finding => ({ step, result: 'not_visible', says: `Not visible from here. ${says}`, todo: [] })
const byProblem = (step: DoctorStep, { code }: UpstreamProblem): Finding => failed(step, PROBLEM_WORDS[code].message, stepsOf(code))

const SERVERS: Readonly<Record<string, string>> = {
  lmstudio: 'LM Studio',
  llamacpp: 'llama.cpp',
  ollama: 'Ollama',
  vllm: 'vLLM',
  jan: 'Jan',
  demo: 'The built-in demo',
}

/** What the lists tell, up to what fails. `picked`: what the next answer would take; `listed`: the plain list. */
export function judgeHome(
  probe: Probe,
  picked: Model | null,
  { wanted, listed, secrets }: { readonly wanted: Wanted; readonly listed: readonly Model[]; readonly secrets: readonly string[] },
): Finding[] {
  const server = judgeServer(probe)
  if (probe.kind === 'down') return [server]
  const models = judgeModels(probe.models, picked, wanted, secrets)
  if (picked === null || didFail(models)) return [server, models]
  return [
    server,
    models,
    judgeLoaded(
      picked,
      listed.some(({ id }) => id === picked.id),
      secrets,
    ),
  ]
}

export function judgeServer(probe: Probe): Finding {
  if (probe.kind === 'down') return byProblem('server', probe.problem)
  const known = probe.server === null ? undefined : SERVERS[probe.server]
  return ok('server', `${known ?? 'A server that speaks the OpenAI dialect'} answers in ${Math.max(1, Math.round(probe.round_trip))} ms.`)
}

/** What the person wants. `firm`: it was asked for by name just now; otherwise it is a preference. */
export interface Wanted {
  readonly model: string | null
  readonly firm: boolean
}

/** `picked`: what the next answer would take. */
export function judgeModels(models: readonly Model[], picked: Model | null, { model, firm }: Wanted, secrets: readonly string[]): Finding {
  if (picked === null) return failed('models', 'The model server lists no model.', stepsOf('no_model'))
  const count = models.length === 1 ? '1 model is listed' : `${models.length} models are listed`
  if (model === null || isNamed(picked.id, model)) return ok('models', `${count}; ${called(picked.id, secrets)} is the one that answers.`)
  if (firm) return failed('models', `${count}, and ${called(model, secrets)} is not among them.`, stepsOf('model_not_found').slice(0, 1))
  return ok('models', `${count}, without ${called(model, secrets)}, which LLM_MODEL asks for: ${called(picked.id, secrets)} answers instead.`)
}

/** `onDemand`: whether the plain list has it too. LM Studio lists there what a message may load, and with Just-in-Time loading off only what is loaded. */
export function judgeLoaded({ id, loaded }: Model, onDemand: boolean, secrets: readonly string[]): Finding {
  const name = called(id, secrets)
  if (loaded === null) return unseen('loaded', `The model server does not tell whether ${name} is loaded; its answer will.`)
  if (loaded) return ok('loaded', `${name} is loaded.`)
  if (onDemand)
    return failed('loaded', `${name} is not loaded. The first message loads it, which may take minutes.`, [
      'Send a message and wait, or load it now in LM Studio.',
    ])
  return failed('loaded', `${name} is not loaded, and nothing loads it by itself.`, stepsOf('no_model'))
}

/** What a short answer got. Times in milliseconds since the question. */
export interface Spoken {
  /** When each piece of text or reasoning came. */
  readonly pieces: readonly number[]
  readonly finished: boolean
  /** The end, or when it was given up. */
  readonly ms: number
  /** It took longer than it was given. */
  readonly late: boolean
  readonly problem: UpstreamProblem | null
}

export function judgeAnswer({ pieces, finished, ms, late, problem }: Spoken): Finding {
  if (problem) return byProblem('answer', problem)
  // One token may be one that is not shown.
  if (pieces.length > 0 || finished) return ok('answer', `One token came in ${seconds(pieces[0] ?? ms)}.`)
  if (late) {
    const says = `The model said nothing within ${seconds(ms)}: it is being loaded, or reads another prompt, or hangs.`
    return failed('answer', says, ['Wait until it has done what it does, then look again.', 'If it stays, restart the model server at home.'])
  }
  return failed('answer', 'The connection broke off before the model said anything.', [
    'Look again. If it stays, look at the log of the model server and of the tunnel.',
  ])
}

/** Whether the words come as they are written. */
export function judgeStream({ pieces, ms, late, problem }: Spoken): Finding {
  if (problem) return byProblem('stream', problem)
  const [first, last] = [pieces[0], pieces.at(-1)]
  if (first === undefined || last === undefined) {
    if (!late) return failed('stream', 'The answer came to an end without a word.', stepsOf('empty_answer'))
    return failed('stream', `No word came within ${seconds(ms)}, though a single token did before.`, BUFFERED)
  }
  if (pieces.length < DOCTOR_PIECES_MIN)
    return unseen('stream', `The answer came in ${pieces.length === 1 ? 'one piece' : `${pieces.length} pieces`}, too few to tell.`)
  if (first >= DOCTOR_BUFFERED_AFTER_MS && last - first < DOCTOR_BUFFERED_MS) {
    return failed('stream', `All ${pieces.length} pieces came at once after ${seconds(first)}: something on the way holds answers back.`, BUFFERED)
  }
  return ok('stream', `${pieces.length} pieces came one by one, the first after ${seconds(first)}.`)
}

const BUFFERED: readonly string[] = [
  'A quick tunnel (trycloudflare.com) does so now and then: use a named tunnel.',
  'A proxy of your own at home must not buffer (nginx: proxy_buffering off).',
  'Answers come all the same, at their end.',
]

/** A name from outside: one line, no secret. */
function called(name: string, secrets: readonly string[]): string {
  const line = detailOf(name, secrets)
  return line.length <= DOCTOR_NAME_MAX ? line || 'a model without a name' : `${line.slice(0, DOCTOR_NAME_MAX - 1)}…`
}

const isNamed = (id: string, asked: string): boolean => {
  const [a, b] = [id.toLowerCase(), asked.toLowerCase()]
  return a === b || a.endsWith(`/${b}`)
}

const seconds = (ms: number): string => (ms < 1_000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1_000).toFixed(1)} s`)
