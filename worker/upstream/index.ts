// The room's public file: a model server, as the rest of the house sees it.
import type { Clock, Doctor, Fetch, Upstream } from '../ports.ts'
import type { Asked } from './classify.ts'
import { createDoctorOf, type DoctorOptions } from './doctor.ts'
import { createLoad } from './load.ts'
import { createProbe } from './lmstudio.ts'
import { type Server, createChat } from './openai.ts'
import { isDirect } from './thrown.ts'

export type { Server }

/** Remembers what it learned of this server (which list it has, what it refuses), so one is made for each home and kept. */
export function createUpstream(server: Server, ports: { readonly fetch: Fetch; readonly clock: Clock }): Upstream {
  const asked = askedOf(server)
  return { chat: createChat(server, asked, ports), probe: createProbe(server, asked, ports), load: createLoad(server, asked, ports) }
}

/** Looks for what is wrong on the way to this server. Remembers nothing. */
export function createDoctor(server: Server, ports: { readonly fetch: Fetch; readonly clock: Clock }, options: DoctorOptions): Doctor {
  const asked = askedOf(server)
  return createDoctorOf(server, asked, { ...ports, probe: createProbe(server, asked, ports) }, options)
}

const askedOf = ({ baseUrl, apiKey, headers }: Server): Asked => ({
  direct: isDirect(baseUrl),
  secrets: [...(apiKey === null ? [] : [apiKey]), ...Object.values(headers)],
})
