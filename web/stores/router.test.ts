import { describe, expect, it } from 'vitest'
import { pathOf, routeOf, RouterStore } from './router.ts'

const fakeHistory = (path: string) => {
  const entries = [path]
  let at = 0
  let call = (): void => undefined
  return {
    entries,
    path: () => entries[at]!,
    push(next: string) {
      entries.splice(at + 1, entries.length, next)
      at += 1
    },
    listen(listener: () => void) {
      call = listener
    },
    back() {
      at -= 1
      call()
    },
  }
}

describe('the route of a path', () => {
  it.each([
    ['/', null],
    ['/c/abc_-9', 'abc_-9'],
    ['/c/abc/', 'abc'],
    ['/c/', null],
    ['/c', null],
    ['/c/a b', null],
    ['/c/%2e%2e', null],
    [`/c/${'x'.repeat(65)}`, null],
    ['/c/a/b', null],
    ['/elsewhere', null],
  ])('%s', (path, route) => {
    expect(routeOf(path)).toBe(route)
    if (route !== null) expect(routeOf(pathOf(route))).toBe(route)
  })
})

describe('the router', () => {
  it('begins where the page is, goes, and follows back and forth', () => {
    const history = fakeHistory('/c/one')
    const router = new RouterStore(history)
    expect(router.route.value).toBe('one')
    router.go('two')
    expect([history.path(), router.route.value]).toEqual(['/c/two', 'two'])
    router.go(null)
    expect([history.path(), router.route.value]).toEqual(['/', null])
    history.back()
    expect(router.route.value).toBe('two')
  })

  it('does not write the same place into the history twice', () => {
    const history = fakeHistory('/')
    const router = new RouterStore(history)
    router.go(null)
    router.go('one')
    router.go('one')
    expect(history.entries).toEqual(['/', '/c/one'])
  })
})
