// A copy of what the worker is made of. wrangler dev watches its sources and starts anew when one is saved, which ends every turn.
import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from '../../scripts/wrangler.ts'

const PARTS = ['wrangler.toml', 'package.json', 'tsconfig.json', 'tsconfig', 'shared', 'worker', 'web/dist']
const LEFT_OUT = /\.test\.tsx?$|\/worker\/(test|bench)(\/|$)/

/** Copies it into a folder, which is made; one that is there is taken as it is. The packages are those of the project. */
export function copyTree(folder: string): string {
  if (existsSync(folder)) return folder
  mkdirSync(path.join(folder, 'web/dist'), { recursive: true })
  for (const part of PARTS) {
    const source = path.join(ROOT, part)
    if (existsSync(source)) cpSync(source, path.join(folder, part), { recursive: true, filter: (file) => !LEFT_OUT.test(file) })
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'))
  return folder
}
