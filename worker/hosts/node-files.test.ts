// The folder of the Node host: for one process, readable by nobody else, free again however that process ended.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { CannotStart, openFolder } from './node-files.ts'

const root = mkdtempSync(path.join(tmpdir(), 'porchlight-files-'))
afterAll(() => rmSync(root, { recursive: true }))
const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8)

describe('node files', () => {
  it('makes folders for the owner alone, and files too', () => {
    const dir = path.join(root, 'new', 'deep')
    const folder = openFolder(dir)
    const db = folder.openActor('conversation', 'owner:a')
    db.exec('create table t(a)')
    const host = folder.openHost()
    host.exec('create table t(a)')
    for (const made of [path.dirname(dir), dir, path.join(dir, 'actors')]) expect(modeOf(made)).toBe('700')
    const file = db.location() ?? ''
    expect(path.dirname(file)).toBe(path.join(dir, 'actors'))
    for (const made of [file, `${file}-wal`, `${file}-shm`, path.join(dir, 'host.sqlite'), path.join(dir, 'lock.sqlite')]) expect(modeOf(made)).toBe('600')
    db.close()
    host.close()
    folder.removeActor('conversation', 'owner:a')
    expect(() => statSync(file)).toThrow('ENOENT')
    folder.release()
  })

  it('an actor has its own file by kind and name', () => {
    const folder = openFolder(path.join(root, 'names'))
    const open = [folder.openActor('a', 'b'), folder.openActor('b', 'a'), folder.openActor('a', 'b:c'), folder.openActor('a', 'B')]
    expect(new Set(open.map((db) => db.location())).size).toBe(4)
    for (const db of open) db.close()
    folder.release()
  })

  it('an actor holds little of its file in memory: 200 of them may be open', () => {
    const folder = openFolder(path.join(root, 'cache'))
    const db = folder.openActor('conversation', 'owner:one')
    expect(db.prepare('pragma cache_size').get()).toEqual({ cache_size: -256 })
    db.close()
    folder.release()
  })

  it('lets one in at a time, in this process too', () => {
    const dir = path.join(root, 'one')
    const folder = openFolder(dir)
    expect(() => openFolder(dir)).toThrow(CannotStart)
    expect(() => openFolder(dir)).toThrow(/Another Porchlight/)
    folder.release()
    openFolder(dir).release()
  })

  it('a process that was killed holds nothing', { timeout: 30_000 }, async () => {
    const dir = path.join(root, 'killed')
    const code = `import { openFolder } from ${JSON.stringify(new URL('node-files.ts', import.meta.url).href)}; openFolder(${JSON.stringify(dir)}); console.log('in'); setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    expect(() => openFolder(dir)).toThrow(CannotStart)
    child.kill('SIGKILL')
    await once(child, 'exit')
    openFolder(dir).release()
  })

  it('says so where the folder cannot be made', () => {
    writeFileSync(path.join(root, 'file'), '')
    expect(() => openFolder(path.join(root, 'file', 'dir'))).toThrow(/cannot be made \(ENOTDIR\)/)
  })
})
