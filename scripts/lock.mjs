// What package-lock.json lacks before `npm ci` takes it on every platform. Pure; plain Node, no packages.

/** npm leaves out the entries of platforms that a registry did not offer while the lock was written, and `npm ci` then refuses the lock elsewhere. */
const OS = { linux: 'linux', android: 'android', darwin: 'darwin', freebsd: 'freebsd', openharmony: 'openharmony', win32: 'win32', windows: 'win32' }
const CPU = { x64: 'x64', 64: 'x64', arm64: 'arm64', arm: 'arm', ia32: 'ia32', ppc64: 'ppc64', riscv64: 'riscv64', s390x: 's390x', loong64: 'loong64' }
const LIBC = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' }

/** The platform that a package's name tells, as `os`, `cpu`, `libc` of a lock entry; null where it tells none. */
export function platformOf(name) {
  const parts = (name.split('/').at(-1) ?? name).split('-')
  const at = parts.findIndex((part) => Object.hasOwn(OS, part))
  if (at < 0) return null
  const rest = parts.slice(at + 1)
  const cpu = rest.find((part) => Object.hasOwn(CPU, part))
  const libc = rest.find((part) => Object.hasOwn(LIBC, part))
  return { os: [OS[parts[at]]], ...(cpu && { cpu: [CPU[cpu]] }), ...(libc && { libc: [LIBC[libc]] }) }
}

/** The lock entry that `name` means for the package at `from`, as Node looks for it: in its own folder, then upwards. */
function lookUp(packages, from, name) {
  for (let at = from; ;) {
    const key = `${at === '' ? '' : `${at}/`}node_modules/${name}`
    if (packages[key]) return { key, entry: packages[key] }
    if (at === '') return null
    const up = at.lastIndexOf('/node_modules/')
    at = up < 0 ? '' : at.slice(0, up)
  }
}

/**
 * Optional packages that the lock names but does not describe, with the entry that is missing.
 * A range (not an exact version) cannot be filled in without a registry, so it comes back without an entry.
 */
export function missing(lock) {
  const found = []
  for (const [from, { optionalDependencies = {}, dev }] of Object.entries(lock.packages))
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const exact = /^\d+\.\d+\.\d+[^ |<>=]*$/.test(version)
      const there = lookUp(lock.packages, from, name)
      if (there && (!exact || there.entry.version === version)) continue
      const platform = platformOf(name)
      const key = `${there ? `${from}/` : ''}node_modules/${name}`
      found.push({ key, name, version, entry: exact && platform ? { version, ...(dev && { dev }), optional: true, ...platform } : null })
    }
  return found
}

/** Differences between what package.json asks for and what the lock's root says, as sentences. */
export function drift(manifest, lock) {
  const root = lock.packages[''] ?? {}
  const said = []
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    const asked = manifest[kind] ?? {}
    const locked = root[kind] ?? {}
    for (const name of new Set([...Object.keys(asked), ...Object.keys(locked)]))
      if (asked[name] !== locked[name]) said.push(`${name}: package.json asks for ${asked[name] ?? 'nothing'}, the lock has ${locked[name] ?? 'nothing'}.`)
  }
  return said
}

/** The lock with those entries, its keys in npm's order. */
export function repaired(lock) {
  const packages = { ...lock.packages }
  for (const { key, entry } of missing(lock)) if (entry) packages[key] = entry
  return { ...lock, packages: Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'))) }
}
