// How long each task of a page kept the processor, whatever else the machine did meanwhile: read from a trace of Chromium's. Pure.
import { fields, parseJson } from '../sim/wire.ts'

/** What a trace must hold. */
export const CATEGORIES = ['toplevel']

const MAIN_THREAD = 'CrRendererMain'
const TASK = 'ThreadControllerImpl::RunTask'
/** The trace counts microseconds. */
const TICKS_A_MS = 1_000

/** Milliseconds of processor time of each task on a main thread that took more than `over`. Throws where the trace tells none at all. */
export function longTasks(trace: Uint8Array, over: number): number[] {
  const list = fields(parseJson(new TextDecoder().decode(trace)))?.['traceEvents']
  const events = Array.isArray(list) ? list.map(fields).filter((event) => event !== null) : []
  const threadOf = ({ pid, tid }: Record<string, unknown>): string => `${String(pid)}:${String(tid)}`
  const main = new Set(events.filter(({ name, args }) => name === 'thread_name' && fields(args)?.['name'] === MAIN_THREAD).map(threadOf))
  const tasks = events.filter((event) => event['name'] === TASK && main.has(threadOf(event))).map(({ tdur }) => Number(tdur) / TICKS_A_MS)
  if (!tasks.some((ms) => ms > 0)) throw new Error('the trace tells no task of a page')
  return tasks.filter((ms) => ms > over)
}
