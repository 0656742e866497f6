// What the demo knows about connecting a real model: three servers, three tunnels, and what Porchlight has to be told.

interface Server {
  readonly name: string
  readonly named: RegExp
  readonly port: number
  readonly steps: string
  /** What a tunnel has to be told for this server; empty where nothing. */
  readonly host: { readonly cloudflared: string; readonly ngrok: string }
  /** How it is locked when a tunnel makes it public. */
  readonly lock: string
}

interface Tunnel {
  readonly name: string
  readonly named: RegExp
  readonly steps: (server: Server) => string
}

const LM_STUDIO: Server = {
  name: 'LM Studio',
  named: /\blm[\s-]?studio\b|\blms\b/,
  port: 1234,
  host: { cloudflared: '', ngrok: '' },
  lock: 'In LM Studio switch on *Require Authentication* (Developer, Server Settings), make an API token there and give it to Porchlight as `LLM_API_KEY`.',
  steps: `## LM Studio in three steps

**1. Load a model and start its server.** In LM Studio open *Developer*, load a model and switch the server on. Or in a terminal:

\`\`\`sh
lms load
lms server start
\`\`\`

**2. Tell Porchlight where it is.** On the same machine there is nothing to tell: \`http://localhost:1234/v1\` is what it tries first. For another machine in your network switch on *Serve on Local Network* in LM Studio and start Porchlight with its address:

\`\`\`sh
LLM_BASE_URL=http://192.168.1.20:1234/v1 npm start
\`\`\`

If LM Studio asks for a token, add \`LLM_API_KEY=sk-lm-...\` in front of the command.

**3. Come back here.** The status line changes by itself within seconds. Start a new chat: your own model answers it.`,
}

const OLLAMA: Server = {
  name: 'Ollama',
  named: /\bollama\b/,
  port: 11434,
  host: { cloudflared: ' --http-host-header=localhost:11434', ngrok: ' --host-header=localhost:11434' },
  lock: 'Ollama itself checks no key, so the tunnel has to be the lock: use Cloudflare Access, and never leave an open address running.',
  steps: `## Ollama in three steps

**1. Fetch a model.** Ollama normally runs in the background already; if not, \`ollama serve\` starts it.

\`\`\`sh
ollama pull llama3.2
\`\`\`

**2. Tell Porchlight where it is, and which model you like.**

\`\`\`sh
LLM_BASE_URL=http://localhost:11434/v1 LLM_MODEL=llama3.2:latest npm start
\`\`\`

Ollama often loads models with a short context. For long chats start it with more, for example \`OLLAMA_CONTEXT_LENGTH=16384 ollama serve\`.

**3. Come back here** and start a new chat.`,
}

const LLAMA_CPP: Server = {
  name: 'llama.cpp',
  named: /\bllama[\s.-]?cpp\b|\bllama[\s-]server\b/,
  port: 8080,
  host: { cloudflared: '', ngrok: '' },
  lock: 'Start `llama-server` with `--api-key` and give the same key to Porchlight as `LLM_API_KEY`.',
  steps: `## llama.cpp in three steps

**1. Start its server** with a model file and the context that you want:

\`\`\`sh
llama-server -m model.gguf -c 8192 --port 8080
\`\`\`

**2. Tell Porchlight where it is.**

\`\`\`sh
LLM_BASE_URL=http://localhost:8080/v1 npm start
\`\`\`

**3. Come back here** and start a new chat.`,
}

