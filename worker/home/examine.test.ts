// One look at a time, for all who ask.
import { describe, expect, it } from 'vitest'
import type { Finding } from '../../shared/doctor.ts'
import { DOCTOR_AGAIN_MS, DOCTOR_LINE_MS, DOCTOR_RENEW_MS, DOCTOR_WAIT_MS, PROBE_FAST_MS } from '../../shared/limits.ts'
import type { ProblemCode } from '../../shared/problem.ts'
import type { Doctor } from '../ports.ts'
import { fakeClock, keptLog, settle } from '../test/fakes.ts'
import { Examinations } from './examine.ts'

const finding = (step: Finding['step']): Finding => ({ step, result: 'ok', says: step, todo: [] })

function setup(doctor: Doctor, granted: () => boolean = () => true, refused: () => ProblemCode | null = () => null) {
  const clock = fakeClock()
  const { log, lines } = keptLog()
  const line: string[] = []
  let runs = 0
  const examinations = new Examinations({
    clock,
    log,
    doctor: (run) => {
      runs += 1
      return doctor(run)
    },
    turn: async ({ turn, class: how }, waitMs) => {
      line.push(`${how} ${turn} ${waitMs}`)
      if (!granted() && refused() === null && waitMs > 0) await clock.sleep(waitMs)
      return { granted: granted(), refused: refused() }
    },
    release: (id) => void line.push(`release ${id}`),
  })
  return { clock, examinations, line, lines, runs: () => runs }
}

/** Tells one finding for each word that is given to it; ends when it is told to. */
function byHand() {
  const { promise: end, resolve } = Promise.withResolvers<void>()
  const given: Finding[] = []
  let wake = Promise.withResolvers<void>()
  const doctor: Doctor = async function* () {
    let over = false
    void end.then(() => {
      over = true
      wake.resolve()
    })
    for (let at = 0; ;) {
      const next = given[at]
      if (next) {
        at += 1
        yield next
      } else if (over) return
      else {
        await wake.promise
        wake = Promise.withResolvers()
      }
    }
  }
  return { doctor, give: (step: Finding['step']) => (given.push(finding(step)), wake.resolve()), end: resolve }
}

describe('a run', () => {
  it('is joined by who comes while it goes on, and told as it goes', async () => {
    const { doctor, give, end } = byHand()
    const { examinations, runs } = setup(doctor)
    const first = await examinations.ask(null, 0)
    expect(first).toMatchObject({ done: false, findings: [] })
    const next = examinations.ask({ began: first.began, known: 0 }, DOCTOR_WAIT_MS)
    give('name')
    expect(await next).toEqual({ began: first.began, done: false, findings: [finding('name')] })
    expect(await examinations.ask(null, 0)).toMatchObject({ began: first.began, findings: [finding('name')] })
    const last = examinations.ask({ began: first.began, known: 1 }, DOCTOR_WAIT_MS)
    end()
    expect(await last).toMatchObject({ done: true })
    expect([runs(), examinations.busy]).toEqual([1, false])
  })

  it('nobody waits longer than so long for the next word', async () => {
    const { doctor } = byHand()
    const { examinations, clock } = setup(doctor)
    const { began } = await examinations.ask(null, 0)
    const next = examinations.ask({ began, known: 0 }, DOCTOR_WAIT_MS)
    await clock.advance(DOCTOR_WAIT_MS)
    expect(await next).toMatchObject({ began, done: false, findings: [] })
  })

  it('one that just ended is the answer; later there is a new one, under another name', async () => {
    const { examinations, clock, runs } = setup(async function* () {
      yield finding('name')
    })
    const { began } = await examinations.ask(null, 0)
    await settle()
    expect(await examinations.ask(null, 0)).toMatchObject({ began, done: true })
    await clock.advance(DOCTOR_AGAIN_MS)
    // Who follows the old one still hears its end.
    expect(await examinations.ask({ began, known: 0 }, 0)).toMatchObject({ began, done: true })
    const again = await examinations.ask(null, 0)
    expect([again.began > began, runs()]).toEqual([true, 2])
  })

  it('one that is not known, after a restart, is begun anew', async () => {
    const { doctor } = byHand()
    const { examinations, clock } = setup(doctor)
    expect(await examinations.ask({ began: 1, known: 3 }, 0)).toMatchObject({ began: clock.now(), done: false })
  })

  it('a doctor that breaks ends the run, and the log has it', async () => {
    const { examinations, lines } = setup(async function* () {
      yield finding('name')
      throw new Error('broken')
    })
    await examinations.ask(null, 0)
    await settle()
    expect(await examinations.ask(null, 0)).toMatchObject({ done: true, findings: [finding('name')] })
    expect(JSON.stringify(lines)).toContain('home.doctor_broke')
  })

  it('ends with the process', async () => {
    let heard = false
    const { examinations } = setup(async function* ({ signal }) {
      signal.addEventListener('abort', () => (heard = true))
      yield finding('name')
      await new Promise(() => {})
    })
    await examinations.ask(null, 0)
    examinations.stop()
    expect(heard).toBe(true)
  })
})

describe('its place in line', () => {
  it('is waited for, held while it lasts, and given back', async () => {
    const gate = Promise.withResolvers<void>()
    let places = 0
    const { examinations, clock, line } = setup(
      async function* ({ line: standing, signal }) {
        if (await standing.enter(signal)) yield finding('answer')
        await gate.promise
        standing.leave()
      },
      () => places > 0,
    )
    const { began } = await examinations.ask(null, 0)
    await clock.advance(DOCTOR_RENEW_MS)
    places = 1
    await clock.advance(DOCTOR_RENEW_MS)
    expect((await examinations.ask(null, 0)).findings).toEqual([finding('answer')])
    await clock.advance(2 * DOCTOR_RENEW_MS)
    const name = `doctor-${began}-1`
    expect(line.slice(-2)).toEqual([`background ${name} 0`, `background ${name} 0`])
    gate.resolve()
    await settle()
    expect(line.at(-1)).toBe(`release ${name}`)
    const calls = line.length
    await clock.advance(4 * DOCTOR_RENEW_MS)
    expect(line.length).toBe(calls)
  })

  it('is asked for anew where home was thought to be away', async () => {
    let entered = false
    let away = true
    const { examinations, clock, line } = setup(
      async function* ({ line: standing, signal }) {
        entered = await standing.enter(signal)
        yield finding('answer')
      },
      () => !away,
      () => (away ? 'home_off' : null),
    )
    await examinations.ask(null, 0)
    away = false
    await clock.advance(PROBE_FAST_MS)
    expect([entered, new Set(line.map((call) => call.split(' ')[1])).size]).toEqual([true, 2])
  })

  it('is not waited for without an end', async () => {
    let entered: boolean | null = null
    const { examinations, clock } = setup(
      async function* ({ line, signal }) {
        entered = await line.enter(signal)
        yield finding('answer')
      },
      () => false,
    )
    await examinations.ask(null, 0)
    await clock.advance(DOCTOR_LINE_MS)
    expect(entered).toBe(false)
  })
})
