// Whether a port can be listened on, and who has it where not.
import { readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'

/** How long who has the port may take to say what it is, in milliseconds. */
const ASK_MS = 1_000
/** Ports above the wanted one that are tried as a proposal. */
const PROPOSALS = 20
export const PORT_MAX = 65_535

export type Port = { readonly kind: 'free'; readonly port: number } | { readonly kind: 'taken'; readonly by: string } | { readonly kind: 'forbidden' }

/** A whole number from 0 (any free port) to 65535, or null. */
export function readPort(text: string): number | null {
  const port = /^\d{1,5}$/.test(text.trim()) ? Number(text) : -1
  return port >= 0 && port <= PORT_MAX ? port : null
}

/** Listens for a moment. 0 finds a free port. */
export async function lookAt(host: string, port: number): Promise<Port> {
  const result = await listen(host, port)
  if (result.kind !== 'taken') return result
  return { kind: 'taken', by: describe(await porchlightAt(host, port), holderOf(port)) }
}

/** A free port near the wanted one, to propose; null where none of them is. */
export async function freeNear(host: string, port: number): Promise<number | null> {
  for (let next = port + 1; next <= Math.min(port + PROPOSALS, PORT_MAX); next += 1) if ((await listen(host, next)).kind === 'free') return next
  return null
}

interface Holder {
  readonly pid: number
  readonly name: string
}

/** Who has the port, in words. */
export function describe(version: string | null, holder: Holder | null): string {
  const what = version === null ? 'another program' : `a Porchlight that is running already (version ${version})`
  return holder === null ? what : `${what}, process ${holder.pid} (${holder.name})`
}

function listen(host: string, port: number): Promise<{ kind: 'free'; port: number } | { kind: 'taken' } | { kind: 'forbidden' }> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve({ kind: 'taken' })
      else if (error.code === 'EACCES') resolve({ kind: 'forbidden' })
      else reject(error)
    })
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve({ kind: 'free', port: address !== null && typeof address === 'object' ? address.port : port }))
    })
  })
}

async function porchlightAt(host: string, port: number): Promise<string | null> {
  try {
    const answer = await fetch(`http://${host}:${port}/health`, { redirect: 'manual', signal: AbortSignal.timeout(ASK_MS) })
    await answer.body?.cancel()
    return answer.headers.get('x-porchlight-version')
  } catch {
    return null
  }
}

/** Linux only, and only processes of the same person: by the socket's inode. */
function holderOf(port: number): Holder | null {
  try {
    const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => listeners(readFileSync(file, 'utf8'), port))
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
      if (sockets(pid).some((inode) => inodes.includes(inode)))
        return { pid: Number(pid), name: path.basename(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0', 1)[0] ?? '') }
  } catch {
    // Not a Linux, or it went away meanwhile: then it stays unnamed.
  }
  return null
}

/** Inodes of the sockets that listen on `port`, in the text of /proc/net/tcp. */
export function listeners(table: string, port: number): string[] {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(wanted) === true && state === '0A')
    .flatMap((fields) => fields[9] ?? [])
}

function sockets(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [])
  } catch {
    return []
  }
}
