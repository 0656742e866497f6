// What this device keeps, as interfaces: the stores take them, `device.ts` is them, tests fake them.

/** Small things, read and written at once. What comes back may be anything: another version wrote it, or the person did. */
export interface Keep {
  /** null: nothing is kept under that name, or it cannot be read. */
  read(key: string): unknown
  /** null forgets it. Where this device keeps nothing (its room is full, or the person said so) nothing happens. */
  write(key: string, value: unknown): void
}

/** Messages that were not accepted yet, by their ids. Never rejects: a device that keeps nothing gives nothing back. */
export interface UnsentKeep {
  all(): Promise<readonly unknown[]>
  /** Whether it is kept now. */
  put(id: string, record: unknown): Promise<boolean>
  /** Whether it is kept still: another tab may have removed it. true also where that cannot be told. */
  has(id: string): Promise<boolean>
  remove(id: string): Promise<void>
}
