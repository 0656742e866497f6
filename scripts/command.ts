// What every command has in common: it can be told to stop, and what it cannot do it says in a sentence.
import { onStop } from './group.ts'

/** Something that the person must put right. `code` is the exit code. */
export class Refusal extends Error {
  readonly code: number

  constructor(message: string, code = 1) {
    super(message)
    this.code = code
  }
}

/** Runs a command to its exit code. The signal aborts when the process is told to end, or when its starter is gone; then the code is `stopped`. */
export async function command(run: (signal: AbortSignal) => Promise<number>, stopped = 0): Promise<never> {
  const stopping = new AbortController()
  onStop(() => stopping.abort())
  try {
    const code = await run(stopping.signal)
    process.exit(stopping.signal.aborted ? stopped : code)
  } catch (error) {
    if (stopping.signal.aborted) process.exit(stopped)
    if (!(error instanceof Refusal)) throw error
    console.error(`\n${error.message}\n`)
    process.exit(error.code)
  }
}
