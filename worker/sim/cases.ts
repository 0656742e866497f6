// A simulated model server: its routes over its state, and the record of what it received and wrote. Knows no socket.
import { type Context, Hono } from 'hono'
import { noSuchCase, replyOf, replyTo } from './cases-chat.ts'
import { NO_TOKEN, stringError, WRONG_TOKEN } from './cases-errors.ts'
import { nativeList, openaiList, v0List, v0Model } from './cases-lists.ts'
import { Performer } from './cases-perform.ts'
import { Growing, Journal, RECORDS_MAX, REQUESTS_MAX, type SimRecord, type SimRequest } from './cases-records.ts'
import { Slots } from './cases-slots.ts'
import { readMarkers } from './cases-text.ts'
import { type SimModel, since, type Version, withLoaded, withoutLoaded, type World } from './cases-world.ts'
import { type Dialect, PROFILES } from './dialects.ts'
import { caseNamed, type Found } from './named/index.ts'
import { CasePlayer } from './named/player.ts'
import type { SimClock } from './play.ts'
import { type Ask, type Asked, fields, jsonResponse, lastFromPerson, parseJson, readAsk } from './wire.ts'

export interface Cases {
  /** Rejects with `Cut` where a real server resets the connection before it answers. */
  fetch(request: Request): Promise<Response>
  world(): World
  change(next: (world: World) => World): void
  /** Resets every answer that is under way. */
  cut(): void
  records(): readonly SimRecord[]
  requests(): readonly SimRequest[]
}

