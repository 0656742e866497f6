// When the server gives another build.
import { beforeEach, expect, it } from 'vitest'
import { LOOK_MS, createBuildLook } from './build.ts'

const page = (entry: string): Response => new Response(`<script type="module" crossorigin src="${entry}"></script>`)

let answer: () => Promise<Response>
let clock: number
let asked: string[]
let rebuilt: number
let look: () => Promise<void>

beforeEach(() => {
  answer = async () => page('/assets/index-mine.js')
  clock = 1_000
  asked = []
  rebuilt = 0
  look = createBuildLook({
    fetch: (url) => {
      asked.push(url)
      return answer()
    },
    now: () => clock,
    entry: '/assets/index-mine.js',
    onRebuilt: () => (rebuilt += 1),
  })
})

it('is looked for once in a while only, and not by a page that has just come', async () => {
  await look()
  expect(asked).toEqual([])
  clock += LOOK_MS
  await Promise.all([look(), look()])
  expect(asked).toEqual(['/'])
  clock += LOOK_MS
  await look()
  expect([asked, rebuilt]).toEqual([['/', '/'], 0])
})

it.each<[string, () => Promise<Response>, number]>([
  ['another build', async () => page('/assets/index-other.js'), 1],
  ['the same', async () => page('/assets/index-mine.js'), 0],
  ['a notice', async () => new Response('<h1>Nothing is set up yet</h1>', { status: 503 }), 0],
  ['another build that is not given', async () => new Response(await page('/assets/index-other.js').text(), { status: 502 }), 0],
  ['the page of something in between', async () => new Response('<h1>Welcome to this network</h1>'), 0],
  ['nobody', () => Promise.reject(new TypeError('failed to fetch')), 0],
  ['half of it', async () => new Response(new ReadableStream({ pull: (to) => to.error(new Error('cut')) })), 0],
])('what answers is %s', async (_name, given, times) => {
  answer = given
  clock += LOOK_MS
  await look()
  expect(rebuilt).toBe(times)
})
