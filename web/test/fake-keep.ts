// What a device keeps, in memory: a second page made with the same one is the same device.
import type { Keep, UnsentKeep } from '../api/keep.ts'

export class FakeKeep implements Keep {
  readonly kept = new Map<string, string>()
  read(key: string): unknown {
    return JSON.parse(this.kept.get(key) ?? 'null')
  }
  write(key: string, value: unknown): void {
    if (value === null) this.kept.delete(key)
    else this.kept.set(key, JSON.stringify(value))
  }
}

export class FakeUnsentKeep implements UnsentKeep {
  readonly kept = new Map<string, unknown>()
  /** It has room. */
  keeps = true
  async all(): Promise<readonly unknown[]> {
    return [...this.kept.values()]
  }
  async put(id: string, record: unknown): Promise<boolean> {
    if (this.keeps) this.kept.set(id, structuredClone(record))
    return this.keeps
  }
  async has(id: string): Promise<boolean> {
    return this.kept.has(id)
  }
  async remove(id: string): Promise<void> {
    this.kept.delete(id)
  }
}
