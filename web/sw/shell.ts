// The shell in the browser's cache: taken whole or not at all, given when the server cannot give the page, cleared when a newer one is there.
import { type Answered, isCutOff, isHashed, isKeepable, isOfBuild } from './decide.ts'
import type { Shell } from './listed.ts'

/** How long a page that is opened waits for the server before the kept shell is shown, in milliseconds. */
export const PAGE_WAIT_MS = 3_000

/** Every cache of ours is called so, and then by the hash of what is in it. */
export const PREFIX = 'porchlight-shell-'

export interface ShellPorts {
  readonly caches: Pick<CacheStorage, 'keys' | 'delete' | 'match'> & { open(name: string): Promise<Pick<Cache, 'put'>> }
  readonly fetch: (asked: string | Request, init?: RequestInit) => Promise<Response>
  /** Calls after so many milliseconds; the answer takes it back. */
  readonly after: (ms: number, call: () => void) => () => void
}

const nameOf = ({ hash }: Shell): string => `${PREFIX}${hash}`

const factsOf = ({ status, type, redirected, headers }: Response): Answered => ({
  status,
  type,
  redirected,
  ours: headers.has('x-porchlight-version'),
  html: (headers.get('content-type') ?? '').startsWith('text/html'),
})

/** Takes every file of the shell. Rejects, and keeps nothing, where one of them is not what was built: the next visit tries again. */
export async function take({ caches, fetch }: ShellPorts, shell: Shell): Promise<void> {
  const taken = await Promise.all(
    shell.files.map(async (path) => {
      const answer = await fetch(path, { cache: isHashed(path) ? 'default' : 'no-cache', redirect: 'error' })
      const right = isKeepable(path, factsOf(answer)) && (path !== '/' || isOfBuild(await answer.clone().text(), shell.parts))
      if (!right) throw new Error(`${path} is not what was built`)
      return { path, answer }
    }),
  )
  const cache = await caches.open(nameOf(shell))
  try {
    await Promise.all(taken.map(({ path, answer }) => cache.put(path, answer)))
  } catch (error) {
    await caches.delete(nameOf(shell))
    throw error
  }
}

/** Clears what is older, but for the one before: a tab that still shows that build may ask for its parts. */
export async function clear({ caches }: ShellPorts, shell: Shell): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== nameOf(shell))
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)))
}

/** The page: what the server says, if it says it in time. Else the shell; else, however late, what the server says. */
export async function pageFor({ caches, fetch, after }: ShellPorts, shell: Shell, request: Request): Promise<Response> {
  const asked = fetch(request)
  const soon = await new Promise<Response | null>((resolve) => {
    const forget = after(PAGE_WAIT_MS, () => resolve(null))
    void asked.then(resolve, () => resolve(null)).finally(forget)
  })
  if (soon !== null && !isCutOff(factsOf(soon))) return soon
  const kept = await caches.match('/', { cacheName: nameOf(shell) }).catch(() => undefined)
  return kept ?? asked
}

/** A part of the page, of this build or of the one before; what was not kept is asked for. */
export async function partFor({ caches, fetch }: ShellPorts, shell: Shell, request: Request): Promise<Response> {
  const look = (options: MultiCacheQueryOptions): Promise<Response | undefined> =>
    caches.match(request, { ...options, ignoreVary: true }).catch(() => undefined)
  return (await look({ cacheName: nameOf(shell) })) ?? (await look({})) ?? fetch(request)
}
