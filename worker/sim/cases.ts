// A simulated LM Studio: its routes over its state, and the record of what it received and wrote. Knows no socket.
import { type Context, Hono } from 'hono'
import { type Reply, replyTo } from './cases-chat.ts'
import { NO_TOKEN, stringError, unexpectedEndpoint, WRONG_TOKEN } from './cases-errors.ts'
import { nativeList, openaiList, v0List, v0Model } from './cases-lists.ts'
import { Growing, Journal, RECORDS_MAX, REQUESTS_MAX, type SimRecord, type SimRequest } from './cases-records.ts'
import { Slots } from './cases-slots.ts'
import { type SimModel, withLoaded, withoutLoaded, type World } from './cases-world.ts'
import { play, type Playing, type SimClock, untilFirstByte } from './play.ts'
import { fields, jsonResponse, parseJson, readAsk } from './wire.ts'

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
  const loads = new Map<string, Promise<void>>()
  const underWay = new Set<Playing>()

  const change = (next: (world: World) => World): void => {
    world = next(world)
    slots.wake()
  }

  /** Requests that need the same model share one load. */
  const load = (model: SimModel): Promise<void> => {
    const running = loads.get(model.key)
    if (running !== undefined) return running
    const loading = clock.sleep(world.load_ms).then(() => {
      loads.delete(model.key)
      if (!world.loaded.some(({ key }) => key === model.key)) change((now) => withLoaded(now, model.key))
    })
    loads.set(model.key, loading)
    return loading
  }

  const chat = async (request: Request): Promise<Response> => {
    const asked = readAsk(await request.text())
    if (asked.kind === 'wrong') return jsonResponse(400, stringError(asked.message))
    chats += 1
    const { ask } = asked
    const begun = { id: `chatcmpl-sim${chats}`, created: Math.floor(clock.now() / 1000) }
    const { model, messages, temperature, stream } = ask
    const growing = new Growing({ id: begun.id, at: clock.now(), model, messages, temperature, stream })
    records.add(growing)
    const reply = replyTo(ask, () => world, begun)
    if (world.failures.length > 0) change((now) => ({ ...now, failures: now.failures.slice(1) }))
    return perform(reply, request.signal, growing)
  }

  const perform = async (reply: Reply, signal: AbortSignal, growing: Growing): Promise<Response> => {
    let holds = false
    let playing: Playing | null = null
    playing = play(reply.script, {
      clock,
      signal,
      before: async (stopped) => {
        if (reply.load !== null) await load(reply.load)
        if (!reply.place || !(await slots.take(stopped))) return
        if (stopped.aborted) slots.giveBack()
        else holds = true
      },
      onSend: (step, bytes) => growing.wrote(step.text ?? '', step.reasoning ?? '', bytes),
      onEnd: (ending) => {
        if (playing !== null) underWay.delete(playing)
        if (holds) slots.giveBack()
        growing.change({
          finished: ending === 'finished',
          cut: ending === 'cut',
          aborted: ending === 'aborted',
          abortedAt: ending === 'aborted' ? clock.now() : null,
        })
      },
    })
    if (!signal.aborted) underWay.add(playing)
    growing.change({ status: reply.status })
    const body = reply.late ? await untilFirstByte(playing.body) : playing.body
    return new Response(body, { status: reply.status, headers: reply.headers })
  }

  /** A path that is not known answers 200 with or without a token. */
  const locked =
    (answer: (c: Context) => Response | Promise<Response>) =>
    (c: Context): Response | Promise<Response> => {
      const given = c.req.header('authorization')
      if (world.token === null || given === `Bearer ${world.token}`) return answer(c)
      return jsonResponse(401, given?.startsWith('Bearer ') === true ? WRONG_TOKEN : NO_TOKEN)
    }

  const loadOnRequest = async (c: Context): Promise<Response> => {
    const asked = fields(parseJson(await c.req.text()))
    const model = world.downloaded.find(({ key }) => key === asked?.['model'])
    const context = asked?.['context_length']
    if (model === undefined) return jsonResponse(404, notThere(`Model "${String(asked?.['model'])}" is not downloaded.`))
    const before = new Set(world.loaded.map(({ id }) => id))
    await clock.sleep(world.load_ms, c.req.raw.signal)
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
    .get('/lmstudio-greeting', () => jsonResponse(200, JSON.stringify({ lmstudio: true })))
    .get(
      '/v1/models',
      locked(() => jsonResponse(200, JSON.stringify(openaiList(world)))),
    )
    .get(
      '/api/v0/models',
      locked(() => jsonResponse(200, JSON.stringify(v0List(world)))),
    )
    .get(
      '/api/v0/models/:model{.+}',
      locked((c) => {
        const model = world.downloaded.find(({ key }) => key === c.req.param('model'))
        return model === undefined ? jsonResponse(404, notThere('There is no such model.')) : jsonResponse(200, JSON.stringify(v0Model(world, model)))
      }),
    )
    .get(
      '/api/v1/models',
      locked(() => jsonResponse(200, JSON.stringify(nativeList(world)))),
    )
    .post('/api/v1/models/load', locked(loadOnRequest))
    .post('/api/v1/models/unload', locked(unloadOnRequest))
    // Without CORS a preflight is taken for a request.
    .on(
      ['POST', 'OPTIONS'],
      '/v1/chat/completions',
      locked((c) => chat(c.req.raw)),
    )
    .notFound((c) => jsonResponse(200, unexpectedEndpoint(c.req.method, c.req.path)))
    .onError((error) => {
      throw error
    })

  return {
    async fetch(request) {
      requests.add({ at: clock.now(), method: request.method, path: new URL(request.url).pathname, headers: Object.fromEntries(request.headers) })
      const slow = world.slow_ms
      const response = await app.fetch(request)
      if (slow > 0) await clock.sleep(slow, request.signal)
      return response
    },
    world: () => world,
    change,
    cut() {
      for (const playing of underWay) playing.cut()
    },
    records: () => records.all().map(({ record }) => record),
    requests: () => requests.all(),
  }
}

const notThere = (message: string): string => JSON.stringify({ error: { type: 'invalid_request', code: 'model_not_found', message } })
