// Before the tests in workerd: a model server at home, on a real socket. Its address is given to them as `simulator`.
import type { TestProject } from 'vitest/node'
import { startSimulator } from '../../sim/cli.ts'

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const simulator = await startSimulator({ port: 0 })
  project.provide('simulator', simulator.url)
  return () => simulator.close()
}
