import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { TABLE, judge, resolve } from './arrows.mjs'
import { PROGRAM, ROOT } from './wrangler.ts'

type Kind = 'value' | 'type' | 'export' | 'dynamic'
interface Case {
  readonly file: string
  readonly target: string
  readonly kind?: Kind
}

/** One case for each kind of wrong arrow: room by room, what it must never know. */
const WRONG: readonly Case[] = [
  { file: 'shared/fold.ts', target: '../worker/ports.ts', kind: 'type' },
  { file: 'shared/health.ts', target: './schema.ts' },
  { file: 'shared/limits.ts', target: 'zod/mini' },
  { file: 'shared/schema.ts', target: 'hono' },
  { file: 'worker/upstream/index.ts', target: '../home/index.ts' },
  { file: 'worker/home/index.ts', target: '../conversation/index.ts', kind: 'type' },
  { file: 'worker/conversation/turn.ts', target: 'hono' },
  { file: 'worker/conversation/store.ts', target: 'node:sqlite' },
  { file: 'worker/account/index.ts', target: 'cloudflare:workers' },
  { file: 'worker/agent/index.ts', target: '../config.ts', kind: 'type' },
  { file: 'worker/tools/index.ts', target: '../upstream/index.ts', kind: 'dynamic' },
  { file: 'worker/auth/cookie.ts', target: '../ports.ts' },
  { file: 'worker/storage/tasks.ts', target: '../hosts/node-sql.ts' },
  { file: 'worker/telemetry/log.ts', target: '../routes/health.ts', kind: 'export' },
  { file: 'worker/routes/health.ts', target: '../home/index.ts' },
  { file: 'worker/routes/sessions.ts', target: '../auth/identify.ts' },
  { file: 'worker/routes/message.ts', target: '../hosts/node.ts' },
  { file: 'worker/middleware/guard.ts', target: '../conversation/index.ts' },
  { file: 'worker/app.ts', target: './compose.ts' },
  { file: 'worker/deps.ts', target: './ports.ts' },
  { file: 'worker/ports.ts', target: './config.ts', kind: 'type' },
  { file: 'worker/config.ts', target: './ports.ts', kind: 'type' },
  { file: 'worker/compose.ts', target: 'node:fs' },
  { file: 'worker/compose.ts', target: 'cloudflare:workers' },
  { file: 'worker/compose.ts', target: './sim/cases.ts' },
  { file: 'worker/hosts/cloudflare.ts', target: 'node:crypto' },
  { file: 'worker/hosts/cloudflare.ts', target: '../routes/health.ts' },
  { file: 'worker/index.ts', target: './hosts/node.ts' },
  { file: 'worker/hosts/node.ts', target: 'cloudflare:workers' },
  { file: 'worker/node.ts', target: './conversation/index.ts' },
  { file: 'worker/sim/cli.ts', target: '../compose.ts' },
  { file: 'worker/sim/demo.ts', target: '../conversation/index.ts' },
  { file: 'worker/sim/cases.ts', target: 'node:http' },
  { file: 'worker/upstream/openai.ts', target: '../sim/demo.ts' },
  { file: 'scripts/start.ts', target: 'cloudflare:workers' },
  { file: 'web/api/client.ts', target: '../../worker/app.ts' },
  { file: 'web/api/client.ts', target: '../../shared/schema.ts' },
  { file: 'web/stores/list.ts', target: 'preact' },
  { file: 'web/stores/list.ts', target: '../components/list.tsx' },
  { file: 'web/components/list.tsx', target: '../api/api.ts' },
  { file: 'web/markdown/inline.ts', target: '../stores/list.ts' },
  { file: 'web/main.tsx', target: '../worker/app.ts', kind: 'type' },
  { file: 'worker/somewhere/new.ts', target: '../ports.ts', kind: 'type' },
]

