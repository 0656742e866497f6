// What a test has started and made goes with it, also when it is killed: a shell that waits for the end of a pipe.
import { type ChildProcess, spawn } from 'node:child_process'

/** Reads `group PID`, `gone PID` and `folder PATH`; when the pipe ends it kills what is left and removes the folders. */
const SCRIPT = `
groups=
folders=
while read -r what value; do
  case $what in
    group) groups="$groups $value" ;;
    gone) left=; for each in $groups; do [ "$each" = "$value" ] || left="$left $each"; done; groups=$left ;;
    folder) folders="$folders $value" ;;
  esac
done
for each in $groups; do kill -9 "-$each" 2>/dev/null; done
for each in $folders; do rm -rf "$each"; done
`

let guard: ChildProcess | null = null

function tell(line: string): void {
  if (guard === null) {
    guard = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
    guard.unref()
    const { stdin } = guard
    if (stdin && 'unref' in stdin && typeof stdin.unref === 'function') stdin.unref()
  }
  guard.stdin?.write(`${line}\n`)
}

/** The process group is killed when this process ends. */
export const guardGroup = (pid: number): void => tell(`group ${pid}`)
/** It ended already. */
export const unguardGroup = (pid: number): void => tell(`gone ${pid}`)
/** The folder is removed when this process ends. Its path has no white space. */
export const guardDirectory = (folder: string): void => tell(`folder ${folder}`)
