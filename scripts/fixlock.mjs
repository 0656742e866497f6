// Makes package-lock.json complete for every platform, after packages changed. `--check` only says whether it is. Offline; plain Node.
import { readFileSync, writeFileSync } from 'node:fs'
import { drift, missing, repaired } from './lock.mjs'

/** How many missing packages are named. */
const SHOWN = 5

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))
const gaps = missing(lock)
const drifted = drift(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')), lock)

if (process.argv.includes('--check')) {
  const names = gaps.map(({ name, version }) => `${name} ${version}`)
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : ''
  if (gaps.length > 0) console.error(`package-lock.json lacks ${names.slice(0, SHOWN).join(', ')}${more}: npm ci refuses it. Run: node scripts/fixlock.mjs`)
  for (const line of drifted) console.error(`${line} Run: npm install`)
  process.exitCode = gaps.length + drifted.length === 0 ? 0 : 1
} else {
  const unknown = gaps.filter(({ entry }) => entry === null)
  if (gaps.length > unknown.length) writeFileSync(file, `${JSON.stringify(repaired(lock), null, 2)}\n`)
  console.log(`${gaps.length - unknown.length} entries added to package-lock.json`)
  for (const { name, version } of unknown) console.error(`${name} ${version}: cannot be told from its name. Run: npm install`)
  process.exitCode = unknown.length === 0 ? 0 : 1
}
