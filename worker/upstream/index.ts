// The room's public file: a model server, as the rest of the house sees it.
import type { Clock, Fetch, Upstream } from '../ports.ts'
import type { Asked } from './classify.ts'
import { createLoad } from './load.ts'
import { createProbe } from './lmstudio.ts'
import { type Server, createChat } from './openai.ts'
import { isDirect } from './thrown.ts'

export type { Server }

/** Remembers what it learned of this server (which list it has, what it refuses), so one is made for each home and kept. */
export function createUpstream(server: Server, ports: { readonly fetch: Fetch; readonly clock: Clock }): Upstream {
  const secrets = [...(server.apiKey === null ? [] : [server.apiKey]), ...Object.values(server.headers)]
  const asked: Asked = { direct: isDirect(server.baseUrl), secrets }
  return { chat: createChat(server, asked, ports), probe: createProbe(server, asked, ports), load: createLoad(server, asked, ports) }
}
