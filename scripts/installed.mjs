// Whether node_modules is what package-lock.json says. Pure; plain Node, no packages: it runs before the install.

/** The oldest Node that can start the install; everything after it runs on the Node that the install brings. */
export const NODE_MIN = 20

/** The first difference between the lock and what npm wrote down of its last install, as a reason; null where there is none. */
export function difference(lock, installed) {
  if (!installed) return 'nothing is installed yet'
  for (const [key, { version, optional, devOptional }] of Object.entries(lock.packages)) {
    if (key === '') continue
    const there = installed.packages[key]
    if (!there && !optional && !devOptional) return `${key} is missing`
    if (there && there.version !== version) return `${key} is ${there.version}, the lock has ${version}`
  }
  for (const key of Object.keys(installed.packages)) if (!lock.packages[key]) return `${key} is no longer in the lock`
  return null
}

/** What to do. `nodeRuns`: whether node_modules/.bin/node is there and starts. */
export function plan({ lock, installed, nodeRuns }) {
  const reason = difference(lock, installed)
  if (reason !== null) return { kind: 'install', reason }
  return nodeRuns ? { kind: 'ready' } : { kind: 'bring_node' }
}

/** Why this Node cannot begin, or null. `version` is `process.versions.node`. */
export function tooOld(version) {
  const major = Number(version.split('.')[0])
  return major >= NODE_MIN
    ? null
    : `Porchlight needs Node ${NODE_MIN} or newer to begin, and this is Node ${version}. Install a newer one (https://nodejs.org), then run the command again.`
}
