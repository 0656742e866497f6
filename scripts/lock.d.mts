// Types of lock.mjs, which is plain JavaScript because it runs before anything is installed.

export interface Platform {
  readonly os: readonly string[]
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
}
interface Entry {
  readonly version?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}
export interface Lock {
  readonly packages: Readonly<Record<string, Entry>>
}
export interface Gap {
  readonly key: string
  readonly name: string
  readonly version: string
  readonly entry: Entry | null
}
export declare function platformOf(name: string): Platform | null
export declare function missing(lock: Lock): Gap[]
export declare function drift(manifest: Entry, lock: Lock): string[]
export declare function repaired(lock: Lock): Lock
