// A part of the page that is loaded when it is first seen. Until it is there, and where it cannot be loaded, `waiting` stands in its place.
import type { ComponentType, VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** How long until a part that could not be fetched is asked for again, in milliseconds. */
const AGAIN_MS = 3_000

/** `load` is called again where it failed, as long as the part is to be seen. */
export function lazy<P extends object>(load: () => Promise<ComponentType<P>>, waiting: (props: P) => VNode | null = () => null): (props: P) => VNode | null {
  let loaded: ComponentType<P> | null = null
  return function Lazy(props: P) {
    const [Part, setPart] = useState(() => loaded)
    const [tries, setTries] = useState(0)
    useEffect(() => {
      if (Part) return undefined
      let gone = false
      let again: ReturnType<typeof setTimeout> | undefined
      load().then(
        (part) => {
          loaded = part
          if (!gone) setPart(() => part)
        },
        () => {
          if (!gone) again = setTimeout(() => setTries(tries + 1), AGAIN_MS)
        },
      )
      return () => {
        gone = true
        clearTimeout(again)
      }
    }, [Part, tries])
    return Part ? <Part {...props} /> : waiting(props)
  }
}
