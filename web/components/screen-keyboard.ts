// The room that the keyboard of a phone leaves. Where a browser lays it over the page instead of making the window smaller, the page is made as high as what is seen of it.

/** Where less than this is hidden it was no keyboard: a bar of the browser came or went. In pixels. */
const KEYBOARD_MIN = 120

/** What is seen of the window: its height in pixels, and how far the person has zoomed in. */
export type Seen = Pick<VisualViewport, 'height' | 'scale'>

/** How high the page is to be, in pixels; null: as high as the window. Who has zoomed in sees less of it, and there is no keyboard. */
export const heightBeside = (window: number, { height, scale }: Seen): number | null =>
  scale === 1 && window - height >= KEYBOARD_MIN ? Math.floor(height) : null

/** Keeps the page beside the keyboard for as long as it lives. */
export function stayBeside(page: Document, seen: VisualViewport): void {
  const root = page.documentElement
  const fit = (): void => {
    const height = heightBeside(root.clientHeight, seen)
    if (height === null) {
      root.style.removeProperty('--seen')
      return
    }
    root.style.setProperty('--seen', `${height}px`)
    const field = page.activeElement?.closest('main') ? page.activeElement : null
    if (!field) return
    // The browser has moved the window towards the field: the page is small enough now, and its top is seen again.
    scrollTo(0, 0)
    field.scrollIntoView({ block: 'nearest' })
  }
  seen.addEventListener('resize', fit)
  seen.addEventListener('scroll', fit)
}