const RIGHT: readonly Case[] = [
  { file: 'shared/fold.ts', target: './conversation.ts' },
  { file: 'shared/schema.ts', target: 'zod/mini' },
  { file: 'worker/upstream/index.ts', target: './decode.ts' },
  { file: 'worker/upstream/index.ts', target: '../ports.ts', kind: 'type' },
  { file: 'worker/upstream/decode.ts', target: 'eventsource-parser' },
  { file: 'worker/conversation/turn.ts', target: '../../shared/fold.ts' },
  { file: 'worker/routes/health.ts', target: 'hono' },
  { file: 'worker/routes/health.ts', target: '../deps.ts', kind: 'type' },
  { file: 'worker/middleware/guard.ts', target: '../auth/identify.ts' },
  { file: 'worker/app.ts', target: './routes/health.ts', kind: 'export' },
  { file: 'worker/compose.ts', target: './conversation/index.ts' },
  { file: 'worker/compose.ts', target: './sim/demo.ts' },
  { file: 'worker/hosts/cloudflare.ts', target: 'cloudflare:workers' },
  { file: 'worker/hosts/node.ts', target: 'node:http' },
  { file: 'worker/node.ts', target: './hosts/node.ts' },
  { file: 'worker/sim/cli.ts', target: './cases.ts' },
  { file: 'scripts/start.ts', target: '../worker/config.ts', kind: 'dynamic' },
  { file: 'web/api/client.ts', target: '../../worker/app.ts', kind: 'type' },
  { file: 'web/stores/list.ts', target: '@preact/signals-core' },
  { file: 'web/components/list.tsx', target: '../stores/list.ts' },
  { file: 'web/main.tsx', target: './components/app.tsx' },
  { file: 'worker/conversation/turn.test.ts', target: '../sim/cases.ts' },
]

/** The same arrow as code; `n` keeps names apart where a file has several. */
const CODE: Record<Kind, (target: string, n: number) => string> = {
  value: (target, n) => `import { a as a${n} } from '${target}'\nexport const b${n} = a${n}\n`,
  type: (target, n) => `import type { A as A${n} } from '${target}'\nexport type B${n} = A${n}\n`,
  export: (target, n) => `export { a as b${n} } from '${target}'\n`,
  dynamic: (target, n) => `export const b${n} = () => import('${target}')\n`,
}

const label = ({ file, target, kind = 'value' }: Case): string => `${file} -> ${target} (${kind})`

describe('the table', () => {
  it.each(WRONG.map((each) => [label(each), each] as const))('refuses %s', (_, { file, target, kind }) => {
    expect(judge(file, resolve(file, target), kind === 'type')).not.toBeNull()
  })

  it.each(RIGHT.map((each) => [label(each), each] as const))('allows %s', (_, { file, target, kind }) => {
    expect(judge(file, resolve(file, target), kind === 'type')).toBeNull()
  })

  it('has a wrong arrow here for every room but the tests', () => {
    const shown = new Set(WRONG.map(({ file }) => TABLE.find(({ files }) => files.test(file))?.name))
    expect(TABLE.map(({ name }) => name).filter((name) => name !== 'tests' && !shown.has(name))).toEqual([])
  })
})

const Said = z.object({ diagnostics: z.array(z.object({ code: z.optional(z.string()), filename: z.string() })) })

/** Files in which the linter reports arrows, once for each, when the cases stand as code in a tree. */
function reported(folder: string, cases: readonly Case[]): string[] {
  for (const [n, { file, target, kind = 'value' }] of cases.entries()) {
    mkdirSync(path.join(folder, path.dirname(file)), { recursive: true })
    appendFileSync(path.join(folder, file), CODE[kind](target, n))
  }
  const config = { jsPlugins: [path.join(ROOT, 'scripts/arrows.mjs')], categories: { correctness: 'off' }, rules: { 'porchlight/arrows': 'error' } }
  writeFileSync(path.join(folder, '.oxlintrc.json'), JSON.stringify(config))
  const { stdout } = spawnSync(process.execPath, [path.join(ROOT, PROGRAM.oxlint), '--format', 'json'], { cwd: folder, encoding: 'utf8' })
  const { diagnostics } = Said.parse(JSON.parse(stdout))
  return diagnostics.filter(({ code }) => code === 'porchlight(arrows)').map(({ filename }) => filename)
}

describe('the linter', () => {
  let folder = ''
  beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'porchlight-arrows-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('reports every wrong arrow', () => {
    expect(reported(folder, WRONG).sort()).toEqual(WRONG.map(({ file }) => file).sort())
  })

  it('reports no right one', () => {
    expect(reported(folder, RIGHT)).toEqual([])
  })

  it('has the rule switched on', () => {
    const config = z.object({ jsPlugins: z.array(z.string()), rules: z.record(z.string(), z.unknown()) })
    const { jsPlugins, rules } = config.parse(JSON.parse(readFileSync(path.join(ROOT, '.oxlintrc.json'), 'utf8')))
    expect(jsPlugins).toContain('./scripts/arrows.mjs')
    expect(rules['porchlight/arrows']).toBe('error')
  })
})
