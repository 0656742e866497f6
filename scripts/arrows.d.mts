// Types of arrows.mjs, which is plain JavaScript because the linter loads it.

export declare const TABLE: readonly { readonly name: string; readonly files: RegExp; readonly may: readonly RegExp[]; readonly types?: readonly RegExp[] }[]
/** Why `file` may not import `target`, or null where it may. */
export declare function judge(file: string, target: string, isType: boolean): string | null
export declare function resolve(file: string, specifier: string): string