const CLOUDFLARED: Tunnel = {
  name: 'cloudflared',
  named: /\bcloudflared?\b|\bcf[\s_-]access|\bservice token/,
  steps: (server) => `## Through cloudflared

**To try it**, a quick tunnel needs no account:

\`\`\`sh
cloudflared tunnel --url http://127.0.0.1:${server.port}${server.host.cloudflared}
\`\`\`

It prints an address. Give it to Porchlight with \`/v1\` at its end:

\`\`\`sh
LLM_BASE_URL=https://some-random-words.trycloudflare.com/v1 npm start
\`\`\`

Whoever learns that address can use your model, and the address changes with every start. So this is for an afternoon, not for a home.

**To keep it**, use a named tunnel on a domain of yours and lock it with Cloudflare Access:

1. In the Zero Trust dashboard create a tunnel and a public hostname that points to \`http://127.0.0.1:${server.port}\`${server.host.cloudflared === '' ? '' : ` (with the HTTP Host header \`localhost:${server.port}\`)`}.
2. Create a service token. Note its id and its secret: the secret is shown once.
3. Add an Access application for the hostname with one policy whose action is **Service Auth** and which includes that token. With any other action Porchlight meets a sign-in page.
4. Start Porchlight with all three:

\`\`\`sh
LLM_BASE_URL=https://llm.example.com/v1 \\
CF_ACCESS_CLIENT_ID=....access \\
CF_ACCESS_CLIENT_SECRET=... npm start
\`\`\`

The edge gives up when it hears nothing for about two minutes. A very long prompt on a slow machine can hit that.`,
}

const NGROK: Tunnel = {
  name: 'ngrok',
  named: /\bngrok\b/,
  steps: (server) => `## Through ngrok

\`\`\`sh
ngrok http ${server.port}${server.host.ngrok}
\`\`\`

It prints an address. Give it to Porchlight with \`/v1\` at its end:

\`\`\`sh
LLM_BASE_URL=https://your-name.ngrok-free.app/v1 npm start
\`\`\`

The address is public. ${server.lock}`,
}

const TAILSCALE: Tunnel = {
  name: 'Tailscale',
  named: /\btailscale\b|\btailnet\b|\bfunnel\b/,
  steps: (server) => `## Through Tailscale

**Porchlight runs on a machine of your tailnet:** no tunnel is needed. Let ${server.name} listen on the network and use its tailnet name:

\`\`\`sh
LLM_BASE_URL=http://my-desktop:${server.port}/v1 npm run start:node
\`\`\`

**Porchlight runs elsewhere**, for example on Cloudflare: open a Funnel on the machine with the model.

\`\`\`sh
tailscale funnel ${server.port}
\`\`\`

\`\`\`sh
LLM_BASE_URL=https://my-desktop.your-tailnet.ts.net/v1 npm start
\`\`\`

A Funnel is public and has no lock of its own. ${server.lock}`,
}

const SERVERS: readonly Server[] = [LM_STUDIO, OLLAMA, LLAMA_CPP]
const TUNNELS: readonly Tunnel[] = [CLOUDFLARED, NGROK, TAILSCALE]
const GENERAL = /\bconnect(?:ing|ed)?\b|\btunnels?\b|\bset ?up (?:porchlight|(?:a|the|my) model)\b|\bllm_(?:base_url|api_key|model)\b|\b(?:my|own|real) model\b/

const INTRODUCTION = 'I am the demo, but this part I know well: how Porchlight reaches a real model.'

const AWAY = `## When the model is not on the same machine

Porchlight needs an address that it can reach. Ask me for one of them: **connect through cloudflared**, **connect through ngrok** or **connect through Tailscale**.`

const OTHERS = 'The same in short for other servers: say **connect Ollama** or **connect llama.cpp**. Anything that speaks the OpenAI dialect works.'

const DEPLOYED =
  'For a copy that runs on Cloudflare, put `LLM_BASE_URL` under `[vars]` in `wrangler.toml`, keep the secret ones out of files with `npx wrangler secret put LLM_API_KEY` (and the same for `CF_ACCESS_CLIENT_ID` and `CF_ACCESS_CLIENT_SECRET`), then run `npm run deploy`.'

/** The steps that a message asks for; null where it is about something else. The message is in lower case. */
export function connectAnswer(message: string): string | null {
  const servers = SERVERS.filter(({ named }) => named.test(message))
  const tunnels = TUNNELS.filter(({ named }) => named.test(message))
  if (servers.length === 0 && tunnels.length === 0) {
    return GENERAL.test(message) ? [INTRODUCTION, LM_STUDIO.steps, OTHERS, AWAY, DEPLOYED].join('\n\n') : null
  }
  const server = servers[0] ?? LM_STUDIO
  const ending = tunnels.length === 0 ? AWAY : DEPLOYED
  return [INTRODUCTION, ...servers.map(({ steps }) => steps), ...tunnels.map(({ steps }) => steps(server)), ending].join('\n\n')
}
