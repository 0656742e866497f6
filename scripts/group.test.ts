import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { describe, expect, it, vi } from 'vitest'
import { KILL_AFTER_MS, startGroup } from './group.ts'
import { ROOT } from './wrangler.ts'

/** For the slowest machine, in milliseconds. */
const PATIENCE_MS = 20_000

/** A program that starts another one, tells both ids, and stays; `stubborn` ones do not hear TERM. */
const program = (stubborn: boolean): string => `
  const ears = ${stubborn} ? "process.on('SIGTERM', () => {});" : ''
  eval(ears)
  const other = require('node:child_process').spawn(process.execPath, ['-e', ears + 'setInterval(() => {}, 1000); console.log(1)'], { stdio: ['ignore', 'pipe', 'ignore'] })
  other.stdout.once('data', () => console.log(process.pid + ' ' + other.pid))
  setInterval(() => {}, 1000)`

/** Whether a process runs; one that has ended and was not yet collected does not. */
const runs = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return !existsSync('/proc/self') || !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

async function pidsOf(stream: NodeJS.ReadableStream): Promise<number[]> {
  const [line]: unknown[] = await once(createInterface({ input: stream }), 'line')
  return String(line).split(' ').map(Number)
}

describe('a group', () => {
  it.each([
    ['that hears TERM', false, KILL_AFTER_MS],
    ['that does not', true, KILL_AFTER_MS + 1_000],
  ])('%s ends with everything that it started', async (_, stubborn, withinMs) => {
    const group = startGroup(['-e', program(stubborn)], { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] })
    const pids = await pidsOf(group.child.stdout!)
    expect(pids.map(runs)).toEqual([true, true])
    const begun = performance.now()
    await group.stop()
    expect(performance.now() - begun).toBeLessThan(withinMs)
    expect(pids.map(runs)).toEqual([false, false])
  })

  it('leaves nothing when its program ends by itself, and tells its code', async () => {
    const script = `${program(false)}; other.stdout.once('data', () => setTimeout(() => process.exit(3), 50))`
    const group = startGroup(['-e', script], { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] })
    const pids = await pidsOf(group.child.stdout!)
    expect(await group.ended).toBe(3)
    expect(pids.map(runs)).toEqual([false, false])
  })

  it('stops when the signal aborts', async () => {
    const stopping = new AbortController()
    const group = startGroup(['-e', 'setInterval(() => {}, 1000)'], { cwd: ROOT, stdio: 'ignore', signal: stopping.signal })
    stopping.abort()
    expect(await group.ended).toBeNull()
  })

  it(
    'ends also when its starter is killed',
    async () => {
      const starter = `const { startGroup } = await import('./scripts/group.ts'); startGroup(['-e', ${JSON.stringify(program(true))}], { cwd: '.', stdio: ['ignore', 'inherit', 'ignore'] })`
      const child = spawn(process.execPath, ['--input-type=module', '-e', starter], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] })
      const pids = await pidsOf(child.stdout)
      expect(pids.map(runs)).toEqual([true, true])
      child.kill('SIGKILL')
      await vi.waitFor(() => expect(pids.map(runs)).toEqual([false, false]), { timeout: PATIENCE_MS, interval: 50 })
    },
    PATIENCE_MS,
  )
})