export function createCases(initial: World, clock: SimClock): Cases {
  let world = initial
  let chats = 0
  const records = new Journal<Growing>(RECORDS_MAX)
  const requests = new Journal<SimRequest>(REQUESTS_MAX)
  const slots = new Slots(() => world.concurrency)
  const player = new CasePlayer()
  const loads = new Map<string, Promise<void>>()

  const change = (next: (world: World) => World): void => {
    world = next(world)
    slots.wake()
  }
  const pass = (ms: number, signal?: AbortSignal): Promise<void> => clock.sleep(ms / world.speed, signal)

  /** Requests that need the same model share one load, unless they race. */
  const load = (model: SimModel): Promise<void> => {
    const running = world.races ? undefined : loads.get(model.key)
    if (running !== undefined) return running
    const loading = pass(world.load_ms).then(() => {
      loads.delete(model.key)
      if (world.races || !world.loaded.some(({ key }) => key === model.key)) change((now) => withLoaded(now, model.key))
    })
    loads.set(model.key, loading)
    return loading
  }

  const performer = new Performer({ clock, speed: () => world.speed, load })

  const begin = (ask: Ask, recorded = true): Growing => {
    if (recorded) chats += 1
    const { model, messages, temperature, stream, fields } = ask
    const growing = new Growing({ id: `chatcmpl-sim${chats}`, at: clock.now(), model, messages, temperature, stream, fields })
    if (recorded) records.add(growing)
    return growing
  }

  /** What is to be played instead of an answer: for all, for the next one, or because the prompt asks for it. */
  const caseFor = (prompt: string): string | null => {
    const named = world.case ?? world.failures[0] ?? readMarkers(prompt).case
    if (world.case === null && world.failures.length > 0) change((now) => ({ ...now, failures: now.failures.slice(1) }))
    return named
  }

  const chat = async (request: Request): Promise<Response> => {
    const asked = readAsk(await request.text())
    return asked.kind === 'wrong' ? jsonResponse(400, stringError(asked.message)) : answer(asked.ask, request.signal)
  }

  const answer = (ask: Ask, signal: AbortSignal): Promise<Response> => {
    const growing = begin(ask)
    const prompt = lastFromPerson(ask.messages)
    const name = caseFor(prompt)
    const found = name === null ? null : caseNamed(name)
    const played = found === null ? null : playCase(found, prompt, signal, growing)
    if (played !== null) return played
    const begun = { id: growing.record.id, created: Math.floor(clock.now() / 1000) }
    const reply = name !== null && found === null ? noSuchCase(name) : replyTo(ask, () => world, begun)
    return performer.perform(reply, { signal, growing, places: slots, headers: headersOf(world.dialect) })
  }

  const playCase = (found: Found, prompt: string, signal: AbortSignal, growing: Growing): Promise<Response> | null => {
    const next = player.next(found, prompt)
    const own = player.slots(found)
    if (next === null) return null
    return performer.perform(replyOf(next, own !== null), { signal, growing, places: own ?? slots, headers: headersOf(found.row.as) })
  }

  /** Chats of other forms, and whatever else gets a case: only their words are looked at. */
  const other = async (request: Request, everything: boolean): Promise<Response | null> => {
    const text = request.method === 'GET' ? '' : await request.clone().text()
    const given = fields(parseJson(text))
    const name = world.case ?? readMarkers(text).case
    const found = name === null ? null : caseNamed(name)
    if (found === null || (everything && !found.row.everywhere)) return null
    const asked: Asked = readAsk(JSON.stringify({ ...given, messages: [{ role: 'user', content: text }] }))
    return asked.kind === 'wrong' ? null : playCase(found, text, request.signal, begin(asked.ask, !everything))
  }

  /** A tunnel's answer has nothing of the server behind it. */
  const headersOf = (as: Dialect | 'tunnel'): Readonly<Record<string, string>> => (as === 'tunnel' ? {} : PROFILES[as].headers)

  /** A path that is not known answers 200 with or without a token. */
  const locked =
    (answer: (c: Context) => Response | Promise<Response>) =>
    (c: Context): Response | Promise<Response> => {
      const given = c.req.header('authorization')
      if (world.token === null || given === `Bearer ${world.token}`) return answer(c)
      return jsonResponse(401, given?.startsWith('Bearer ') === true ? WRONG_TOKEN : NO_TOKEN)
    }
  /** LM Studio's own paths: other servers and older builds do not know them. */
  const native =
    (first: Version, answer: (c: Context) => Response | Promise<Response>) =>
    (c: Context): Response | Promise<Response> =>
      world.dialect === 'lmstudio' && since(world.version, first) ? locked(answer)(c) : notFound(c)

  const notFound = (c: Context): Response => {
    const { status, type, body } = PROFILES[world.dialect].notFound(c.req.method, c.req.path)
    return new Response(body, { status, headers: { 'content-type': type } })
  }

  const loadOnRequest = async (c: Context): Promise<Response> => {
    const asked = fields(parseJson(await c.req.text()))
    const model = world.downloaded.find(({ key }) => key === asked?.['model'])
    const context = asked?.['context_length']
    if (model === undefined) return jsonResponse(404, notThere(`Model "${String(asked?.['model'])}" is not downloaded.`))
    const before = new Set(world.loaded.map(({ id }) => id))
    await pass(world.load_ms, c.req.raw.signal)
    change((now) => withLoaded(now, model.key, typeof context === 'number' ? context : undefined))
    const loaded = world.loaded.findLast(({ id, key }) => key === model.key && !before.has(id))
    const answer = { type: model.type, instance_id: loaded?.id ?? model.key, load_time_seconds: world.load_ms / 1000, status: 'loaded' }
    return jsonResponse(200, JSON.stringify(asked?.['echo_load_config'] === true ? { ...answer, load_config: { context_length: loaded?.context } } : answer))
  }

  const unloadOnRequest = async (c: Context): Promise<Response> => {
    const id = fields(parseJson(await c.req.text()))?.['instance_id']
    if (typeof id !== 'string') return jsonResponse(400, stringError("'instance_id' field is required"))
    if (!world.loaded.some((loaded) => loaded.id === id)) return jsonResponse(404, notThere(`No instance "${id}" is loaded.`))
    change((now) => withoutLoaded(now, id))
    return jsonResponse(200, JSON.stringify({ instance_id: id }))
  }

  const app = new Hono()
    .use(async (c, next) => {
      // A case that stands before everything, as a tunnel does.
      const isChat = c.req.method !== 'GET' && CHATS.includes(c.req.path)
      const played = world.case === null || isChat ? null : await other(c.req.raw, true)
      if (played !== null) return played
      await next()
      for (const [name, value] of Object.entries(headersOf(world.dialect))) if (!isChat) c.res.headers.set(name, value)
    })
    .get('/lmstudio-greeting', (c) => (world.dialect === 'lmstudio' ? jsonResponse(200, JSON.stringify({ lmstudio: true })) : notFound(c)))
    .get('/', (c) => (world.dialect === 'ollama' ? new Response('Ollama is running', { headers: { 'content-type': 'text/plain' } }) : notFound(c)))
    .get('/health', (c) => (world.dialect === 'llamacpp' ? jsonResponse(200, JSON.stringify({ status: 'ok' })) : notFound(c)))
    .get(
      '/v1/models',
      locked(() => jsonResponse(200, JSON.stringify(openaiList(world)))),
    )
    .get(
      '/api/v0/models',
      native('0.3.14', () => jsonResponse(200, JSON.stringify(v0List(world)))),
    )
    .get(
      '/api/v0/models/:model{.+}',
      native('0.3.14', (c) => {
        const model = world.downloaded.find(({ key }) => key === c.req.param('model'))
        return model === undefined ? jsonResponse(404, notThere('There is no such model.')) : jsonResponse(200, JSON.stringify(v0Model(world, model)))
      }),
    )
    .get(
      '/api/v1/models',
      native('0.4.8', () => jsonResponse(200, JSON.stringify(nativeList(world)))),
    )
    .post('/api/v1/models/load', native('0.4.8', loadOnRequest))
    .post('/api/v1/models/unload', native('0.4.8', unloadOnRequest))
    // Without CORS a preflight is taken for a request.
    .on(
      ['POST', 'OPTIONS'],
      '/v1/chat/completions',
      locked((c) => chat(c.req.raw)),
    )
    .on('POST', ['/api/v1/chat', '/v1/responses', '/v1/messages'], async (c) => (await other(c.req.raw, false)) ?? notFound(c))
    .notFound(notFound)
    .onError((error) => {
      throw error
    })

  return {
    async fetch(request) {
      requests.add({ at: clock.now(), method: request.method, path: new URL(request.url).pathname, headers: Object.fromEntries(request.headers) })
      const slow = world.slow_ms
      const response = await app.fetch(request)
      if (slow > 0) await pass(slow, request.signal)
      return response
    },
    world: () => world,
    change,
    cut() {
      performer.cut()
    },
    records: () => records.all().map(({ record }) => record),
    requests: () => requests.all(),
  }
}

/** Where chats are asked, in any form. */
const CHATS: readonly string[] = ['/v1/chat/completions', '/api/v1/chat', '/v1/responses', '/v1/messages']

const notThere = (message: string): string => JSON.stringify({ error: { type: 'invalid_request', code: 'model_not_found', message } })
