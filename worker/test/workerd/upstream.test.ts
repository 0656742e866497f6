// The contract of the wire over workerd's own fetch.
import { inject } from 'vitest'
import { cloudflareClock } from '../../hosts/cloudflare-clock.ts'
import { upstreamContract } from '../upstream.contract.ts'

upstreamContract('workerd', async () => ({ url: inject('mutable'), fetch: (request) => fetch(request), clock: cloudflareClock, close: async () => {} }))
