import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Soon } from '../markdown/index.tsx'
import { lazyRenderer } from './renderer.ts'
import { AGAIN_MS } from './until-loaded.ts'

describe('what draws Markdown', () => {
  const View = (): null => null
  const part = { Markdown: View, warmUp: () => undefined }
  /** All that waited for nothing has run. */
  const settled = (): Promise<void> => new Promise((done) => setTimeout(done))

  it('is asked for once, and there when it has come', async () => {
    let asked = 0
    const renderer = lazyRenderer(async () => {
      asked++
      return part
    })
    expect(renderer.view.value).toBeNull()
    renderer.load()
    renderer.load()
    await settled()
    renderer.load()
    expect(renderer.view.value).toBe(View)
    expect(asked).toBe(1)
  })

  it('is made ready once, when it has come', async () => {
    const soons: Soon[] = []
    const renderer = lazyRenderer(async () => ({ ...part, warmUp: (soon) => soons.push(soon) }))
    const soon: Soon = (call) => call()
    renderer.warmUp(soon)
    renderer.warmUp(soon)
    await settled()
    renderer.warmUp(soon)
    await settled()
    expect(soons).toEqual([soon])
    expect(renderer.view.value).toBe(View)
  })

  it('is asked for again where it could not be fetched', async () => {
    const answers = [Promise.reject(new Error('no network')), Promise.resolve(part)]
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
