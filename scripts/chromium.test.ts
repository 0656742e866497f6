import { describe, expect, it } from 'vitest'
import { type Machine, findChromium, places, remedy } from './chromium.mjs'

interface World {
  readonly files?: readonly string[]
  readonly folders?: Readonly<Record<string, string[]>>
  readonly stubs?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly platform?: string
  readonly root?: boolean
}

const machine = ({ files = [], folders = {}, stubs = [], env = {}, platform = 'linux', root = false }: World): Machine => ({
  env: { PATH: '/usr/local/bin:/usr/bin', ...env },
  home: '/home/someone',
  platform,
  root,
  exists: (file) => files.includes(file),
  list: (folder) => folders[folder] ?? [],
  runs: (file) => !stubs.includes(file),
})

const CACHE = '/home/someone/.cache/ms-playwright'
const MAC_CACHE = '/home/someone/Library/Caches/ms-playwright'

const FOUND: readonly (readonly [string, World, string])[] = [
  ['CHROMIUM_PATH before the PATH', { env: { CHROMIUM_PATH: '/opt/c' }, files: ['/opt/c', '/usr/bin/chromium'] }, '/opt/c'],
  ['the first name of the PATH', { files: ['/usr/bin/google-chrome', '/usr/bin/chromium'] }, '/usr/bin/chromium'],
  ['the first folder of the PATH', { files: ['/usr/bin/chromium', '/usr/local/bin/chromium'] }, '/usr/local/bin/chromium'],
  ['any of the names', { files: ['/usr/bin/google-chrome-stable'] }, '/usr/bin/google-chrome-stable'],
  ['the last of the names', { files: ['/usr/bin/chrome'] }, '/usr/bin/chrome'],
  ['not a stub that cannot be started', { files: ['/usr/bin/chromium-browser', '/usr/bin/chrome'], stubs: ['/usr/bin/chromium-browser'] }, '/usr/bin/chrome'],
  [
    "the newest build of Playwright's cache, by number",
    {
      folders: {
        [CACHE]: ['chromium-999', 'chromium-1187', 'ffmpeg-1011'],
        [`${CACHE}/chromium-1187`]: ['chrome-linux64'],
        [`${CACHE}/chromium-999`]: ['chrome-linux'],
      },
      files: [`${CACHE}/chromium-999/chrome-linux/chrome`, `${CACHE}/chromium-1187/chrome-linux64/chrome`],
    },
    `${CACHE}/chromium-1187/chrome-linux64/chrome`,
  ],
  [
    'the PATH before the cache',
    {
      folders: { [CACHE]: ['chromium-1187'], [`${CACHE}/chromium-1187`]: ['chrome-linux'] },
      files: ['/usr/bin/chrome', `${CACHE}/chromium-1187/chrome-linux/chrome`],
    },
    '/usr/bin/chrome',
  ],
  [
    'a cache that stands elsewhere',
    {
      env: { PLAYWRIGHT_BROWSERS_PATH: '/pw' },
      folders: { '/pw': ['chromium-1'], '/pw/chromium-1': ['chrome-linux'] },
      files: ['/pw/chromium-1/chrome-linux/chrome'],
    },
    '/pw/chromium-1/chrome-linux/chrome',
  ],
  [
    'an application of a Mac',
    { platform: 'darwin', files: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'] },
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  [
    'the cache of a Mac',
    {
      platform: 'darwin',
      folders: { [MAC_CACHE]: ['chromium-1187'], [`${MAC_CACHE}/chromium-1187`]: ['chrome-mac-arm64'] },
      files: [`${MAC_CACHE}/chromium-1187/chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing`],
    },
    `${MAC_CACHE}/chromium-1187/chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing`,
  ],
]

describe('finding a Chromium', () => {
  it.each(FOUND)('takes %s', (_, world, expected) => {
    expect(findChromium(machine(world))).toEqual({ kind: 'found', path: expected })
  })

  it('takes nothing else where CHROMIUM_PATH names nothing', () => {
    expect(findChromium(machine({ env: { CHROMIUM_PATH: '/gone' }, files: ['/usr/bin/chromium'] }))).toEqual({ kind: 'wrong', path: '/gone' })
  })

  it('takes an empty CHROMIUM_PATH for an unset one', () => {
    expect(findChromium(machine({ env: { CHROMIUM_PATH: '' }, files: ['/usr/bin/chromium'] }))).toEqual({ kind: 'found', path: '/usr/bin/chromium' })
  })

  it('says that there is none', () => {
    expect(findChromium(machine({}))).toEqual({ kind: 'none' })
  })

  it('looks at no application of a Mac elsewhere', () => {
    expect(places(machine({})).filter((place) => place.includes('.app/'))).toEqual([])
  })
})

describe('what to do without one', () => {
  it.each([
    ['root on Debian', { root: true, files: ['/usr/bin/apt-get'] }, { kind: 'install' }],
    ['another user on Debian', { files: ['/usr/bin/apt-get'] }, { kind: 'tell', command: 'sudo apt-get install -y chromium' }],
    ['root elsewhere', { root: true }, { kind: 'tell', command: 'npx playwright-core install chromium' }],
    ['a Mac', { platform: 'darwin' }, { kind: 'tell', command: 'npx playwright-core install chromium' }],
  ])('%s', (_, world, expected) => {
    expect(remedy(machine(world))).toEqual(expected)
  })
})
