// How long each task of a page kept the processor, whatever else the machine did meanwhile: read from a trace of Chromium's. Pure.
import { fields, parseJson } from '../sim/wire.ts'

/** What a trace must hold. */
export const CATEGORIES = ['toplevel']

const MAIN_THREAD = 'CrRendererMain'
const TASK = 'ThreadControllerImpl::RunTask'
/** Promises that a task settled go on here, after its own event has ended: to a page both are one task. */
const REST = 'BlinkScheduler_PerformMicrotaskCheckpoint'
/** The trace counts microseconds. */
const TICKS_A_MS = 1_000

/** Milliseconds of processor time of each task on a main thread. Throws where the trace tells none at all. */
export function taskTimes(trace: Uint8Array): number[] {
  const list = fields(parseJson(new TextDecoder().decode(trace)))?.['traceEvents']
  const events = Array.isArray(list) ? list.map(fields).filter((event) => event !== null) : []
  const threadOf = ({ pid, tid }: Record<string, unknown>): string => `${String(pid)}:${String(tid)}`
  const main = new Set(events.filter(({ name, args }) => name === 'thread_name' && fields(args)?.['name'] === MAIN_THREAD).map(threadOf))
  const parts = events.filter((event) => (event['name'] === TASK || event['name'] === REST) && main.has(threadOf(event)))
  const tasks: { ms: number }[] = []
  const last = new Map<string, { readonly task: { ms: number }; readonly end: number }>()
  for (const event of parts.toSorted((a, b) => Number(a['ts']) - Number(b['ts']))) {
    const thread = threadOf(event)
    const before = last.get(thread)
    const from = Number(event['ts'])
    // What happens within a task is counted with it.
    if (before && from < before.end) continue
    const task = event['name'] === REST && before ? before.task : { ms: 0 }
    if (task !== before?.task) tasks.push(task)
    // Where it took no processor time at all, the trace leaves that out.
    task.ms += Number(event['tdur'] ?? 0) / TICKS_A_MS
    last.set(thread, { task, end: from + Number(event['dur']) })
  }
  if (!tasks.some(({ ms }) => ms > 0)) throw new Error('the trace tells no task of a page')
  return tasks.map(({ ms }) => ms)
}
