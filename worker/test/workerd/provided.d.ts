// What the set-up gives to the tests in workerd.
import 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the simulated model server, without a path. */
    readonly simulator: string
    /** Another one, for the suite that changes how it behaves. */
    readonly mutable: string
    /** The one that gives back what was recorded. */
    readonly replay: string
  }
}
