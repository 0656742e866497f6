// The address of the page, and what going back closes.
import { beforeEach, describe, expect, it } from 'vitest'
import { fakeHistory, type FakeHistory } from '../test/fake-history.ts'
import { fakeTimers, settle } from '../test/fake-timers.ts'
import { pathOf, routeOf, RouterStore } from './router.ts'

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
    const router = new RouterStore(history, fakeTimers())
    expect(router.route.value).toBe('one')
    router.go('two')
    expect([history.path(), router.route.value]).toEqual(['/c/two', 'two'])
    router.go(null)
    expect([history.path(), router.route.value]).toEqual(['/', null])
    history.go(-1)
    expect(router.route.value).toBe('two')
  })

  it('does not write the same place into the history twice', () => {
    const history = fakeHistory('/')
    const router = new RouterStore(history, fakeTimers())
    router.go(null)
    router.go('one')
    router.go('one')
    expect(history.entries).toEqual(['/', '/c/one'])
  })
})

describe('what is open over the page', () => {
  let history: FakeHistory
  let router: InstanceType<typeof RouterStore>
  let closed: string[]
  /** Gives back what closes it in another way. */
  const open = async (name: string): Promise<() => void> => {
    const end = router.over(() => void closed.push(name))
    await passes()
    return end
  }
  /** More than the browser takes for what was asked of it. */
  const passes = async (): Promise<void> => {
    for (let task = 0; task < 5; task += 1) await settle()
  }

  beforeEach(() => {
    history = fakeHistory('/')
    router = new RouterStore(history, fakeTimers())
    router.go('one')
    closed = []
  })

  it('is closed by going back, the uppermost first, and the chat stays', async () => {
    await open('list')
    await open('dialog')
    expect(history.entries).toEqual(['/', '/c/one', '/c/one+', '/c/one++'])
    history.go(-1)
    expect([closed, router.route.value]).toEqual([['dialog'], 'one'])
    history.go(-1)
    expect([closed, router.route.value]).toEqual([['dialog', 'list'], 'one'])
    history.go(-1)
    expect([closed.length, router.route.value]).toEqual([2, null])
  })

  it('is closed where the person goes further back than that', async () => {
    await open('list')
    await open('dialog')
    history.go(-3)
    expect([closed, router.route.value]).toEqual([['dialog', 'list'], null])
  })

  it('closed in another way, has no entry any more; another in its place has one', async () => {
    const end = await open('list')
    end()
    const other = router.over(() => undefined)
    await passes()
    expect(history.entries).toEqual(['/', '/c/one', '/c/one+'])
    other()
    await passes()
    expect([history.entries, closed]).toEqual([['/', '/c/one'], []])
    // One that is opened on the way back is not taken for what was closed.
    const last = await open('panel')
    last()
    await settle()
    await open('help')
    await passes()
    expect([history.entries, closed]).toEqual([['/', '/c/one', '/c/one+'], []])
  })

  it('a chat that is chosen in it takes its entry', async () => {
    const end = await open('list')
    router.go('two')
    end()
    await passes()
    expect([history.entries, router.route.value]).toEqual([['/', '/c/one', '/c/two'], 'two'])
    history.go(-1)
    expect(router.route.value).toBe('one')
  })

  it('stays on top of a chat that gets its address meanwhile', async () => {
    router.go(null)
    await open('model')
    router.go('two')
    await passes()
    expect(history.entries).toEqual(['/', '/c/one', '/', '/c/two', '/c/two+'])
    history.go(-1)
    expect([closed, router.route.value]).toEqual([['model'], 'two'])
  })

  it('a chat that is chosen while the way back is under way is written after it', async () => {
    const end = await open('list')
    end()
    await settle()
    router.go('two')
    expect(router.route.value).toBe('two')
    await passes()
    expect([history.entries, router.route.value]).toEqual([['/', '/c/one', '/c/two'], 'two'])
  })

  it('is not open any more where the page was loaded anew, nor where the person goes forth again', async () => {
    const anew = fakeHistory('/c/one', 1)
    expect(new RouterStore(anew, fakeTimers()).route.value).toBe('one')
    expect(anew.entries).toEqual(['/c/one'])
    await open('list')
    history.go(-1)
    history.go(1)
    await passes()
    expect([history.entries, closed, router.route.value]).toEqual([['/', '/c/one'], ['list'], 'one'])
  })
})
