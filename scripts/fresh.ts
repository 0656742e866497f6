// Whether what was built is older than what it was built from.
import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'

/** What the page is made of, from the root of the project. */
export const PAGE_SOURCES = ['web', 'shared', 'vite.config.ts', 'package.json', 'tsconfig.json', 'tsconfig/web.json']
export const PAGE = 'web/dist/index.html'

const SKIPPED = /^(dist|test|node_modules)$|\.test\.tsx?$/

/** The newest change below a path, in milliseconds; 0 where there is nothing. A folder counts too: a file may have been taken away. */
function newest(file: string, top: boolean): number {
  if (!existsSync(file)) return 0
  const stat = statSync(file)
  if (!stat.isDirectory()) return stat.mtimeMs
  const inside = readdirSync(file).filter((name) => !SKIPPED.test(name))
  // The top folder of the page holds what is built, so its own time tells nothing.
  return Math.max(top ? 0 : stat.mtimeMs, ...inside.map((name) => newest(path.join(file, name), false)))
}

export function isFresh(root: string, built: string = PAGE, sources: readonly string[] = PAGE_SOURCES): boolean {
  const result = path.join(root, built)
  return existsSync(result) && sources.every((source) => newest(path.join(root, source), true) <= statSync(result).mtimeMs)
}
