// The models together: what the person sends, asks anew, chooses and deletes.
import { beforeEach, describe, expect, it } from 'vitest'
import { FakeApi, framesOf, HEALTH, ok, page, refusal, summary, UNREACHABLE } from '../test/fake-api.ts'
import { type App, FakeDevice, newIds } from '../test/device.ts'
import { type FakeTimers, fakeTimers, settle } from '../test/fake-timers.ts'
import { all, answering, turnOf } from '../test/turns.ts'
import { POLL_MS } from './health.ts'
import { UNDO_MS } from './toasts.ts'

let api: FakeApi
let timers: FakeTimers
let paths: string[]
let device: FakeDevice
let app: App

const frames = framesOf(turnOf(12))

function make(path = '/', prefix = 'id'): void {
  paths = [path]
  app = device.visit(paths, newIds(prefix))
}

beforeEach(() => {
  api = new FakeApi()
  timers = fakeTimers()
  device = new FakeDevice(api, timers)
  api.session_ = (id) => page(all(frames, id), 'e1.12')
})

describe('a message that could not be sent', () => {
  const visit = async (prefix: string, path = '/'): Promise<void> => {
    make(path, prefix)
    app.start()
    await settle()
  }
  const unsentText = async (text: string): Promise<void> => {
    void app.send(text)
    await settle()
    api.stream.end(UNREACHABLE)
    await settle()
  }

  it('goes by itself, under the same name, when the server is heard again', async () => {
    await visit('id')
    await unsentText('Question 1')
    api.health_ = UNREACHABLE
    await timers.advance(POLL_MS)
    const tried = api.streams.length
    await timers.advance(POLL_MS)
    expect(api.streams).toHaveLength(tried)
    api.health_ = ok(HEALTH)
    await timers.advance(POLL_MS)
    await settle()
    expect(api.stream).toMatchObject({ kind: 'send', session: 'id2', command: { id: 'id1', text: 'Question 1' } })
    api.stream.open()
    api.stream.give(...framesOf(answering('id1', turnOf(12))))
    expect(app.conversation.unsent.value).toBeNull()
    await settle()
    expect(device.unsentKeep.kept.size).toBe(0)
  })

  it('goes when the answer has ended that it waited for', async () => {
    await visit('id', '/c/c1')
    void app.send('More')
    await settle()
    api.stream.end(refusal('turn_running'))
    await settle()
    const other = framesOf(turnOf(12, '2', 't1'), 'e1', 13)
    api.stream.give(...other.slice(0, 5))
    const asked = api.asked.filter((what) => what === 'health').length
    expect(app.conversation.unsent.value?.state.kind).toBe('failed')
    api.stream.give(...other.slice(5))
    await settle()
    expect(api.stream).toMatchObject({ kind: 'send', command: { text: 'More' } })
    expect(api.asked.filter((what) => what === 'health')).toHaveLength(asked + 1)
  })

  it('is there at the next visit, and goes', async () => {
    await visit('id')
    await unsentText('Question 1')
    expect(device.unsentKeep.kept.size).toBe(1)
    api.health_ = UNREACHABLE
    await visit('next')
    expect(app.conversation.unsent.value).toMatchObject({ command: { id: 'id1', text: 'Question 1' }, state: { kind: 'failed' } })
    api.health_ = ok(HEALTH)
    await timers.advance(POLL_MS)
    await settle()
    expect(api.stream).toMatchObject({ kind: 'send', session: 'id2', command: { id: 'id1' } })
  })

  it('of another chat goes too, and its answer is read by nobody here', async () => {
    await visit('id', '/c/c1')
    api.stream.end({ kind: 'closed' })
    await unsentText('Mind this')
    api.health_ = UNREACHABLE
    await visit('next')
    expect(app.conversation.unsent.value).toBeNull()
    api.health_ = ok(HEALTH)
    await timers.advance(POLL_MS)
    await settle()
    expect(api.stream).toMatchObject({ kind: 'send', session: 'c1', command: { text: 'Mind this' } })
    api.stream.open()
    await settle()
    expect(api.stream.signal.aborted).toBe(true)
    expect(device.unsentKeep.kept.size).toBe(0)
    expect(app.toasts.items.value).toMatchObject([{ notice: { kind: 'sent_later' } }])
  })

  it('that was refused waits for the person', async () => {
    await visit('id')
    void app.send('Question 1')
    await settle()
    api.stream.end(refusal('invalid_field'))
    await settle()
    const tried = api.streams.length
    await timers.advance(3 * POLL_MS)
    expect(api.streams).toHaveLength(tried)
    app.conversation.takeBack()
    expect(app.conversation.draft.value).toBe('Question 1')
    expect(device.unsentKeep.kept.size).toBe(0)
  })

  it('what is written meanwhile belongs to the chat that has begun', async () => {
    await visit('id')
    void app.send('Question 1')
    await settle()
    app.conversation.write('And then?')
    api.stream.open()
    api.stream.give(...framesOf(answering('id1', turnOf(12))).slice(0, 3))
    app.newChat()
    expect(app.conversation.draft.value).toBe('')
    app.select('id2')
    expect(app.conversation.draft.value).toBe('And then?')
  })

  it('and what was only written is there at the next visit', async () => {
    await visit('id')
    app.conversation.write('Half a thou')
    await visit('next')
    expect(app.conversation.draft.value).toBe('Half a thou')
  })
})

