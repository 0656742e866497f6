// "Why can't I reach my model?", step by step: what was found on the way from here to an answer, and the same as text. Pure.

/** In the order of the way: each makes sense only where those before it did not fail. */
export const DOCTOR_STEPS = ['name', 'tls', 'connection', 'access', 'path', 'token', 'server', 'models', 'loaded', 'answer', 'stream'] as const
export type DoctorStep = (typeof DOCTOR_STEPS)[number]

/** `skipped`: there was nothing to look at, or a step before failed · `not_visible`: the one who looked cannot see it. */
export type FindingResult = 'ok' | 'failed' | 'skipped' | 'not_visible'

export interface Finding {
  readonly step: DoctorStep
  readonly result: FindingResult
  /** One or two sentences. No address, no secret, no word of the model server but names of models. */
  readonly says: string
  /** What to do, in order. */
  readonly todo: readonly string[]
}

/** A run, as far as it has come. */
export interface Examination {
  /** Server milliseconds; also its name. */
  readonly began: number
  readonly done: boolean
  /** In the order of the steps. */
  readonly findings: readonly Finding[]
}

/** The command sees more than a worker does. */
export const BY_COMMAND = 'On your computer run: npm run doctor -- URL (with the address in LLM_BASE_URL). It sees the rest.'
export const NOT_VISIBLE = 'Not visible from here.'

const NAMES: Record<DoctorStep, string> = {
  name: 'Name',
  tls: 'Certificate',
  connection: 'Connection or tunnel',
  access: 'Sign-in page',
  path: 'Path',
  token: 'Key',
  server: 'Model server',
  models: 'Models',
  loaded: 'Model loaded',
  answer: 'An answer',
  stream: 'Word by word',
}
export const stepName = (step: DoctorStep): string => NAMES[step]

/** Read without colours, and by a screen reader as the words beside it. */
export const SIGNS: Record<FindingResult, string> = { ok: '✓', failed: '✗', skipped: '–', not_visible: '–' }

export const didFail = ({ result }: Finding): boolean => result === 'failed'

/** One sentence over all of it. */
export function verdictOf(findings: readonly Finding[], done: boolean): string {
  const failed = findings.find(didFail)
  if (failed) return `It fails at: ${stepName(failed.step)}.`
  if (!done) return 'Looking.'
  if (findings.some(({ step, result }) => step === 'answer' && result === 'ok')) return 'Your model answers.'
  return 'Nothing wrong was found, as far as can be seen from here.'
}

/** One finding as lines; what to do stands under it. */
export function findingLines({ step, result, says, todo }: Finding): string[] {
  return [`${SIGNS[result]} ${stepName(step)}: ${says}`, ...todo.map((what, at) => `    ${todo.length > 1 ? `${at + 1}. ` : ''}${what}`)]
}

/** The whole of it, for who can help. */
export function toText({ began, done, findings }: Examination): string {
  return [`Why can't I reach my model? (${new Date(began).toISOString()})`, verdictOf(findings, done), '', ...findings.flatMap(findingLines)].join('\n')
}
