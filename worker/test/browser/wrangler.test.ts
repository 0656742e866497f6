// What may differ before wrangler dev, and a home that takes its time: in a Chromium.
import { describe } from 'vitest'
import { stage } from '../hosts/stage.ts'
import { answers } from './answers.ts'
import { branching } from './branching.ts'
import { visitors } from './browser.ts'
import { following } from './following.ts'
import { hostile, hostileNames } from './hostile.ts'
import { offline } from './offline.ts'
import { waiting } from './waiting.ts'

/** Long enough to be read, in milliseconds. */
const LOAD_MS = 8_000

const there = visitors()

describe('wrangler', () => {
  const host = stage('wrangler')
  answers(host, there)
  branching(host, there)
  following(host, there)
  hostile(host, there)
  offline(host, there)
})

describe('node, one answer at a time and no model in memory', () => {
  waiting(stage('node', { env: { LLM_PARALLEL: '1' }, sim: { loaded: [], load_ms: LOAD_MS } }), there)
})

hostileNames(there)
