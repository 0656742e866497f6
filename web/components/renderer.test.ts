import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { lazyRenderer } from './renderer.ts'
import { AGAIN_MS } from './until-loaded.ts'

describe('what draws Markdown', () => {
  const View = (): null => null
  /** All that waited for nothing has run. */
  const settled = (): Promise<void> => new Promise((done) => setTimeout(done))

  it('is asked for once, and there when it has come', async () => {
    let asked = 0
    const renderer = lazyRenderer(async () => {
      asked++
      return View
    })
    expect(renderer.view.value).toBeNull()
    renderer.load()
    renderer.load()
    await settled()
    renderer.load()
    expect(renderer.view.value).toBe(View)
    expect(asked).toBe(1)
  })

  it('is asked for again where it could not be fetched', async () => {
    const answers = [Promise.reject(new Error('no network')), Promise.resolve(View)]
    const renderer = lazyRenderer(() => answers.shift() ?? Promise.reject(new Error('asked too often')))
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    renderer.load()
    await vi.advanceTimersByTimeAsync(AGAIN_MS - 1)
    expect(renderer.view.value).toBeNull()
    await vi.advanceTimersByTimeAsync(1)
    expect(renderer.view.value).toBe(View)
  })
})
