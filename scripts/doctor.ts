// `npm run doctor -- [URL] [--model NAME]`: why can't I reach my model? Every step, from this computer. No URL: LLM_BASE_URL. Exit code 1: a step failed.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { type Finding, didFail, findingLines, verdictOf } from '../shared/doctor.ts'
import { DEMO_URL, type HomeConfig, VARIABLES } from '../worker/config.ts'
import { pickModel } from '../worker/home/index.ts'
import { nodeClock } from '../worker/hosts/node-clock.ts'
import { createFetch } from '../worker/hosts/node-fetch.ts'
import { readVars } from '../worker/hosts/node-vars.ts'
import { createDoctor } from '../worker/upstream/index.ts'
import { Refusal, command } from './command.ts'
import { judgeCertificate, lookUpName, noCertificate, showCertificate } from './doctor-look.ts'
import { given, layered } from './environment.ts'
import { configured, fromToml } from './prepare.ts'
import { ROOT } from './wrangler.ts'

const USAGE =
  'Usage: npm run doctor -- [URL] [--model NAME]\n  URL is the address of the model server as LLM_BASE_URL has it, such as https://home.example.com/v1'
/** The exit codes of wrong arguments, and of Ctrl-C. */
const WRONG = 2
const STOPPED = 130
/** Of the configuration only this is looked at. */
const OF_HOME = VARIABLES.filter(({ name }) => /^(LLM|CF_ACCESS)_/.test(name))

/** What to look at: the arguments, and for the rest what the other commands take. Throws a `Refusal`. */
function wanted(args: readonly string[]): { readonly home: HomeConfig; readonly named: string | null } {
  const { url, model } = readArguments(args)
  const values = layered(fromToml(), readVars(path.join(ROOT, '.dev.vars')), given(process.env, OF_HOME), url === null ? {} : { LLM_BASE_URL: url })
  const [home] = configured(Object.fromEntries(OF_HOME.map(({ name }) => [name, values[name]]))).homes
  if (home.baseUrl === DEMO_URL) throw new Refusal(`LLM_BASE_URL is ${DEMO_URL}, the built-in demo: there is no way to look at.\n${USAGE}`, WRONG)
  return { home, named: model }
}

function readArguments(args: readonly string[]): { readonly url: string | null; readonly model: string | null } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: { model: { type: 'string' } }, allowPositionals: true })
    if (positionals.length > 1) throw new Refusal(`One address at a time.\n${USAGE}`, WRONG)
    return { url: positionals[0] ?? null, model: values.model ?? null }
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`, WRONG)
  }
}

/** The two steps that a worker does not see. */
async function lookHere(baseUrl: string): Promise<Finding[]> {
  const { protocol, hostname, port } = new URL(baseUrl)
  const name = await lookUpName(hostname)
  if (didFail(name)) return [name]
  if (protocol === 'http:') return [name, noCertificate]
  return [name, judgeCertificate(await showCertificate(hostname, Number(port || 443)), Date.now())]
}

await command(async (signal) => {
  const { home, named } = wanted(process.argv.slice(2))
  const { baseUrl, apiKey, headers, timeoutMs } = home
  const model = named ?? home.model
  const { fetch, close } = createFetch()
  const sent = [...(apiKey === null ? [] : ['LLM_API_KEY']), ...Object.keys(headers)]
  console.log(`\nWhy can't I reach my model? ${baseUrl}${sent.length === 0 ? '' : `\nSent along, and not shown: ${sent.join(', ')}`}\n`)

  const findings: Finding[] = []
  const tell = (finding: Finding): void => {
    findings.push(finding)
    for (const line of findingLines(finding)) console.log(line)
  }
  const doctor = createDoctor(
    { baseUrl, apiKey, headers, timeoutMs },
    { fetch, clock: nodeClock },
    { resolves: true, model, firm: named !== null, pick: (models) => pickModel(model, models), demo: false },
  )
  const seen = await lookHere(baseUrl)
  // Beside the line: a worker that holds places does not know of this computer.
  const line = { enter: async () => true, leave: () => {} }
  for await (const finding of doctor({ before: seen, line, signal })) tell(finding)
  if (!signal.aborted) console.log(`\n${verdictOf(findings, true)}`)
  await close()
  return findings.some(didFail) ? 1 : 0
}, STOPPED)
