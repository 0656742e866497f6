// When the shell is kept at all.
import { expect, it } from 'vitest'
import { type Registrar, registerWorker } from './register.ts'

function browser(answer: () => Promise<unknown> = async () => null): { readonly nav: Registrar; readonly asked: unknown[] } {
  const asked: unknown[] = []
  const register = (address: string, options: object): Promise<unknown> => {
    asked.push([address, options])
    return answer()
  }
  return { nav: { serviceWorker: { register } }, asked }
}

it('once the page is loaded, and past the cache of HTTP', () => {
  const { nav, asked } = browser()
  const waiting: (() => void)[] = []
  registerWorker(nav, true, (call) => waiting.push(call))
  expect(asked).toEqual([])
  for (const call of waiting) call()
  expect(asked).toEqual([['/sw.js', { scope: '/', updateViaCache: 'none' }]])
})

it('not in development', () => {
  const { nav, asked } = browser()
  registerWorker(nav, false, (call) => call())
  expect(asked).toEqual([])
})

it('not where the browser has no such thing', () => {
  registerWorker({}, true, () => expect.unreachable())
})

it('a browser that refuses is not a fault', async () => {
  const { nav, asked } = browser(() => Promise.reject(new Error('refused')))
  registerWorker(nav, true, (call) => call())
  expect(asked.length).toBe(1)
  await new Promise((resolve) => setTimeout(resolve))
})
