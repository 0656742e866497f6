// Plain `workerd serve`: the bundle that wrangler would deploy, the built page beside it, and a configuration around both.
import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'
import { PROGRAM, QUIET } from '../../scripts/wrangler.ts'
import { copyTree } from './launch-tree.ts'

export interface Given {
  /** The Node that wrangler runs on. */
  readonly node: string
  readonly vars: Readonly<Record<string, string>>
  readonly dataDir: string
  readonly port: number
  readonly open: boolean
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface Serve {
  readonly cwd: string
  readonly program: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/** How long the bundle may take to be made, in milliseconds. */
const BUNDLE_MS = 60_000

/** Each actor's class, by its binding. Their rows stand in files under the unique key. */
const ACTORS = { CONVERSATION: 'Conversation', ACCOUNT: 'Account', HOME: 'Home' }

/** What stands in for the asset server of the edge: a disk gives bytes, and no types. */
const ASSETS = `
const TYPES = {
  html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml', png: 'image/png', ico: 'image/x-icon', webmanifest: 'application/manifest+json',
}
export default {
  async fetch(request, { DISK }) {
    const { pathname } = new URL(request.url)
    const found = await DISK.fetch('http://disk' + pathname)
    const type = TYPES[pathname.slice(pathname.lastIndexOf('.') + 1)]
    return found.ok && type ? new Response(found.body, { headers: { 'content-type': type } }) : new Response('', { status: 404 })
  },
}
`

/** Makes the bundle, which takes some seconds, and writes the configuration. */
export async function serveWorkerd({ node, vars, dataDir, port, open, env }: Given): Promise<Serve> {
  const tree = copyTree(path.join(dataDir, 'tree'))
  const define = open ? ['--define', "PORCHLIGHT_LAUNCH:'loopback'"] : []
  const bundle = [PROGRAM.wrangler, 'deploy', '--dry-run', '--outdir', path.join(dataDir, 'bundle'), ...define]
  await promisify(execFile)(node, bundle, { cwd: tree, env: { ...env, ...QUIET }, timeout: BUNDLE_MS })
  mkdirSync(path.join(dataDir, 'rows'), { recursive: true })
  writeFileSync(path.join(dataDir, 'assets.js'), ASSETS)
  writeFileSync(path.join(dataDir, 'workerd.capnp'), configuration(port, Object.keys(vars)))
  return { cwd: dataDir, program: workerdProgram(), args: ['serve', 'workerd.capnp'], env: { ...env, ...vars } }
}

/** The executable itself: the package's own start script would be one process more. */
function workerdProgram(): string {
  const platform = `${process.platform}-${process.arch === 'x64' ? '64' : process.arch}`
  return createRequire(import.meta.url).resolve(`@cloudflare/workerd-${platform}/bin/workerd`)
}

const configuration = (port: number, names: readonly string[]): string => `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "app", worker = .app),
    (name = "assets", worker = .assets),
    (name = "page", disk = (path = "tree/web/dist")),
    (name = "rows", disk = (path = "rows", writable = true)),
    (name = "internet", network = (allow = ["public", "private", "local"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "app")],
);

const app :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed "bundle/index.js")],
  compatibilityDate = "2026-11-01",
  compatibilityFlags = ["enable_request_signal"],
  bindings = [
${Object.entries(ACTORS)
  .map(([name, actor]) => `    (name = "${name}", durableObjectNamespace = "${actor}"),`)
  .join('\n')}
    (name = "ASSETS", service = "assets"),
${names.map((name) => `    (name = "${name}", fromEnvironment = "${name}"),`).join('\n')}
  ],
  globalOutbound = "internet",
  durableObjectNamespaces = [
${Object.values(ACTORS)
  .map((actor) => `    (className = "${actor}", uniqueKey = "porchlight-${actor}", enableSql = true),`)
  .join('\n')}
  ],
  durableObjectStorage = (localDisk = "rows"),
);

const assets :Workerd.Worker = (
  modules = [(name = "assets.js", esModule = embed "assets.js")],
  compatibilityDate = "2026-11-01",
  bindings = [(name = "DISK", service = "page")],
);
`
