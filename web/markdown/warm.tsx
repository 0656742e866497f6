// What the first answer needs, made ready before it comes, a little at a time: rules are compiled when they are first tried, letters of each kind fetched when they are first laid out.
/** @jsxImportSource preact */
import { render } from 'preact'
import { drawAll } from './block.tsx'
import { advance, EMPTY } from './parse.ts'
import type { Tools } from './tools.ts'

/** In the order in which the reader tries its rules, for blocks and then within a line, so that each of them has only a few to compile. */
const SAMPLES = [
  '```js\n1\n```',
  '##',
  '***',
  '> ***',
  '1. ***\n   - ***',
  '| |\n|---|\n| |',
  '\\*',
  '<b>',
  '![](https://example.org/)',
  '`a`',
  '<https://example.org/>',
  'a',
  '**a** *a* ~~a~~ [a](https://example.org/)',
  '# a',
  '## **a** `a`',
  '1. a\n   - [x] **a** `a`',
  '> a',
  '| a |\n|---|\n| a |',
]

/** Nobody reads what is drawn here. */
const SILENT: Tools = {
  words: {
    code: String,
    plainCode: '',
    copy: '',
    copied: '',
    notCopied: '',
    wrap: '',
    table: '',
    done: '',
    notDone: '',
    imageNamed: String,
    imageFrom: String,
    openImage: '',
  },
  copy: async () => false,
}

/** Calls when there is nothing better to do. */
export type Soon = (call: () => void) => void

/** What it draws is out of sight and out of reach, and gone at the end. */
export function warmUp(soon: Soon): void {
  const box = document.createElement('div')
  box.className = 'words unseen'
  box.inert = true
  // At the end, so that what leads past all of the page stays the first link of it, and where it makes the page no longer.
  box.style.top = '0'
  document.body.append(box)
  const next = ([sample, ...rest]: readonly string[]): void => {
    if (sample === undefined) {
      render(null, box)
      return box.remove()
    }
    render(drawAll(advance(EMPTY, sample, { settled: true, more: () => true }).blocks, SILENT), box)
    // Laid out at once: it may be gone by the next frame.
    void box.offsetHeight
    return soon(() => next(rest))
  }
  soon(() => next(SAMPLES))
}
