// What passes between actors on the Node host, and what does not.
import { describe, expect, it } from 'vitest'
import { copy, copyResult, createPeer } from './node-peers.ts'

class Note {
  readonly text = 'a'
  read(): string {
    return this.text
  }
}
const twice = { n: 1 }
const loop: { self?: unknown } = {}
loop.self = { loop }

describe('node peers', () => {
  const plain: readonly [string, unknown][] = [
    ['nothing', undefined],
    ['null', null],
    ['numbers and texts', [1, 'a', true, -0.5]],
    ['objects in lists in objects', { a: [{ b: { c: null } }, undefined] }],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 })],
    ['bytes', { bytes: new Uint8Array([1, 2]) }],
    ['a date', new Date(5)],
    ['the same object twice', [twice, twice]],
  ]
  for (const [what, value] of plain) it(`copies ${what}`, () => expect(copy(value)).toEqual(value))

  it('gives a copy, not the thing', () => {
    const inner = { n: 1 }
    const value = { inner, again: inner }
    const given = copy(value)
    inner.n = 2
    expect(given).toEqual({ inner: { n: 1 }, again: { n: 1 } })
  })

  const refused: readonly [string, unknown][] = [
    ['an object of a class', new Note()],
    ['one that is deep inside', { a: [{ b: new Note() }] }],
    ['a function', () => 1],
    ['a method in an object', { read: () => 1 }],
    ['a symbol', Symbol('a')],
    ['a map', new Map()],
    ['a promise', Promise.resolve()],
    ['a stream outside of a result', { body: new ReadableStream() }],
    ['an object that holds itself', loop],
  ]
  for (const [what, value] of refused) {
    it(`refuses ${what}`, () => expect(() => copy(value)).toThrow(expect.objectContaining({ name: 'DataCloneError' })))
  }

  it('lets the stream of a result pass as it is, and copies the rest', () => {
    const body = new ReadableStream<Uint8Array>()
    expect(copyResult({ kind: 'stream', body })).toEqual({ kind: 'stream', body })
    expect(Reflect.get(Object(copyResult({ kind: 'stream', body })), 'body')).toBe(body)
    expect(() => copyResult({ kind: 'stream', body, note: new Note() })).toThrow(expect.objectContaining({ name: 'DataCloneError' }))
    expect(copyResult({ body: 'text' })).toEqual({ body: 'text' })
  })

  it('has the methods that are named, and no others', async () => {
    const peer = createPeer<{ a(n: number): number }>({ a: true }, async (method, args) => [method, args])
    expect(Object.keys(peer)).toEqual(['a'])
    expect(await peer.a(1)).toEqual(['a', [1]])
  })
})
