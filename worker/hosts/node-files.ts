// What the Node host keeps on disk: one folder for one process, readable by nobody else.
import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** The host cannot start; the message is a sentence for who started it, with what to do. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart'
}

/** A folder that this process alone works in. */
export interface Folder {
  /** The host's own database: the alarms. Kept through a loss of power: what an actor has to do is found by its alarm and by nothing else. */
  openHost(): DatabaseSync
  /** One actor's database. */
  openActor(kind: string, name: string): DatabaseSync
  /** Removes an actor's database, which is closed. */
  removeActor(kind: string, name: string): void
  /** Lets others in. */
  release(): void
}

/** Makes and locks the folder. A process that died, however it died, holds no lock. Throws `CannotStart` where another process works in it. */
export function openFolder(dir: string): Folder {
  const actors = path.join(dir, 'actors')
  try {
    mkdirSync(actors, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new CannotStart(`The folder ${dir} cannot be made (${codeOf(error)}). Set DATA_DIR to a folder that can be written.`)
  }
  const lock = lockFolder(dir)
  const actorFile = (kind: string, name: string): string => path.join(actors, `${createHash('sha256').update(`${kind}:${name}`).digest('hex')}.sqlite`)
  return {
    openHost: () => open(path.join(dir, 'host.sqlite'), 'full'),
    openActor: (kind, name) => open(actorFile(kind, name), 'normal'),
    removeActor(kind, name) {
      for (const end of ['', '-wal', '-shm']) rmSync(`${actorFile(kind, name)}${end}`, { force: true })
    },
    release: () => lock.close(),
  }
}

/** SQLite's own lock on a file that holds nothing: the kernel lets go of it with the process. */
function lockFolder(dir: string): DatabaseSync {
  try {
    const lock = openPrivate(path.join(dir, 'lock.sqlite'))
    try {
      lock.exec('begin exclusive')
    } catch (error) {
      lock.close()
      throw error
    }
    return lock
  } catch (error) {
    if (error instanceof Error && /locked|busy/.test(error.message)) {
      throw new CannotStart(`Another Porchlight works in ${dir}. Stop it, or set DATA_DIR to another folder.`)
    }
    throw new CannotStart(`The folder ${dir} cannot be used (${codeOf(error)}). Set DATA_DIR to a folder that can be written.`)
  }
}

/** Of one database, in KiB. SQLite's own 2,000 would be 400 MB over all actors that may be open; the system keeps the files' pages anyway. */
const PAGE_CACHE_KB = 256

function open(file: string, synchronous: 'normal' | 'full'): DatabaseSync {
  const db = openPrivate(file)
  try {
    db.exec(`pragma journal_mode = wal; pragma synchronous = ${synchronous}; pragma cache_size = -${PAGE_CACHE_KB}`)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** SQLite gives the files beside a database the mode of the database. An existing file is not opened here: closing it would drop this process's locks on it. */
function openPrivate(file: string): DatabaseSync {
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
  return new DatabaseSync(file)
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : error instanceof Error ? error.message : String(error)
