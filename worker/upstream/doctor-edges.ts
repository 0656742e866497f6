// What tunnels say of themselves, by their numbers: Cloudflare's statuses and ngrok's codes.
import { PROBLEM_WORDS } from '../../shared/problem.ts'
import type { Blame } from './doctor-words.ts'

const START = PROBLEM_WORDS.home_off.steps[0] ?? ''
const PLAIN = 'Let the tunnel lead to http://localhost:1234 (LM Studio).'
const connection = (says: string, ...todo: readonly string[]): Blame => ({ step: 'connection', says, todo })

/** Cloudflare's error 1033, which comes with status 530. */
export const NO_CONNECTOR = connection(
  'Cloudflare knows the tunnel, and no connector of it runs (error 1033).',
  'Wake the machine at home.',
  'Start cloudflared there, and look whether it says that it is connected.',
)
/** Its error 1016, with the same status. */
export const NO_ORIGIN: Blame = {
  step: 'name',
  says: 'Cloudflare does not find the machine that the name leads to (error 1016).',
  todo: ['Correct the DNS record of the name, or make the tunnel anew.'],
}

/** By status. */
export const EDGES: Readonly<Record<number, Blame>> = {
  502: connection(
    'The tunnel runs, and nothing answers behind it (502).',
    START,
    'Check that the tunnel leads to the port of the model server (LM Studio: 1234).',
  ),
  504: connection('Something before the model server waited for it in vain (504).', START),
  521: connection('The machine at home refuses the connection of Cloudflare (521).', START),
  522: connection('The machine at home does not answer Cloudflare (522): it is asleep or off, or a firewall stands before it.', 'Wake the machine at home.'),
  523: connection('Cloudflare finds no way to the machine at home (523).', 'Wake the machine at home, and check its network.'),
  524: connection(
    'The tunnel runs, and the model server took the question and said nothing until the tunnel cut it (524).',
    'Restart the model server at home: not even its list of models comes.',
  ),
  525: { step: 'tls', says: 'Cloudflare and the machine at home do not agree on a secure connection (525).', todo: [PLAIN] },
  526: { step: 'tls', says: 'Cloudflare does not take the certificate of the machine at home (526).', todo: [PLAIN] },
}

const AGENT = 'Start ngrok on the machine at home, with the same address: ngrok http 1234.'

export const NGROK: Readonly<Record<string, Blame>> = {
  ERR_NGROK_3200: connection('ngrok has no agent for this address: it does not run at home, or runs under another (3200).', 'Wake the machine at home.', AGENT),
  ERR_NGROK_8012: connection(
    'ngrok runs at home, and the model server behind it does not (8012).',
    START,
    'Check that ngrok leads to its port (LM Studio: 1234).',
  ),
  ERR_NGROK_3004: connection(
    'ngrok runs at home, and what answers behind it does not speak HTTP (3004).',
    'Let ngrok lead to the port of the model server (LM Studio: 1234).',
  ),
  ERR_NGROK_725: connection('ngrok has no more traffic left for this month (725).', 'Wait for the next month, or change the plan.'),
  ERR_NGROK_727: connection('ngrok has no more requests left for this month (727).', 'Wait for the next month, or change the plan.'),
  ERR_NGROK_734: connection('ngrok lets no more requests through at the moment (734).', 'Wait a minute.'),
  ERR_NGROK_6022: { step: 'access', says: 'ngrok wants an account (6022).', todo: ['Give the agent its token: ngrok config add-authtoken.'] },
  ERR_NGROK_6024: {
    step: 'access',
    says: 'ngrok shows its warning page instead (6024).',
    todo: ['Take a policy off the address that shows it, or choose another tunnel.'],
  },
}

/** Any other of its own: a policy, or the plan. */
export const NGROK_PLAN: Blame = {
  step: 'access',
  says: 'ngrok does not let Porchlight through.',
  todo: ['Look at what ngrok says at home; check its policy and its plan.'],
}
