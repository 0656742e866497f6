// What every host gives its actors: calls of plain data, a dead one that answers as such, streams, an alarm that outlives memory.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** A host with actors of its own choice behind it. */
export interface HostUnderTest {
  /** Gives an actor plain data that it keeps, and resolves with what the actor gives back; both are to be equal. */
  roundTrip(): Promise<{ readonly given: unknown; readonly got: unknown }>
  /** Calls an actor with `value` where it takes plain data. */
  give(value: unknown): Promise<unknown>
  /** Calls an actor in a way that makes it throw. */
  fail(): Promise<unknown>
  /** A byte stream from an actor, read to its end, and what it was to be. */
  stream(): Promise<{ readonly expected: string; readonly got: string }>
  /** Has an actor set its alarm, soon. */
  arm(): Promise<void>
  /** Its memory is gone, as if its process had ended and begun again. Nothing calls it afterwards. */
  forget(): Promise<void>
  /** Resolves once the alarm has rung and did its work; rejects where it does not. */
  rung(): Promise<void>
  close(): Promise<void>
}

class Note {
  readonly text = 'a'
  read(): string {
    return this.text
  }
}

export function hostContract(name: string, open: () => Promise<HostUnderTest>): void {
  describe(`host: ${name}`, () => {
    let host: HostUnderTest
    beforeAll(async () => void (host = await open()))
    afterAll(() => host.close())

    it('plain data passes there and back', async () => {
      const { given, got } = await host.roundTrip()
      expect(got).toEqual(given)
    })

    it('an object of a class is refused, also deep inside', async () => {
      await expect(host.give(new Note())).rejects.toMatchObject({ name: 'DataCloneError' })
      await expect(host.give({ notes: [new Note()] })).rejects.toMatchObject({ name: 'DataCloneError' })
    })

    it('an actor that throws is answered for with a member of the union, and lives on', async () => {
      expect(await host.fail()).toEqual({ kind: 'actor_unavailable' })
      const { given, got } = await host.roundTrip()
      expect(got).toEqual(given)
    })

    it('a byte stream passes', async () => {
      const { expected, got } = await host.stream()
      expect(got).toBe(expected)
      expect(got.length).toBeGreaterThan(0)
    })

    it('an alarm rings', async () => {
      await host.arm()
      await host.rung()
    })

    it('an alarm rings after the memory of its actor is gone, with no call made', async () => {
      await host.arm()
      await host.forget()
      await host.rung()
    })
  })
}
