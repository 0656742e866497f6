// The import table of docs/design.md as a lint rule: each room, the first that fits, and what it may import. Nothing else.
import path from 'node:path'

const shared = /^shared\/(?!schema\.ts$|event\.examples\.ts$)/
const sharedAndSchema = /^shared\//
const library = /^(eventsource-parser|zod\/mini)$/
const hono = /^(hono|@hono\/zod-validator|zod)(\/|$)/
const preact = /^(preact|@preact\/signals)(\/|$)/
const node = /^(node:|@hono\/node-server|undici$)/
const inner = ['upstream', 'home', 'conversation', 'account', 'agent', 'tools', 'auth', 'storage', 'telemetry']

/** @type {{ name: string, files: RegExp, may: RegExp[], types?: RegExp[] }[]} */
export const TABLE = [
  { name: 'tests', files: /\.test\.tsx?$|^worker\/test\/|^web\/test\/|\.config\.ts$/, may: [/./] },
  { name: 'shared/schema', files: /^shared\/schema\.ts$/, may: [shared, /^zod\/mini$/] },
  { name: 'shared', files: /^shared\//, may: [shared] },
  ...inner.map((room) => ({
    name: `worker/${room}`,
    files: new RegExp(`^worker/${room}/`),
    may: [sharedAndSchema, new RegExp(`^worker/${room}/`), library],
    types: [/^worker\/ports\.ts$/],
  })),
  { name: 'worker/routes', files: /^worker\/routes\//, may: [hono, sharedAndSchema, /^worker\/(routes|middleware)\//], types: [/^worker\/(ports|deps)\.ts$/] },
  {
    name: 'worker/middleware',
    files: /^worker\/middleware\//,
    may: [hono, sharedAndSchema, /^worker\/(middleware|auth)\//],
    types: [/^worker\/(ports|deps)\.ts$/],
  },
  { name: 'worker/app', files: /^worker\/app\.ts$/, may: [hono, sharedAndSchema, /^worker\/(routes|middleware)\//], types: [/^worker\/(ports|deps)\.ts$/] },
  { name: 'worker/deps', files: /^worker\/deps\.ts$/, may: [], types: [sharedAndSchema, /^worker\/ports\.ts$/] },
  { name: 'worker/ports', files: /^worker\/ports\.ts$/, may: [], types: [sharedAndSchema] },
  { name: 'worker/config', files: /^worker\/config\.ts$/, may: [shared] },
  {
    name: 'worker/compose',
    files: /^worker\/compose\.ts$/,
    may: [sharedAndSchema, new RegExp(`^worker/(${inner.join('|')})/`), /^worker\/(app|config)\.ts$/, /^worker\/sim\/demo\.ts$/],
    types: [/^worker\/(ports|deps)\.ts$/],
  },
  {
    name: 'cloudflare host',
    files: /^worker\/(hosts\/cloudflare[a-z-]*|index)\.ts$/,
    may: [sharedAndSchema, /^cloudflare:/, /^worker\/(compose|config|hosts\/cloudflare[a-z-]*)\.ts$/],
    types: [/^worker\/(ports|deps)\.ts$/],
  },
  {
    name: 'node host',
    files: /^worker\/(hosts\/node[a-z-]*|node)\.ts$/,
    may: [sharedAndSchema, node, /^worker\/(compose|config|hosts\/node[a-z-]*)\.ts$/],
    types: [/^worker\/(ports|deps)\.ts$/],
  },
  { name: 'sim/cli', files: /^worker\/sim\/cli[a-z-]*\.ts$/, may: [sharedAndSchema, node, /^worker\/sim\//] },
  { name: 'sim', files: /^worker\/sim\//, may: [/^hono(\/|$)/, sharedAndSchema, /^worker\/sim\/(?!cli)/] },
  { name: 'scripts and bench', files: /^(scripts|worker\/bench)\//, may: [/^(?!cloudflare:)/] },
  { name: 'web/api', files: /^web\/api\//, may: [shared, /^(eventsource-parser|idb-keyval)$/, /^web\/api\//], types: [/^worker\/app\.ts$/, /^hono\/client$/] },
  { name: 'web/stores', files: /^web\/stores\//, may: [shared, /^@preact\/signals-core$/, /^web\/(api|stores)\//] },
  { name: 'web/components', files: /^web\/components\//, may: [shared, preact, /^web\/(stores|components|markdown)\//] },
  { name: 'web/markdown', files: /^web\/markdown\//, may: [shared, preact, /^marked$/, /^web\/markdown\//] },
  { name: 'web', files: /^web\//, may: [shared, preact, /^web\//, /^vite\/client$/] },
]

/** Why `file` may not import `target`, or null where it may. Both are paths from the root, or a package's name. */
export function judge(file, target, isType) {
  const room = TABLE.find(({ files }) => files.test(file))
  if (!room) return `${file} stands in no room of the import table.`
  const allowed = [...room.may, ...(isType ? (room.types ?? []) : [])]
  return allowed.some((pattern) => pattern.test(target)) ? null : `${room.name} may not import ${target}${isType ? ' (not even its types)' : ''}.`
}

/** Names are paths from the root where they are relative. */
export function resolve(file, specifier) {
  return specifier.startsWith('.') ? path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier)) : specifier
}

const arrows = {
  create(context) {
    const file = path.relative(context.cwd, context.filename).split(path.sep).join('/')
    /** `import('./x.ts').Y`, as a type. */
    const checkType = (node) => {
      const source = node.source ?? node.argument?.literal ?? node.argument
      if (typeof source?.value !== 'string') return
      const message = judge(file, resolve(file, source.value), true)
      if (message) context.report({ node, message })
    }
    const check = (node) => {
      if (typeof node.source?.value !== 'string') return
      const isType =
        node.importKind === 'type' || node.exportKind === 'type' || (node.specifiers?.length > 0 && node.specifiers.every((s) => s.importKind === 'type'))
      const message = judge(file, resolve(file, node.source.value), isType)
      if (message) context.report({ node, message })
    }
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check, TSImportType: checkType }
  },
}

export default { meta: { name: 'porchlight' }, rules: { arrows } }
