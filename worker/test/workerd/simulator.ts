// Before the tests in workerd: model servers on real sockets. One is home, as `simulator`; the contract of the wire changes its own, `mutable`; one is recorded.
import type { TestProject } from 'vitest/node'
import { startSimulator } from '../../sim/cli.ts'
import { startReplay } from '../replay.ts'

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const simulator = await startSimulator({ port: 0 })
  const mutable = await startSimulator({ port: 0 })
  project.provide('simulator', simulator.url)
  project.provide('mutable', mutable.url)
  const replay = await startReplay()
  project.provide('replay', replay.url)
  return async () => {
    await simulator.close()
    await mutable.close()
    await replay.close()
  }
}
