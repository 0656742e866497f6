// Loaded into what the scripts start: when its starter is gone, even by SIGKILL, its whole process group ends. Plain Node.
import { rmSync, rmdirSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { isMainThread } from 'node:worker_threads'

const LOOK_MS = 500
const KILL_AFTER_MS = 1_000

if (isMainThread) {
  const starter = process.ppid
  const look = setInterval(() => {
    if (process.ppid === starter) return
    clearInterval(look)
    // The starter could not take its file of secrets away.
    removeSecrets(process.env.PORCHLIGHT_SECRETS_FILE)
    process.on('SIGTERM', () => {})
    process.kill(0, 'SIGTERM')
    setTimeout(() => process.kill(0, 'SIGKILL'), KILL_AFTER_MS)
  }, LOOK_MS)
  look.unref()
}

function removeSecrets(file) {
  if (!file) return
  try {
    rmSync(file)
    rmdirSync(path.dirname(file))
  } catch {
    // Another process of the group was first.
  }
}
