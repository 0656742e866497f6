// A part of the page that is loaded when it is first seen. Until it is there `waiting` stands in its place.
import type { ComponentType, VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { untilLoaded } from './until-loaded.ts'

export function lazy<P extends object>(load: () => Promise<ComponentType<P>>, waiting: (props: P) => VNode | null = () => null): (props: P) => VNode | null {
  let loaded: ComponentType<P> | null = null
  return function Lazy(props: P) {
    const [Part, setPart] = useState(() => loaded)
    useEffect(() => {
      if (Part) return undefined
      return untilLoaded(load, (part) => {
        loaded = part
        setPart(() => part)
      })
    }, [Part])
    return Part ? <Part {...props} /> : waiting(props)
  }
}
