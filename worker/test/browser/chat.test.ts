// What a person does with an answer, with a home that is there: in a Chromium, before the Node host.
import { describe } from 'vitest'
import { stage } from '../hosts/stage.ts'
import { answers } from './answers.ts'
import { branching } from './branching.ts'
import { breaking } from './breaking.ts'
import { visitors } from './browser.ts'
import { continuing } from './continuing.ts'
import { hearing } from './hearing.ts'
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
  hearing(host, there)
  writing(host, there)
})
