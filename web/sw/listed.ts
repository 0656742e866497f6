// What the shell is made of: its files, what its page links, and one hash over all of it. Computed by the build.

export interface Shell {
  /** Changes when any file or the service worker does. */
  readonly hash: string
  /** The addresses to keep. */
  readonly files: readonly string[]
  /** What the page links: by it a page is known to be of this build. */
  readonly parts: readonly string[]
}

/** Hexadecimal digits of the hash. */
const HASH_LENGTH = 16

/** Not pictures: the page shows none of them, and a system that installs it keeps its own. */
const LEFT_OUT = /^[_.]|\.(png|ico|map)$|^sw\.js$/

/** `built`: what stands in the folder of the built page, by its path there. `code`: the service worker. */
export async function shellOf(built: ReadonlyMap<string, Uint8Array>, code: string): Promise<Shell> {
  const kept = [...built].filter(([file]) => !LEFT_OUT.test(file)).sort(([a], [b]) => (a < b ? -1 : 1))
  const page = built.get('index.html')
  if (page === undefined) throw new Error('no page was built')
  const parts = [...new Set(new TextDecoder().decode(page).match(/\/assets\/[\w.-]+/g) ?? [])]
  const digests = await Promise.all(kept.map(async ([file, bytes]) => `${file} ${await digest(bytes)}`))
  const hash = (await digest(new TextEncoder().encode([...digests, code].join('\n')))).slice(0, HASH_LENGTH)
  return { hash, files: kept.map(([file]) => (file === 'index.html' ? '/' : `/${file}`)), parts }
}

async function digest(bytes: Uint8Array): Promise<string> {
  const sum = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))
  return Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
