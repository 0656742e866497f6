// A part of the page that is loaded when it is first seen. Until it is there `waiting` stands in its place.
import type { ComponentType, VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { untilLoaded } from './until-loaded.ts'

export interface LazyPart<P> {
  (props: P): VNode | null
  /** Fetches it before it is to be seen. Rejects where it could not be had: then it is asked for again when it is to be seen. */
  readonly fetch: () => Promise<void>
}

export function lazy<P extends object>(load: () => Promise<ComponentType<P>>, waiting: (props: P) => VNode | null = () => null): LazyPart<P> {
  let loaded: ComponentType<P> | null = null
  const fetch = async (): Promise<void> => {
    loaded ??= await load()
  }
  function Lazy(props: P): VNode | null {
    const [Part, setPart] = useState(() => loaded)
    useEffect(() => {
      if (Part) return undefined
      return untilLoaded(fetch, () => setPart(() => loaded))
    }, [Part])
    return Part ? <Part {...props} /> : waiting(props)
  }
  return Object.assign(Lazy, { fetch })
}
