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
  async all(): Promise<readonly unknown[]> {
    return [...this.kept.values()]
  }
  async put(id: string, record: unknown): Promise<void> {
    this.kept.set(id, structuredClone(record))
  }
  async remove(id: string): Promise<void> {
    this.kept.delete(id)
  }
}
