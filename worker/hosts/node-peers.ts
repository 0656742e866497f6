// Calls between actors on the Node host: plain data only, as if they were in different processes.
import type { Peer } from '../ports.ts'

/** Every method of an actor that others may call, and no other. */
export type Methods<T> = { readonly [K in keyof T]: true }

/** An actor as others see it: each method goes through `call`, with its name. */
export function createPeer<T>(methods: Methods<T>, call: (method: string, args: readonly unknown[]) => Promise<unknown>): Peer<T> {
  const entries = Object.keys(methods).map((method) => [method, (...args: unknown[]) => call(method, args)] as const)
  // The names are those of T by the type of `methods`; what comes back is what the actor's own method gave.
  return Object.fromEntries(entries) as unknown as Peer<T>
}

/** A copy of plain data. Throws DataCloneError for what is more than data, as Cloudflare's runtime does. */
export function copy(value: unknown): unknown {
  refuseInstances(value, new Set())
  return structuredClone(value)
}

/** The same for what a method gives: a byte stream in `body` passes as it is. */
export function copyResult(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('body' in value) || !(value.body instanceof ReadableStream)) return copy(value)
  const { body, ...rest } = value
  return Object.assign(Object(copy(rest)), { body })
}

function refuseInstances(value: unknown, above: ReadonlySet<unknown>): void {
  if (typeof value === 'function' || typeof value === 'symbol') throw refused(`a ${typeof value}`)
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== Array.prototype && prototype !== null) throw refused(`an object of the class ${value.constructor.name}`)
  if (above.has(value)) throw refused('an object that holds itself')
  const path = new Set(above).add(value)
  for (const inner of Object.values(value)) refuseInstances(inner, path)
}

const refused = (what: string): DOMException => new DOMException(`${what} cannot be given to another actor`, 'DataCloneError')
