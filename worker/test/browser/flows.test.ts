// What a person does on the page, with a home that is there: in a Chromium, before both hosts.
import { describe } from 'vitest'
import { stage } from '../hosts/stage.ts'
import { answers } from './answers.ts'
import { around } from './around.ts'
import { branching } from './branching.ts'
import { breaking } from './breaking.ts'
import { visitors } from './browser.ts'
import { choosing } from './choosing.ts'
import { continuing } from './continuing.ts'
import { following } from './following.ts'
import { hostile, hostileNames } from './hostile.ts'
import { keyboard } from './keyboard.ts'
import { lamp } from './lamp.ts'
import { listing } from './listing.ts'
import { looks } from './looks.ts'
import { offline } from './offline.ts'
import { phone } from './phone.ts'
import { reading } from './reading.ts'
import { watching } from './watching.ts'
import { writing } from './writing.ts'

const there = visitors()

describe('node', () => {
  const host = stage('node')
  watching(host, there)
  answers(host, there)
  breaking(host, there)
  branching(host, there)
  continuing(host, there)
  reading(host, there)
  writing(host, there)
  around(host, there)
  looks(host, there)
  following(host, there)
  choosing(host, there)
  listing(host, there)
  lamp(host, there)
  keyboard(host, there)
  phone(host, there)
  hostile(host, there)
  offline(host, there)
})

hostileNames(there)

describe('wrangler', () => {
  const host = stage('wrangler')
  answers(host, there)
  branching(host, there)
  following(host, there)
  hostile(host, there)
  offline(host, there)
})
