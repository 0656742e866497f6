// What an answer is drawn from: blocks, and what stands in their lines. Plain data; a block that did not change stays the same object.

export type Inline =
  | string
  | { readonly kind: 'strong' | 'em' | 'del'; readonly children: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly url: string; readonly children: readonly Inline[] }
  | { readonly kind: 'image'; readonly src: string; readonly alt: string }
  /** An image elsewhere: said, not loaded. */
  | { readonly kind: 'foreign'; readonly host: string; readonly url: string; readonly alt: string }

/** `raw`: the source; equal sources are equal blocks. null: drawn otherwise than it says, because it is still being written. */
interface Sourced {
  readonly raw: string | null
}

export interface Leaf extends Sourced {
  /** `text`: a paragraph of a list that stands close. */
  readonly kind: 'paragraph' | 'text'
  readonly line: readonly Inline[]
}

export interface Heading extends Sourced {
  readonly kind: 'heading'
  readonly level: number
  readonly line: readonly Inline[]
}

export interface Code extends Sourced {
  readonly kind: 'code'
  readonly language: string
  readonly text: string
}

/** Text that is shown as it was written: raw HTML, and what is beyond the bounds. */
export interface Plain extends Sourced {
  readonly kind: 'plain'
  readonly text: string
}

export interface Rule extends Sourced {
  readonly kind: 'rule'
}

export interface Quote extends Sourced {
  readonly kind: 'quote'
  readonly blocks: readonly Block[]
}

export interface Item extends Sourced {
  /** null: no box. */
  readonly checked: boolean | null
  readonly blocks: readonly Block[]
}

export interface List extends Sourced {
  readonly kind: 'list'
  /** The first number; null: points. */
  readonly start: number | null
  readonly loose: boolean
  readonly items: readonly Item[]
}

export interface Row extends Sourced {
  readonly cells: readonly (readonly Inline[])[]
}

export interface Table extends Sourced {
  readonly kind: 'table'
  readonly align: readonly ('left' | 'center' | 'right' | null)[]
  /** null: it goes on from the table before it. */
  readonly head: Row | null
  readonly rows: readonly Row[]
}

export type Block = Leaf | Heading | Code | Plain | Rule | Quote | List | Table
