// A program in a process group of its own, so that one signal reaches it and everything it started, and nothing is left behind.
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

/** What a group is given to end by itself, in milliseconds; then it is killed. */
export const KILL_AFTER_MS = 1_200
/** How long what was killed may take to disappear, in milliseconds. */
const GONE_MS = 250
/** Between two looks whether the group is empty, and whether our own parent is still there, in milliseconds. */
const LOOK_MS = 25
const PARENT_MS = 500

export interface Group {
  readonly child: ChildProcess
  /** The exit code of the program; null where a signal ended it. What it left behind is killed by then. */
  readonly ended: Promise<number | null>
  /** TERM, and after a while KILL, to everything in the group. Resolves when nothing of it is left. */
  stop(): Promise<void>
}

export interface GroupOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly stdio?: StdioOptions
  /** Stops the group when it aborts. */
  readonly signal?: AbortSignal
}

/** Starts a JavaScript file with this Node. */
export function startGroup(args: readonly string[], { cwd, env = process.env, stdio = ['ignore', 'inherit', 'inherit'], signal }: GroupOptions): Group {
  const leash = new URL('leash.mjs', import.meta.url).href
  const child = spawn(process.execPath, ['--import', leash, ...args], { cwd, env: { ...env }, stdio, detached: true })
  const { pid } = child
  const send = (name: NodeJS.Signals | 0): boolean => {
    try {
      return pid !== undefined && process.kill(-pid, name)
    } catch {
      return false
    }
  }
  const last = (): void => void send('SIGKILL')
  process.on('exit', last)
  const ended = (async () => {
    const [code]: unknown[] = await once(child, 'exit')
    last()
    for (const deadline = performance.now() + GONE_MS; send(0) && performance.now() < deadline;) await sleep(LOOK_MS)
    process.off('exit', last)
    return typeof code === 'number' ? code : null
  })()
  const stop = async (): Promise<void> => {
    send('SIGTERM')
    const late = setTimeout(last, KILL_AFTER_MS)
    await ended
    clearTimeout(late)
  }
  if (signal?.aborted === true) void stop()
  else signal?.addEventListener('abort', () => void stop(), { once: true })
  return { child, ended, stop }
}

/** Calls once when this process is told to end, or when the one that started it is gone. */
export function onStop(call: () => void): void {
  let called = false
  const stop = (): void => {
    if (called) return
    called = true
    call()
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop)
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) stop()
  }, PARENT_MS).unref()
}
