import { describe, expect, it } from 'vitest'
import { PLAIN_SETTINGS, type Summary } from '../../shared/conversation.ts'
import { migrate } from '../storage/migrate.ts'
import { accepted, ask } from '../test/asking.ts'
import { createWorld } from '../test/world.ts'
import { MIGRATIONS } from './migrations.ts'

const summary = (id: string, updated: number, change: Partial<Summary> = {}): Summary => ({ id, title: id, created: 1, updated, state: 'done', ...change })

describe('the index', () => {
  it('lists the newest first, and grows its rev with each change', () => {
    const account = createWorld().account()
    account.record(1, summary('a', 10))
    account.record(1, summary('b', 20))
    expect(account.list(null)).toMatchObject({ conversations: [{ id: 'b' }, { id: 'a' }], more: false, rev: 2 })
    expect(account.list(20).conversations.map(({ id }) => id)).toEqual(['a'])
    account.record(2, summary('a', 30))
    expect(account.rev().rev).toBe(3)
  })

  it('an old word never wins over a newer one', () => {
    const account = createWorld().account()
    account.record(5, summary('a', 10, { title: 'new' }))
    account.record(4, summary('a', 9, { title: 'old' }))
    account.record(5, summary('a', 9, { title: 'same' }))
    expect(account.list(null)).toMatchObject({ conversations: [{ title: 'new' }], rev: 1 })
  })

  it('a page holds 200', () => {
    const account = createWorld().account()
    for (let n = 0; n < 205; n += 1) account.record(1, summary(`c${n}`, n))
    const page = account.list(null)
    expect(page.conversations).toHaveLength(200)
    expect(page.more).toBe(true)
    expect(account.list(page.conversations.at(-1)?.updated ?? 0).conversations).toHaveLength(5)
  })
})

describe('deleting', () => {
  it('what was deleted stays deleted, whatever its outbox still brings', async () => {
    const world = createWorld()
    accepted(await world.conversation().accept(ask('m1')))
    await world.pass(100)
    await world.account().remove('c1')
    world.account().record(99, summary('c1', 99))
    expect(world.account().list(null).conversations).toEqual([])
    expect(world.account().open('c1')).toEqual({ kind: 'gone' })
  })

  it('finds a conversation that the index has not heard of yet', async () => {
    const world = createWorld()
    accepted(await world.conversation().accept(ask('m1')))
    await world.pass(100)
    world.sql('account:owner').all('delete from conversation')
    expect(await world.account().remove('c1')).toEqual({ kind: 'removed' })
  })

  it('the stone is forgotten after 30 days', async () => {
    const world = createWorld()
    accepted(await world.conversation().accept(ask('m1')))
    await world.pass(100)
    await world.account().remove('c1')
    await world.pass(31 * 24 * 3600_000)
    expect(world.account().open('c1')).toEqual({ kind: 'ok' })
  })
})

describe('how new chats are asked', () => {
  it('is plain until something is chosen, and then what was chosen last', () => {
    const world = createWorld()
    expect(world.account().defaults()).toEqual({ kind: 'defaults', settings: PLAIN_SETTINGS })
    for (const settings of [
      { model: 'gemma', system: 'Be brief. \u{1F642}', temperature: 0.7 },
      { model: null, system: '', temperature: 0 },
      PLAIN_SETTINGS,
      { model: null, system: 's'.repeat(8_000), temperature: 2 },
    ]) {
      expect(world.account().setDefaults(settings)).toEqual({ kind: 'defaults', settings })
      world.restart()
      expect(world.account().defaults()).toEqual({ kind: 'defaults', settings })
    }
  })

  it('is no news of the list', () => {
    const account = createWorld().account()
    account.setDefaults({ model: null, system: 'x', temperature: null })
    expect(account.rev().rev).toBe(0)
  })

  it('is plain in what an older version stored, whose list stays', () => {
    const world = createWorld()
    const sql = world.sql('account:owner')
    migrate(sql, MIGRATIONS.slice(0, 1))
    sql.all("insert into conversation(id, version, title, created, updated, state) values('a', 3, 'Sums', 1, 2, 'done')")
    sql.all("insert into meta(key, value) values('rev', 7)")
    expect(world.account().defaults().settings).toEqual(PLAIN_SETTINGS)
    expect(world.account().list(null)).toMatchObject({ conversations: [{ id: 'a', title: 'Sums' }], rev: 7 })
  })
})

describe('guesses at the password', () => {
  it('ten in five minutes from one address, then a wait that is told', async () => {
    const world = createWorld()
    const account = world.account()
    for (let n = 0; n < 10; n += 1) expect(account.guess('1.2.3.4')).toEqual({ kind: 'ok' })
    expect(account.guess('1.2.3.4')).toEqual({ kind: 'too_many', retry_after_ms: 300_000 })
    expect(account.guess('5.6.7.8')).toEqual({ kind: 'ok' })
    await world.pass(299_000)
    expect(account.guess('1.2.3.4')).toMatchObject({ kind: 'too_many' })
    await world.pass(1_000)
    expect(account.guess('1.2.3.4')).toEqual({ kind: 'ok' })
  })

  it('a right one clears the count', () => {
    const account = createWorld().account()
    for (let n = 0; n < 10; n += 1) account.guess('1.2.3.4')
    account.guessed('1.2.3.4')
    expect(account.guess('1.2.3.4')).toEqual({ kind: 'ok' })
  })
})
