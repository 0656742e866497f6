// How the scripts call wrangler and its kin: quiet, offline, with our own folders. Pure.
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** The programs of the project, as files that Node runs. */
export const PROGRAM = {
  wrangler: 'node_modules/wrangler/bin/wrangler.js',
  vite: 'node_modules/vite/bin/vite.js',
  vitest: 'node_modules/vitest/vitest.mjs',
  oxlint: 'node_modules/oxlint/bin/oxlint',
  oxfmt: 'node_modules/oxfmt/bin/oxfmt',
  knip: 'node_modules/knip/bin/knip.js',
  tsc: 'node_modules/typescript/bin/tsc',
} as const

/** What keeps wrangler from calling out, from asking, and from taking values out of the environment or a `.env` file. */
export const QUIET = {
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_WRITE_LOGS: 'false',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  CLOUDFLARE_INCLUDE_PROCESS_ENV: 'false',
} as const

export interface Dev {
  readonly port: number
  readonly dataDir: string
  /** For this run only: no password is asked for on the loopback address. */
  readonly open: boolean
  /** `--var` pairs. */
  readonly vars: readonly string[]
  /** A file that takes the place of .dev.vars. */
  readonly file: string | null
}

/** The command line of `wrangler dev`. Level `log` shows the worker's own lines, of which the caller passes on what is worth it. */
export const devArguments = ({ port, dataDir, open, vars, file }: Dev): string[] => [
  PROGRAM.wrangler,
  'dev',
  '--local',
  '--ip=127.0.0.1',
  `--port=${port}`,
  '--inspector-port=0',
  '--log-level=log',
  '--show-interactive-dev-session=false',
  `--persist-to=${path.join(dataDir, 'wrangler')}`,
  ...(open ? ['--define', "PORCHLIGHT_LAUNCH:'loopback'"] : []),
  ...vars,
  ...(file === null ? [] : ['--env-file', file]),
]

/** Its environment. Without a file of ours it must read .dev.vars and nothing else. */
export const devEnvironment = (environment: Readonly<Record<string, string | undefined>>, file: string | null): Record<string, string | undefined> => ({
  ...environment,
  ...QUIET,
  CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV: file === null ? 'false' : 'true',
})

/**
 * Whether a line of `wrangler dev` is passed on: of the worker's log (JSON) the warnings and errors, or all of it where the person set a level;
 * of wrangler's own words none, since what went wrong comes on the other channel.
 */
export function worthShowing(line: string, allLog: boolean): boolean {
  if (!line.startsWith('{')) return false
  return allLog || /^\{"level":"(warn|error)"/.test(line)
}
