// A part of the page that is loaded when it is first seen. Until it is there, and where it cannot be loaded, `waiting` stands in its place.
import type { ComponentType, VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** `load` is called again at the next showing where it failed. */
export function lazy<P extends object>(load: () => Promise<ComponentType<P>>, waiting: (props: P) => VNode | null = () => null): (props: P) => VNode | null {
  let loaded: ComponentType<P> | null = null
  return function Lazy(props: P) {
    const [Part, setPart] = useState(() => loaded)
    useEffect(() => {
      if (Part) return undefined
      let gone = false
      load().then(
        (part) => {
          loaded = part
          if (!gone) setPart(() => part)
        },
        () => undefined,
      )
      return () => {
        gone = true
      }
    }, [Part])
    return Part ? <Part {...props} /> : waiting(props)
  }
}
