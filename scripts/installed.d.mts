// Types of installed.mjs, which is plain JavaScript because it runs before anything is installed.

interface Entry {
  readonly version?: string
  readonly optional?: boolean
  readonly devOptional?: boolean
}
export interface Lock {
  readonly packages: Readonly<Record<string, Entry>>
}
export type Plan = { readonly kind: 'ready' } | { readonly kind: 'install'; readonly reason: string } | { readonly kind: 'bring_node' }

export declare const NODE_MIN: number
export declare function difference(lock: Lock, installed: Lock | null): string | null
export declare function plan(state: { readonly lock: Lock; readonly installed: Lock | null; readonly nodeRuns: boolean }): Plan
export declare function tooOld(version: string): string | null
