// A Chromium that asks nobody but this machine, for what is tested, measured and drawn in it.
import { type Browser, chromium } from 'playwright-core'
import { findChromium, thisMachine } from './chromium.mjs'
import { Refusal } from './command.ts'

/** Whatever a page or the browser itself wants of another machine has no address. */
const AT_HOME = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'

export const QUIET: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-sync',
  '--metrics-recording-only',
  '--mute-audio',
  AT_HOME,
]

/** A phone, as far as a layout sees it. */
export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }

export function executable(): string {
  const found = findChromium(thisMachine())
  if (found.kind === 'found') return found.path
  throw new Refusal(
    found.kind === 'wrong' ? `CHROMIUM_PATH names nothing that runs: ${found.path}` : 'There is no Chromium here: npm test says how to get one.',
  )
}

/** It ends with this process at the latest; who starts it closes it. Signals are the command's to answer. */
export const startChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath: executable(), args: [...QUIET], handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false })
