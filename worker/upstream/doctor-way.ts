// The way to the model server, judged: from what one question for its list got to what each step says. Pure.
import { BY_COMMAND, type DoctorStep, type Finding, NOT_VISIBLE } from '../../shared/doctor.ts'
import type { UpstreamProblem } from '../ports.ts'
import { blameAnswer } from './doctor-blame.ts'
import { blameThrown, silent } from './doctor-thrown.ts'
import type { Blame } from './doctor-words.ts'

/** What the question got. `problem` null: a list of models. */
export type Heard =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: { get(name: string): string | null }
      readonly body: string
      readonly problem: UpstreamProblem | null
    }
  | { readonly kind: 'thrown'; readonly words: readonly string[]; readonly problem: UpstreamProblem }
  /** Nothing within so many milliseconds. */
  | { readonly kind: 'late'; readonly ms: number }

/** What is known of the way before it is gone. */
export interface Way {
  readonly baseUrl: string
  /** Nothing stands between: see `isDirect`. */
  readonly direct: boolean
  /** Names are looked up and certificates held against them on this very host: an answer over https proves both. */
  readonly resolves: boolean
  /** Whether a key, and whether a service token of Cloudflare Access, is sent. */
  readonly key: boolean
  readonly access: boolean
  /** Where the list was found instead: with `/v1`, or with one `/v1` less; null: nowhere, or it was not looked for. */
  readonly elsewhere: 'missing' | 'doubled' | null
}

export const WAY = ['name', 'tls', 'connection', 'access', 'path', 'token'] as const satisfies readonly DoctorStep[]
type WayStep = (typeof WAY)[number]

/** What is known of each step, up to the one that fails. That may be `server`, of which the answer to the same question tells. */
export function judgeWay(way: Way, heard: Heard): Finding[] {
  const blame = blameOf(way, heard)
  const before = blame === null || blame.step === 'server' ? WAY : WAY.slice(0, WAY.indexOf(blame.step))
  const findings = before.map((step) => fine(step, way, heard, blame))
  return blame === null ? findings : [...findings, { ...blame, result: 'failed' }]
}

function blameOf(way: Way, heard: Heard): Blame | null {
  if (heard.kind === 'late') return silent(heard.ms)
  if (heard.kind === 'thrown') return blameThrown(heard.words, heard.problem, way)
  return heard.problem === null ? null : blameAnswer(heard.status, heard.headers, heard.body, heard.problem, way)
}

export const skippedAfter = (step: DoctorStep): Finding => ({ step, result: 'skipped', says: 'Skipped: a step before failed.', todo: [] })

const ok = (step: DoctorStep, says: string): Finding => ({ step, result: 'ok', says, todo: [] })
const nothing = (step: DoctorStep, says: string): Finding => ({ step, result: 'skipped', says, todo: [] })
const unseen = (step: DoctorStep, says: string, todo: readonly string[] = []): Finding => ({
  step,
  result: 'not_visible',
  says: `${NOT_VISIBLE} ${says}`,
  todo,
})

/** A step before the one that failed: what is known of it, which may be nothing. */
function fine(step: WayStep, way: Way, heard: Heard, blame: Blame | null): Finding {
  const { protocol, hostname } = new URL(way.baseUrl)
  switch (step) {
    case 'name':
      if (hostname === 'localhost') return nothing(step, 'localhost is the machine that Porchlight runs on: nothing to look up.')
      if (hostname.startsWith('[') || /^[\d.]+$/.test(hostname)) return nothing(step, 'The address is a number: nothing to look up.')
      if (!way.resolves || heard.kind === 'late') return unseen(step, 'How the name is looked up is not told here.', [BY_COMMAND])
      return ok(step, 'The name was found.')
    case 'tls':
      if (protocol === 'http:') return nothing(step, 'The address begins with http: there is no certificate.')
      if (!way.resolves) return unseen(step, 'Certificates are not told here.')
      if (heard.kind !== 'answered') return nothing(step, 'No connection came about, so no certificate was seen.')
      return ok(step, 'The certificate is good.')
    case 'connection':
      return ok(step, way.direct ? 'Something answers there.' : 'Something answers at the other end.')
    case 'access':
      return ok(step, 'Nothing asks for a sign-in.')
    case 'path':
      if (blame !== null) return unseen(step, 'It shows once the model server gives its list.')
      return ok(step, 'A model API answers at that path.')
    case 'token':
      if (blame !== null) return unseen(step, 'It shows once the model server gives its list.')
      return ok(step, way.key ? 'The key is not refused.' : 'No key is asked for.')
  }
}
