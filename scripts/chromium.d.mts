// Types of chromium.mjs, which is plain JavaScript because it runs before anything is installed.

export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly platform: string
  readonly root: boolean
  exists(file: string): boolean
  list(folder: string): string[]
  runs(file: string): boolean
}
export type Chromium = { readonly kind: 'found'; readonly path: string } | { readonly kind: 'wrong'; readonly path: string } | { readonly kind: 'none' }
export type Remedy = { readonly kind: 'install' } | { readonly kind: 'tell'; readonly command: string }

export declare const NAMES: readonly string[]
export declare function places(machine: Machine): string[]
export declare function findChromium(machine: Machine): Chromium
export declare function remedy(machine: Machine): Remedy
export declare function thisMachine(runs?: (file: string) => boolean): Machine
