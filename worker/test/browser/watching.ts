// Suite: the watch over every page sees what it is there for, on a page of the product, under its policy.
import { describe, expect, it } from 'vitest'
import type { Stage } from '../hosts/stage.ts'
import type { Visitors } from './browser.ts'
import { PATIENT } from './chat.ts'

export function watching(there: Stage, { visit }: Visitors): void {
  describe('what fails a test', () => {
    const image = "document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.2:9/a.png' }))"
    const script = "document.body.append(Object.assign(document.createElement('script'), { text: 'window.ran = true' }))"

    const cases: readonly (readonly [string, readonly RegExp[]])[] = [
      ["console.error('broken')", [/^console: broken/]],
      ["setTimeout(() => { throw new Error('thrown') })", [/^page error: Error: thrown/]],
      ["void Promise.reject(new Error('rejected'))", [/^page error: Error: rejected/]],
      ["setTimeout(() => alert('hello'))", [/^dialog: hello/]],
      ["void fetch('/agent/sessions/none')", [/^console: .*404/]],
      [script, [/^policy: script-src-elem inline/, /^console: .*Content Security Policy directive 'script-src/]],
      [image, [/^foreign request: GET http:\/\/127\.0\.0\.2:9\/a\.png/, /^policy: img-src http:\/\/127\.0\.0\.2:9/, /^console: .*directive: "img-src/]],
      ["location.href = 'http://127.0.0.2:9/b'", [/^foreign request: GET http:\/\/127\.0\.0\.2:9\/b/]],
    ]

    it('is seen, each of it', async () => {
      const { chat, watch } = await visit(there.host.url)
      await chat.field.waitFor()
      for (const [act, faults] of cases) {
        expect(watch.faults()).toEqual([])
        watch.allow(...faults)
        expect(watch.faults()).toHaveLength(faults.length)
        await chat.page.evaluate(act)
        await expect.poll(() => watch.faults(), PATIENT).toEqual([])
      }
    })
  })
}
