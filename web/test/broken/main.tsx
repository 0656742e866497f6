// The page with parts that break, for tests of what then stands in their place. `window.broken` says which.
import '../../styles/layers.css'
import '../../styles/tokens.css'
import '../../styles/base.css'
import { signal } from '@preact/signals'
import { render } from 'preact'
import { App } from '../../components/app.tsx'
import { type Renderer, RendererContext } from '../../components/renderer.ts'
import { start } from '../../start.ts'

declare global {
  interface Window {
    broken?: 'renderer' | 'message' | 'page' | 'nothing'
  }
}

const view: Renderer['view'] = signal(({ text }) => {
  if (window.broken === 'renderer') throw new Error('the renderer broke')
  return <p>{text}</p>
})
const throwing: Renderer = {
  /** Read around the place of the words, where only the boundary of the whole message holds. */
  get view() {
    if (window.broken === 'message') throw new Error('the message broke')
    return view
  },
  load: () => undefined,
  warmUp: () => undefined,
}

const whole = start()
const app: typeof whole = Object.create(whole, {
  lines: {
    get() {
      if (window.broken === 'page') throw new Error('the page broke')
      return whole.lines
    },
  },
})

render(
  <RendererContext.Provider value={throwing}>
    <App app={app} />
  </RendererContext.Provider>,
  document.getElementById('root')!,
)
