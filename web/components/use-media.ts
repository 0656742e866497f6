// What the window is like, as it changes.
import { type ReadonlySignal, useSignal } from '@preact/signals'
import { useLayoutEffect } from 'preact/hooks'

/** One column; the list and the panel are sheets. As in the CSS. */
export const NARROW = '(max-width: 900px)'
/** The panel stands beside the chat. As in the CSS. */
export const WIDE = '(min-width: 1150px)'

export function useMedia(query: string): ReadonlySignal<boolean> {
  const fits = useSignal(matchMedia(query).matches)
  useLayoutEffect(() => {
    const media = matchMedia(query)
    const look = (): void => void (fits.value = media.matches)
    look()
    media.addEventListener('change', look)
    return () => media.removeEventListener('change', look)
  }, [query])
  return fits
}
