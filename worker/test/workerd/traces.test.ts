// The recorded answers over workerd's own fetch.
import { inject } from 'vitest'
import { cloudflareClock } from '../../hosts/cloudflare-clock.ts'
import { tracesContract } from '../traces.contract.ts'

tracesContract('workerd', async () => ({ url: inject('replay'), fetch: (request) => fetch(request), clock: cloudflareClock, close: async () => {} }))
