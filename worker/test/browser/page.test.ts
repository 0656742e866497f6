// What a person does around the answers, with a home that is there: in a Chromium, before the Node host.
import { describe } from 'vitest'
import { stage } from '../hosts/stage.ts'
import { around } from './around.ts'
import { visitors } from './browser.ts'
import { choosing } from './choosing.ts'
import { earlier } from './earlier.ts'
import { following } from './following.ts'
import { hostile } from './hostile.ts'
import { keyboard } from './keyboard.ts'
import { lamp } from './lamp.ts'
import { listing } from './listing.ts'
import { looks } from './looks.ts'
import { offline } from './offline.ts'
import { phone } from './phone.ts'
import { screenKeyboard } from './screen-keyboard.ts'

const there = visitors()

describe('node', () => {
  const host = stage('node')
  around(host, there)
  looks(host, there)
  following(host, there)
  choosing(host, there)
  listing(host, there)
  earlier(host, there)
  lamp(host, there)
  keyboard(host, there)
  phone(host, there)
  screenKeyboard(host, there)
  hostile(host, there)
  offline(host, there)
})
