// What of the page is outside of it: the tab's title and icon, the theme, the size of the text, the colour around it.
import { effect } from '@preact/signals'
import type { Preferences } from '../stores/preferences.ts'
import type { App } from './phase-line.tsx'
import { strings } from './strings.ts'
import { type Lamp, statusWords } from './words.ts'

const GLYPHS: Record<Lamp, string> = { on: '●', dim: '◐', out: '○' }

/** How home is, and whether something is being written, before the name of the chat. */
export function tabTitle(lamp: Lamp, running: boolean, title: string): string {
  const name = title === '' ? strings.name : `${title} · ${strings.name}`
  return `${running ? '…' : GLYPHS[lamp]} ${name}`
}

/** When a colour for the bar around the page holds: as the system has it, unless the person chose. */
export function barMedia(bar: 'light' | 'dark', theme: Preferences['theme']): string {
  if (theme === 'system') return `(prefers-color-scheme: ${bar})`
  return theme === bar ? 'all' : 'not all'
}

/** Keeps the document as the models have it, for as long as the page lives. */
export function dress(app: App, page: Document): void {
  const icon = page.querySelector<HTMLLinkElement>('link#lamp')
  const bars = [...page.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')]
  const lights = bars.map(({ media }) => (media.includes('dark') ? 'dark' : 'light'))
  const { conversation, health, preferences } = app
  effect(() => {
    const { lamp } = statusWords(health.origin.value, health.health.value)
    page.title = tabTitle(lamp, conversation.thread.value.running !== null, app.title.value)
    const address = `/lamp-${lamp}.svg`
    // The same again would be fetched again.
    if (icon && icon.getAttribute('href') !== address) icon.setAttribute('href', address)
  })
  effect(() => {
    const { theme, textSize } = preferences.all.value
    const { dataset } = page.documentElement
    dataset['theme'] = theme
    dataset['textSize'] = textSize
    for (const [index, bar] of bars.entries()) bar.media = barMedia(lights[index] ?? 'light', theme)
  })
}
