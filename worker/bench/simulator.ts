// The simulated model server as a process of its own, so that what it costs is not counted as the reader's.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { ROOT } from '../../scripts/wrangler.ts'
import type { Change } from '../sim/cli-control.ts'
import { fields } from '../sim/wire.ts'
import { guardGroup, unguardGroup } from '../test/launch-guard.ts'

/** What it wrote in answer to one prompt. */
export interface Wrote {
  readonly prompt: string
  readonly text: string
  readonly finished: boolean
}

export interface Simulator {
  /** Without a slash at its end; the API is under `/v1`. */
  readonly url: string
  set(change: Change): Promise<void>
  /** Oldest first. */
  wrote(): Promise<readonly Wrote[]>
  /** Requests of any kind so far that are still in its journal. */
  asked(): Promise<number>
  stop(): Promise<void>
}

/** How long it may take to start, in milliseconds. */
const START_MS = 10_000
const ANSWER_MS = 10_000

export async function startSimulator(): Promise<Simulator> {
  const child = spawn(process.execPath, ['worker/sim/cli.ts', '--port', '0'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  const { pid } = child
  if (pid === undefined) throw new Error('the simulator could not be started')
  guardGroup(pid)
  const ended = once(child, 'exit')
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
    unguardGroup(pid)
  }
  try {
    const url = await Promise.race([greeted(child.stdout), sleep(START_MS, null, { ref: false }), ended.then(() => null)])
    if (url === null) throw new Error('the simulator did not start')
    return { url, stop, set: (change) => control(url, change), wrote: () => records(url), asked: () => requests(url) }
  } catch (error) {
    await stop()
    throw error
  }
}

async function greeted(output: NodeJS.ReadableStream): Promise<string | null> {
  let said = ''
  for await (const piece of output) {
    said += String(piece)
    const url = /listens on (http:\S+)/.exec(said)?.[1]
    if (url !== undefined) return url
  }
  return null
}

async function control(url: string, change: Change): Promise<void> {
  const answer = await fetch(`${url}/__control`, { method: 'POST', body: JSON.stringify(change), signal: AbortSignal.timeout(ANSWER_MS) })
  const said = await answer.text()
  if (!answer.ok) throw new Error(`the simulator refused: ${said}`)
}

async function requests(url: string): Promise<number> {
  const answer = await fetch(`${url}/__control/requests`, { signal: AbortSignal.timeout(ANSWER_MS) })
  const list = fields(await answer.json())?.['requests']
  if (!Array.isArray(list)) throw new Error('the simulator gave no requests')
  return list.length
}

async function records(url: string): Promise<readonly Wrote[]> {
  const answer = await fetch(`${url}/__control/records`, { signal: AbortSignal.timeout(ANSWER_MS) })
  const list = fields(await answer.json())?.['records']
  if (!Array.isArray(list)) throw new Error('the simulator gave no records')
  return list.map((entry: unknown) => {
    const record = fields(entry)
    const messages = record?.['messages']
    const asked = fields(Array.isArray(messages) ? messages.at(-1) : null)
    return { prompt: String(asked?.['content']), text: String(record?.['written']), finished: record?.['finished'] === true }
  })
}
