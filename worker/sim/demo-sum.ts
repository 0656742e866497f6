// A sum in numbers, worked out: + - * / and brackets. Pure.

/** Digits that are shown of a result; hides what binary fractions add (0.1 + 0.2). */
const DIGITS = 12
/** Results beyond this cannot be told exactly. */
const LARGEST = 1e15
/** Characters of a sum that are looked at. */
const SUM_MAX = 100

const LEAD = /^(?:hi|hey|hello|ok|so|and|please|can you|could you|tell me|what(?:'s| is|s)|how much is|calculate|compute|work out|solve|add up|[\s,:!]+)+/i
const TAIL = /(?:please|equal to|equals?|[\s?.!=])+$/i
const DATE = /^\d{4}-\d{1,2}-\d{1,2}$/

export interface Sum {
  /** The sum as it was understood, tidied. */
  readonly asked: string
  /** null: a division by zero. */
  readonly result: string | null
}

/** null: the message is not a sum and nothing else. */
export function solveSum(message: string): Sum | null {
  const bare = message
    .trim()
    .replace(LEAD, '')
    .replace(TAIL, '')
    .replace(/[×·]|(?<=[\d\s)])x(?=[\d\s(])/g, '*')
    .replace(/[÷:]/g, '/')
    .replace(/[−–]/g, '-')
  if (bare.length > SUM_MAX || DATE.test(bare) || !/^[\d\s.+\-*/()]+$/.test(bare) || !/\d\s*\)*\s*[+\-*/]/.test(bare)) return null
  const tokens = bare.match(/\d+(?:\.\d+)?|\.\d+|[+\-*/()]/g) ?? []
  if (tokens.join('') !== bare.replace(/\s+/g, '') || /\d\s+[\d.]/.test(bare)) return null
  const value = new Reading(tokens).whole()
  if (value === null || Math.abs(value) > LARGEST) return null
  const asked = tokens
    .join(' ')
    .replace(/\( /g, '(')
    .replace(/ \)/g, ')')
    .replace(/(^|[(+\-*/] ?)- (?=[\d.(])/g, '$1-')
    .replace(/\*/g, '×')
    .replace(/\//g, '÷')
    .replace(/-/g, '−')
  return { asked, result: Number.isFinite(value) ? String(Number(value.toPrecision(DIGITS))).replace('-', '−') : null }
}

/** Recursive descent: whole = sums of products of single values. A division by zero is NaN, a broken sum null. */
class Reading {
  readonly #tokens: readonly string[]
  #at = 0
  constructor(tokens: readonly string[]) {
    this.#tokens = tokens
  }
  whole(): number | null {
    const value = this.#sum()
    return this.#at === this.#tokens.length ? value : null
  }
  #take(...wanted: readonly string[]): string | null {
    const token = this.#tokens[this.#at]
    if (token === undefined || !wanted.includes(token)) return null
    this.#at += 1
    return token
  }
  #sum(): number | null {
    let left = this.#product()
    for (let sign = this.#take('+', '-'); sign !== null; sign = this.#take('+', '-')) {
      const right = this.#product()
      if (left === null || right === null) return null
      left = sign === '+' ? left + right : left - right
    }
    return left
  }
  #product(): number | null {
    let left = this.#single()
    for (let sign = this.#take('*', '/'); sign !== null; sign = this.#take('*', '/')) {
      const right = this.#single()
      if (left === null || right === null) return null
      left = sign === '*' ? left * right : right === 0 ? Number.NaN : left / right
    }
    return left
  }
  #single(): number | null {
    if (this.#take('-') !== null) {
      const value = this.#single()
      return value === null ? null : -value
    }
    if (this.#take('(') !== null) {
      const value = this.#sum()
      return this.#take(')') === null ? null : value
    }
    const token = this.#tokens[this.#at]
    if (token === undefined || !/^[\d.]/.test(token)) return null
    this.#at += 1
    return Number(token)
  }
}
