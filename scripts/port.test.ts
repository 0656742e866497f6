import { once } from 'node:events'
import { type Server, createServer } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { describe as words, freeNear, listeners, lookAt, readPort } from './port.ts'

const HOST = '127.0.0.1'

describe('a port in words', () => {
  it.each([
    ['8787', 8787],
    [' 80 ', 80],
    ['0', 0],
    ['65535', 65_535],
    ['65536', null],
    ['-1', null],
    ['8787x', null],
    ['', null],
    ['1e3', null],
  ])('%j', (text, expected) => {
    expect(readPort(text)).toBe(expected)
  })
})

describe('a port of this machine', () => {
  let server: Server | null = null
  const take = async (headers: Record<string, string>): Promise<number> => {
    server = createServer((_, response) => response.writeHead(200, headers).end('{}')).listen(0, HOST)
    await once(server, 'listening')
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }
  afterEach(() => {
    server?.closeAllConnections()
    server?.close()
    server = null
  })

  it('is found free, and 0 finds one', async () => {
    expect(await lookAt(HOST, 0)).toEqual({ kind: 'free', port: expect.any(Number) })
  })

  it('is taken by a Porchlight, which says so', async () => {
    const port = await take({ 'x-porchlight-version': '9.9.9' })
    expect(await lookAt(HOST, port)).toEqual({ kind: 'taken', by: expect.stringMatching(/^a Porchlight that is running already \(version 9\.9\.9\)/) })
  })

  it('is taken by something else', async () => {
    expect(await lookAt(HOST, await take({}))).toEqual({ kind: 'taken', by: expect.stringMatching(/^another program/) })
  })

  it('has a free one near it', async () => {
    const port = await take({})
    expect(await freeNear(HOST, port)).toBeGreaterThan(port)
  })
})

describe('who has it', () => {
  it.each([
    ['nobody known', null, null, 'another program'],
    ['a process', null, { pid: 7, name: 'node' }, 'another program, process 7 (node)'],
    ['a Porchlight', '0.1.0', { pid: 7, name: 'workerd' }, 'a Porchlight that is running already (version 0.1.0), process 7 (workerd)'],
  ])('%s', (_, version, holder, expected) => {
    expect(words(version, holder)).toBe(expected)
  })

  it('is found by the sockets that listen, not by those that are connected', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:2253 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1',
      '   1: 0100007F:2253 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 23456 1',
      '   2: 0100007F:2254 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 34567 1',
    ].join('\n')
    expect(listeners(table, 8787)).toEqual(['12345'])
  })
})
