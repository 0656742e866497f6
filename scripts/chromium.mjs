// Where a Chromium may be on this machine, and which of those places holds one. Plain Node, no packages: it runs before the install.
import { accessSync, constants, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'

/** The names that a Chromium goes by, best first. */
export const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

const MAC_APPS = ['Chromium.app/Contents/MacOS/Chromium', 'Google Chrome.app/Contents/MacOS/Google Chrome']
const PLAYWRIGHT_APPS = ['Chromium.app/Contents/MacOS/Chromium', 'Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing']

/** Builds in Playwright's cache, newest first. */
function cached(machine, cache) {
  const build = (name) => Number(/-(\d+)$/.exec(name)?.[1] ?? 0)
  return machine
    .list(cache)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort((a, b) => build(b) - build(a))
    .flatMap((name) => machine.list(path.join(cache, name)).map((folder) => path.join(cache, name, folder)))
    .flatMap((folder) => {
      if (path.basename(folder).startsWith('chrome-linux')) return [path.join(folder, 'chrome')]
      if (path.basename(folder).startsWith('chrome-mac')) return PLAYWRIGHT_APPS.map((app) => path.join(folder, app))
      return []
    })
}

/** Every place to look at, in order: the PATH, the Mac's applications, Playwright's cache. */
export function places(machine) {
  const { env, home, platform } = machine
  const folders = (env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '')
  const mac = platform === 'darwin'
  const cache = env.PLAYWRIGHT_BROWSERS_PATH ?? path.join(home, ...(mac ? ['Library', 'Caches'] : ['.cache']), 'ms-playwright')
  return [
    ...NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))),
    ...(mac ? ['/Applications', path.join(home, 'Applications')].flatMap((folder) => MAC_APPS.map((app) => path.join(folder, app))) : []),
    ...cached(machine, cache),
  ]
}

/**
 * The Chromium to use. CHROMIUM_PATH is a word of the person: where it names nothing, nothing else is taken instead.
 * `runs` tells whether a program can be started at all (some systems put a stub there that only says how to install it).
 */
export function findChromium(machine) {
  const named = machine.env.CHROMIUM_PATH
  if (named) return machine.exists(named) ? { kind: 'found', path: named } : { kind: 'wrong', path: named }
  const found = places(machine).find((place) => machine.exists(place) && machine.runs(place))
  return found === undefined ? { kind: 'none' } : { kind: 'found', path: found }
}

/** What to do where there is none: installed by us, or by the person with one command. */
export function remedy(machine) {
  const debian = machine.platform === 'linux' && machine.exists('/usr/bin/apt-get')
  if (debian && machine.root) return { kind: 'install' }
  return { kind: 'tell', command: debian ? 'sudo apt-get install -y chromium' : 'npx playwright-core install chromium' }
}

/** This machine, as the functions above ask for it. */
export function thisMachine(runs = () => true) {
  return {
    env: process.env,
    home: homedir(),
    platform: process.platform,
    root: process.getuid?.() === 0,
    exists(file) {
      try {
        accessSync(file, constants.X_OK)
        return true
      } catch {
        return false
      }
    },
    list(folder) {
      try {
        return readdirSync(folder).sort()
      } catch {
        return []
      }
    },
    runs,
  }
}