describe('branches', () => {
  const retried = framesOf([
    ...turnOf(6),
    ...turnOf(6)
      .slice(1)
      .map((event) => ('turn' in event ? { ...event, turn: 't2' } : event)),
  ])

  beforeEach(async () => {
    api.session_ = (id) => page(all(retried, id), 'e1.11')
    make('/c/c1')
    app.start()
    await settle()
    api.stream.end({ kind: 'closed' })
    await settle()
  })
  const ids = (): string[] => app.conversation.shown.value.map(({ id }) => id)

  it('another answer is shown, and what is said next follows it', async () => {
    expect(ids()).toEqual(['q1', 't2'])
    expect(app.versions.value.get('assistant q1')).toBe('t1 t2')
    app.show('t1')
    expect(ids()).toEqual(['q1', 't1'])
    void app.send('Go on')
    await settle()
    expect(api.stream.command).toMatchObject({ place: { kind: 'after', message: 't1' } })
    app.show('t2')
    expect(app.conversation.tip.value).toBeNull()
  })

  it('something new at the end of the chat is shown', async () => {
    app.show('t1')
    void app.send('Go on')
    await settle()
    api.stream.open()
    api.stream.give(...framesOf(answering('id1', turnOf(6, '3', 't1')), 'e1', 12).slice(0, 2))
    expect(ids()).toEqual(['q1', 't1', 'id1', 't3'])
    expect(app.conversation.tip.value).toBeNull()
  })

  it('a question is asked in other words, beside the first', async () => {
    const [question] = app.conversation.shown.value
    if (question?.role !== 'user') throw new Error('no question')
    app.editLast()
    expect(app.editing.value).toBe('q1')
    void app.edit(question, 'In other words')
    await settle()
    expect(app.editing.value).toBeNull()
    expect(api.stream.command).toMatchObject({ text: 'In other words', place: { kind: 'root' } })
    expect(ids()).toEqual([])
    expect(app.conversation.unsent.value).toMatchObject({ command: { text: 'In other words' } })
  })

  it('a question keeps its other words until it is asked or let go', async () => {
    const [question] = app.conversation.shown.value
    if (question?.role !== 'user') throw new Error('no question')
    app.keepWording(question, 'In other w')
    expect(app.wording(question)).toBe('In other w')
    app.keepWording(question, null)
    expect(app.wording(question)).toBe(question.text)
    app.keepWording(question, 'In other words')
    void app.edit(question, 'In other words')
    await settle()
    expect(app.wording(question)).toBe(question.text)
  })

  /** Somebody asks the first question in other words, elsewhere. */
  const askedElsewhere = async (): Promise<void> => {
    app.conversation.heard(summary('c1', { updated: Number.MAX_SAFE_INTEGER }))
    await settle()
    api.stream.open()
    api.stream.give(...framesOf(turnOf(6, '3'), 'e1', 12))
    await settle()
  }

  it('a question that is worded anew stays, with its words, while the chat gets another one elsewhere', async () => {
    app.editLast()
    const [question] = app.conversation.shown.value
    if (question?.role !== 'user') throw new Error('no question')
    app.keepWording(question, 'In other words')
    await askedElsewhere()
    expect([app.editing.value, ids(), app.wording(question)]).toEqual(['q1', ['q1', 't2'], 'In other words'])
    app.keepWording(question, 'In words of another tab')
    void app.edit(question, 'In other words')
    await settle()
    expect([app.editing.value, app.wording(question)]).toEqual([null, 'In words of another tab'])
    expect(api.stream.command).toMatchObject({ text: 'In other words', place: { kind: 'root' } })
  })

  it('a question that is let go leads back to what the chat got elsewhere', async () => {
    app.editLast()
    await askedElsewhere()
    expect(ids()).toEqual(['q1', 't2'])
    app.editing.value = null
    expect(ids()).toEqual(['q3', 't3'])
  })

  it('a question that is worded anew is left where the person goes to another branch, or asks for one', async () => {
    await askedElsewhere()
    app.editLast()
    expect(app.editing.value).toBe('q3')
    app.show('q1')
    expect([app.editing.value, ids()]).toEqual([null, ['q1', 't2']])
    app.editLast()
    app.show('t1')
    expect([app.editing.value, ids()]).toEqual(['q1', ['q1', 't1']])
  })

  it('a question that was not changed is not asked again', async () => {
    const [question] = app.conversation.shown.value
    if (question?.role !== 'user') throw new Error('no question')
    const streams = api.streams.length
    await app.edit(question, ` ${question.text} `)
    expect(api.streams).toHaveLength(streams)
  })
})

