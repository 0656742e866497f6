// The watch over every page sees what it is there for, on a page of the product, under its policy.
import { describe, expect, it } from 'vitest'
import { stage } from '../hosts/stage.ts'
import { visitors } from './browser.ts'
import { PATIENT } from './chat.ts'

const { visit } = visitors()

describe('what fails a test', () => {
  const there = stage('node')
  const image = "document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.2:9/a.png' }))"
  const script = "document.body.append(Object.assign(document.createElement('script'), { text: 'window.ran = true' }))"

  it.each([
    ['a word on the console', "console.error('broken')", [/^console: broken/]],
    ['an exception', "setTimeout(() => { throw new Error('thrown') })", [/^page error: Error: thrown/]],
    ['a promise that nobody caught', "void Promise.reject(new Error('rejected'))", [/^page error: Error: rejected/]],
    ['a window of its own', "setTimeout(() => alert('hello'))", [/^dialog: hello/]],
    ['a script that is not of the page', script, [/^policy: script-src-elem inline/, /^console: .*Content Security Policy/]],
    [
      'a picture from elsewhere',
      image,
      [/^foreign request: GET http:\/\/127\.0\.0\.2:9\/a\.png/, /^policy: img-src http:\/\/127\.0\.0\.2:9/, /^console: .*Content Security Policy/],
    ],
    ['an answer that is an error', "void fetch('/agent/sessions/none')", [/^console: .*404/]],
  ])('%s', async (_what, script, faults) => {
    const { chat, watch } = await visit(there.host.url)
    watch.allow(...faults)
    await chat.field.waitFor()
    expect(watch.faults()).toHaveLength(faults.length)
    await chat.page.evaluate(script)
    await expect.poll(() => watch.faults(), PATIENT).toEqual([])
    expect(await chat.page.evaluate('window.ran')).toBeUndefined()
  })

  it('a request to another origin', async () => {
    const { chat, watch } = await visit(there.host.url)
    await chat.field.waitFor()
    watch.allow(/^foreign request: GET http:\/\/127\.0\.0\.2:9\//)
    // The policy holds nobody back who goes elsewhere.
    await chat.page.goto('http://127.0.0.2:9/').catch(() => {})
    await expect.poll(() => watch.faults(), PATIENT).toEqual([])
  })
})
