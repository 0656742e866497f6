// Runs before every command: installs what is missing, and with `--browser` finds or installs a Chromium. Plain Node, no packages.
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { findChromium, remedy, thisMachine } from './chromium.mjs'
import { plan, tooOld } from './installed.mjs'

/** How long a program may take to tell its version, in milliseconds. */
const VERSION_MS = 20_000

const root = fileURLToPath(new URL('..', import.meta.url))

class Refusal extends Error {}

function read(name) {
  try {
    return JSON.parse(readFileSync(path.join(root, name), 'utf8'))
  } catch {
    return null
  }
}

const starts = (file) => spawnSync(file, ['--version'], { stdio: 'ignore', timeout: VERSION_MS }).status === 0

/** Without node_modules/.bin on the PATH: npm must not be run by the Node that it is about to replace. */
const outside = () => ({
  ...process.env,
  PATH: (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => !/node_modules[/\\]\.bin[/\\]?$/.test(folder))
    .join(path.delimiter),
})

function npm(args, out = 'inherit') {
  const { error, status } = spawnSync('npm', args, {
    cwd: root,
    stdio: ['ignore', out, 'inherit'],
    env: outside(),
    shell: process.platform === 'win32',
  })
  if (error) throw new Refusal(`npm could not be started (${error.message}). Install it together with Node, then run the command again.`)
  if (status !== 0)
    throw new Refusal(`npm ${args[0]} did not succeed (it ended with ${status}); its reason stands above. Check the network, then run the command again.`)
}

function install() {
  const look = () => ({
    lock: read('package-lock.json'),
    installed: read('node_modules/.package-lock.json'),
    nodeRuns: starts(path.join(root, 'node_modules', '.bin', 'node')),
  })
  const state = look()
  if (state.lock === null) throw new Refusal('package-lock.json is missing or not readable. Check out the project again.')
  const todo = plan(state)
  if (todo.kind === 'ready') return
  if (todo.kind === 'install') {
    console.log(`Installing the packages (${todo.reason}) …`)
    // npm stumbles now and then over a folder that it takes away itself.
    npm(['--version'], 'ignore')
    rmSync(path.join(root, 'node_modules'), { recursive: true, force: true, maxRetries: 5 })
    npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  }
  if (look().nodeRuns) return
  // Install scripts were not allowed to run, and the one of the package `node` is what puts Node there.
  console.log('Bringing Node …')
  npm(['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error'])
  if (!look().nodeRuns) throw new Refusal('The Node that the project brings cannot be started. Allow its install script, then run: npm rebuild node')
}

function browser() {
  const machine = thisMachine(starts)
  const found = findChromium(machine)
  if (found.kind === 'found') return
  if (found.kind === 'wrong')
    throw new Refusal(`CHROMIUM_PATH is ${found.path}, and there is no program there. Correct it, or unset it to have one looked for.`)
  const way = remedy(machine)
  if (way.kind === 'install') {
    console.log('Installing Chromium (apt-get) …')
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    for (const args of [
      ['update', '-qq'],
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
    ])
      spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env })
    if (findChromium(machine).kind === 'found') return
  }
  throw new Refusal(`The browser tests need a Chromium, and there is none here. Run: ${way.kind === 'tell' ? way.command : 'apt-get install -y chromium'}`)
}

try {
  const old = tooOld(process.versions.node)
  if (old !== null) throw new Refusal(old)
  install()
  if (process.argv.includes('--browser')) browser()
} catch (error) {
  if (!(error instanceof Refusal)) throw error
  console.error(`\n${error.message}\n`)
  process.exitCode = 1
}