describe('how a chat is asked', () => {
  const SETTINGS = { model: 'small', system: 'Be short.', temperature: 0.2 }

  it('a new chat begins with the defaults, or with what was chosen for it', async () => {
    api.defaults_ = ok(SETTINGS)
    make()
    app.start()
    await settle()
    expect(app.settings.current.value).toEqual(SETTINGS)
    await app.configure({ ...SETTINGS, temperature: null })
    void app.send('Question 1')
    await settle()
    expect(api.stream.command).toMatchObject({ settings: { ...SETTINGS, temperature: null } })
    api.stream.give(...framesOf(answering('id1', turnOf(12))).slice(0, 2))
    app.newChat()
    expect(app.settings.current.value).toEqual(SETTINGS)
    expect(app.toasts.items.value.map(({ notice }) => notice.kind)).toEqual(['settings_chosen'])
  })

  it('a new chat whose defaults are not known here begins with them all the same', async () => {
    let told: () => void = () => undefined
    api.defaults = () => new Promise((resolve) => (told = () => resolve(ok(SETTINGS))))
    make()
    app.start()
    await settle()
    void app.send('Question 1')
    await settle()
    told()
    await settle()
    expect(api.stream.command).toMatchObject({ text: 'Question 1', settings: 'defaults' })
    expect([...device.unsentKeep.kept.values()]).toMatchObject([{ command: { settings: 'defaults' } }])
  })

  it('a chat that has begun is changed at the server', async () => {
    make('/c/c1')
    app.start()
    await settle()
    expect(app.settings.forMessage()).toBeNull()
    await app.configure(SETTINGS)
    expect(api.asked).toContain(`configure c1 ${JSON.stringify(SETTINGS)}`)
    expect(app.settings.current.value).toEqual(SETTINGS)
    expect(app.toasts.items.value.map(({ notice }) => notice.kind)).toEqual(['settings_saved'])
    api.configure_ = refusal('actor_unavailable')
    await app.configure({ ...SETTINGS, system: '' })
    expect(app.settings.current.value).toEqual(SETTINGS)
    expect(app.toasts.items.value).toMatchObject([{ notice: { kind: 'settings_saved' } }, { notice: { kind: 'failed', what: 'save' } }])
    await app.saveDefaults(SETTINGS)
    expect(app.toasts.items.value.at(-1)).toMatchObject({ notice: { kind: 'defaults_saved' } })
  })
})

describe('deleting', () => {
  beforeEach(async () => {
    api.sessions_ = ok({ sessions: [summary('c1'), summary('c2')], more: false, rev: 1 })
    make()
    app.start()
    await settle()
  })
  const shown = (): string[] => app.lines.value.map(({ id }) => id)

  it('can be taken back', async () => {
    app.remove('c2')
    expect(shown()).toEqual(['c1'])
    app.toasts.items.value[0]!.undo!()
    await timers.advance(UNDO_MS)
    expect(shown()).toEqual(['c1', 'c2'])
    expect(api.asked).not.toContain('remove c2')
  })

  it('is done when the page goes', async () => {
    app.remove('c2')
    app.leaving()
    await settle()
    expect(api.asked).toContain('remove c2')
    expect(shown()).toEqual(['c1'])
  })

  it('that failed brings the chat back, and says so', async () => {
    api.remove_ = UNREACHABLE
    app.remove('c2')
    await timers.advance(UNDO_MS)
    await settle()
    expect(shown()).toEqual(['c1', 'c2'])
    expect(app.toasts.items.value).toMatchObject([{ notice: { kind: 'failed', what: 'delete' } }])
  })

  it('is taken back where the person goes back to the chat and asks something in it', async () => {
    app.select('c1')
    await settle()
    app.remove('c1')
    app.select('c1')
    await settle()
    void app.send('Something dear')
    await settle()
    api.stream.open()
    api.stream.give(...framesOf(answering('id1', turnOf(12, '2', 't1')), 'e1', 13))
    await settle()
    expect(app.toasts.items.value.map(({ notice }) => notice.kind)).toEqual(['restored'])
    await timers.advance(UNDO_MS)
    await settle()
    expect(api.asked).not.toContain('remove c1')
    expect(shown()).toEqual(['c1', 'c2'])
  })
})
