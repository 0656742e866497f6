import { expect, it } from 'vitest'
import vite from '../vite.config.ts'
import { NEEDS } from '../worker/middleware/guard.ts'

/** Of a route, what the page's own server passes on; null: it gives the page and its parts itself. */
const prefixOf = (route: string): string | null => (NEEDS[route] === 'page' ? null : `/${route.split('/')[1]}`)

it('while the page is being edited, every route of the worker is passed on to it', () => {
  const { server } = vite({ command: 'serve', mode: 'development' })
  const prefixes = Object.keys(NEEDS).flatMap((route) => prefixOf(route) ?? [])
  expect(Object.keys(server?.proxy ?? {})).toEqual(expect.arrayContaining([...new Set(prefixes)]))
})
