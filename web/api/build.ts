// Whether the server gives another build of the page than the one that runs: the page at `/` names its entry, and the name holds the hash of all that it is made of.

/** Between two looks, at least, in milliseconds. */
export const LOOK_MS = 60_000

/** A page that was built; not a notice, nor what something in between says. */
const BUILT = ' src="/assets/'

export interface BuildPorts {
  readonly fetch: (url: string) => Promise<Response>
  /** Milliseconds. */
  readonly now: () => number
  /** The address of the entry that runs, as the page names it. */
  readonly entry: string
  readonly onRebuilt: () => void
}

/** What it returns looks, where the last look was a while ago. Where nothing can be learned, nothing is said. */
export function createBuildLook({ fetch, now, entry, onRebuilt }: BuildPorts): () => Promise<void> {
  let looked = now()
  return async () => {
    if (now() - looked < LOOK_MS) return
    looked = now()
    const page = await fetch('/')
      .then((answer) => (answer.ok ? answer.text() : ''))
      .catch(() => '')
    if (page.includes(BUILT) && !page.includes(`"${entry}"`)) onRebuilt()
  }
}
