import { describe, expect, it } from 'vitest'
import { taskTimes } from './processor-time.ts'

type Event = readonly [tid: number, name: 'task' | 'promises', ts: number, dur: number, tdur: number | null]
const NAMES = { task: 'ThreadControllerImpl::RunTask', promises: 'BlinkScheduler_PerformMicrotaskCheckpoint' }

/** A trace of a page whose main thread is 1, in milliseconds. */
function trace(events: readonly Event[]): Uint8Array {
  const traceEvents = [
    { name: 'thread_name', ph: 'M', pid: 5, tid: 1, args: { name: 'CrRendererMain' } },
    ...events.map(([tid, name, ts, dur, tdur]) => ({
      name: NAMES[name],
      ph: 'X',
      pid: 5,
      tid,
      ts: ts * 1_000,
      dur: dur * 1_000,
      ...(tdur === null ? {} : { tdur: tdur * 1_000 }),
    })),
  ]
  return new TextEncoder().encode(JSON.stringify({ traceEvents }))
}

describe('the processor time of the tasks of a page', () => {
  const cases: [string, Event[], number[]][] = [
    [
      'is not the time that passed',
      [
        [1, 'task', 0, 90, 30],
        [1, 'task', 100, 60, 55],
      ],
      [30, 55],
    ],
    [
      'has what the promises of a task do after it',
      [
        [1, 'task', 0, 1, 1],
        [1, 'promises', 1, 80, 70],
        [1, 'task', 100, 40, 40],
      ],
      [71, 40],
    ],
    [
      'has those of it that took none, of which the trace tells only that they passed',
      [
        [1, 'task', 0, 60, 60],
        [1, 'promises', 60, 1, null],
      ],
      [60],
    ],
    [
      'counts once what happens within a task',
      [
        [1, 'task', 0, 60, 60],
        [1, 'promises', 10, 40, 40],
        [1, 'task', 20, 20, 20],
      ],
      [60],
    ],
    [
      'is that of the main thread only',
      [
        [2, 'task', 0, 200, 200],
        [1, 'task', 0, 20, 20],
        [2, 'promises', 200, 90, 90],
      ],
      [20],
    ],
  ]
  it.each(cases)('%s', (_name, events, times) => {
    expect(taskTimes(trace(events))).toEqual(times)
  })

  it('is not known where the trace has none', () => {
    expect(() => taskTimes(trace([[2, 'task', 0, 200, 200]]))).toThrow(/no task/)
  })
})
