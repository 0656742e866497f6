// Everything that can be wrong, once: its code, its status, its sentence, what to do. Outside text never comes from elsewhere.

import { PROBLEM_STATUS, type ProblemCode, type ProblemStatus } from './problem-codes.ts'

export { PROBLEM_STATUS, type ProblemCode, type ProblemStatus }

/** What a person or a program is told of a problem. `field` and the ids are there only where they mean something. */
export interface Problem {
  readonly error: ProblemCode
  /** One sentence: what happened. */
  readonly message: string
  /** ISO 8601. */
  readonly timestamp: string
  /** What to do, in steps. */
  readonly troubleshooting: readonly string[]
  readonly request_id: string
}

/** The body of every error outside `/v1`. */
export interface ProblemBody {
  readonly detail: Problem & Readonly<Record<string, unknown>>
}

interface Words {
  readonly message: string
  readonly steps: readonly string[]
}

const START_SERVER = 'On the machine at home, open LM Studio, go to Developer and switch the server on (or run: lms server start).'
const RETRY = 'Then send the message again, or press Retry: your text is kept.'

/** The sentence and the steps of each code. */
export const PROBLEM_WORDS: Record<ProblemCode, Words> = {
  not_json: { message: 'The request body is not valid JSON.', steps: ['Send one JSON object, as UTF-8.'] },
  mode_unavailable: { message: 'This mode is not available yet.', steps: ['Use the mode "chat".'] },
  bad_request_upstream: {
    message: 'The model server at home did not accept the request.',
    steps: ['Try another model.', 'Look at the log of the model server for its reason.'],
  },
  signed_out: { message: 'You are not signed in.', steps: ['Open the page and sign in.'] },
  wrong_password: { message: 'The password is not right.', steps: ['Try again. It is the value of OWNER_PASSWORD on the server.'] },
  not_set_up: {
    message: 'No password is set, so nothing is served yet.',
    steps: ['Set OWNER_PASSWORD (on Cloudflare: npx wrangler secret put OWNER_PASSWORD).', 'Deploy or start again, then sign in.'],
  },
  foreign_origin: { message: 'The request came from another site.', steps: ['Use the page of this server.', 'Programs: send no Origin header.'] },
  insecure_origin: {
    message: 'Signing in is not possible over plain http from another machine.',
    steps: ['Use https, for example through the tunnel.', 'On the machine itself use http://localhost.'],
  },
  not_found: { message: 'There is nothing at this address.', steps: ['Check the address, or go back to the list of chats.'] },
  method_not_allowed: { message: 'This address does not take that method.', steps: ['Check the method of the request.'] },
  turn_running: { message: 'An answer is still being written in this chat.', steps: ['Wait until it ends, or stop it.', 'Then send the message again.'] },
  id_reused: { message: 'This message_id was already used for another message.', steps: ['Make a new id for each message.'] },
  nothing_running: { message: 'Nothing is running in this chat.', steps: ['Reload the chat to see how it ended.'] },
  not_retryable: { message: 'This answer cannot be asked for again.', steps: ['Reload the chat, then retry the answer you see.'] },
  gone: { message: 'This chat was deleted.', steps: ['Start a new chat.'] },
  body_too_large: { message: 'The request is too large.', steps: ['Send a shorter message.'] },
  unsupported_media_type: { message: 'The request body must be application/json.', steps: ['Send the header "content-type: application/json".'] },
  wrong_host: {
    message: 'This server does not answer under that host name.',
    steps: ['Open it by http://localhost or http://127.0.0.1 on the machine it runs on.', 'To reach it from elsewhere set OWNER_PASSWORD.'],
  },
  invalid_field: { message: 'A field is not as expected.', steps: ['Correct the field and send again.'] },
  conversation_full: { message: 'This chat has reached the most messages one chat can hold.', steps: ['Start a new chat.'] },
  context_overflow: {
    message: 'The chat is longer than the model can read at once.',
    steps: ['Start a new chat, or send a shorter message.', 'Or load the model at home with a longer context.'],
  },
  upstream_error: {
    message: 'The model server at home answered with an error that is not known here.',
    steps: ['Try again.', 'If it stays, look at the log of the model server.'],
  },
  empty_answer: {
    message: 'The model ended without writing anything.',
    steps: ['Try again.', 'If the chat is long, start a new one: the prompt may not fit the context.'],
  },
  answer_unreadable: {
    message: 'What the model server sent could not be read as an answer.',
    steps: ['Check that LLM_BASE_URL points to the model server itself (it ends in /v1).', 'Try again.'],
  },
  template_rejected: { message: "The model's prompt template rejects this chat.", steps: ['Try another model, or start a new chat.'] },
  too_many_guesses: { message: 'Too many wrong passwords from this address.', steps: ['Wait five minutes, then try again.'] },
  too_many_readers: { message: 'Too many pages are open on this chat.', steps: ['Close some of them.'] },
  internal: { message: 'Something broke here. It was written to the log.', steps: ['Try again.', 'If it stays, report it with the request id.'] },
  misconfigured: { message: 'The server is not configured correctly.', steps: ['Look at its log: it names the variable and what was expected.'] },
  actor_unavailable: { message: 'A part of the server did not answer.', steps: ['Try again in a few seconds.'] },
  read_only: { message: 'This chat was written by a newer version and can only be read here.', steps: ['Update the server, then send the message again.'] },
  home_off: {
    message: 'The model server at home is not running.',
    steps: [START_SERVER, 'Check that its port is the one in LLM_BASE_URL (LM Studio: 1234).', RETRY],
  },
  home_unreachable: {
    message: 'The machine at home cannot be reached: it is asleep or off, or the tunnel is down.',
    steps: ['Wake the machine at home.', 'Check that the tunnel runs there (cloudflared, ngrok or Tailscale).', START_SERVER, RETRY],
  },
  home_silent: {
    message: 'The machine at home takes the connection but does not answer.',
    steps: ['It may be loading a model or reading a long prompt: wait a little.', 'If it stays, restart the model server at home.', RETRY],
  },
  home_busy: { message: 'The model server at home is busy.', steps: ['Wait until the running answers are done.', RETRY] },
  model_loading: { message: 'The model server at home is loading its model.', steps: ['Wait until it is loaded: a big model takes minutes.', RETRY] },
  home_refused: {
    message: 'The model server at home refuses the key.',
    steps: [
      'Set LLM_API_KEY to a token of the model server (LM Studio: Developer, Server Settings, API tokens), and start Porchlight again.',
      'Ollama through a tunnel refuses a foreign Host: let the tunnel send localhost:11434 as Host, or set OLLAMA_HOST=0.0.0.0 there.',
      RETRY,
    ],
  },
  home_misconfigured: {
    message: 'Something answers at LLM_BASE_URL, but it is not a model API at that path.',
    steps: ['Check LLM_BASE_URL: it normally ends in /v1, once.', 'Start Porchlight again.', RETRY],
  },
  tunnel_refused: {
    message: 'The tunnel asks for a sign-in and does not let Porchlight through.',
    steps: [
      'Cloudflare Access: set CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET, and give the application a policy with the action Service Auth.',
      'ngrok: check its policy and its plan.',
      RETRY,
    ],
  },
  edge_cut: {
    message: "The tunnel's edge cut the connection: the model said nothing for about two minutes.",
    steps: ['Send a shorter prompt, or load the model before you ask.', RETRY],
  },
  model_not_found: { message: 'Home does not have the model that was asked for.', steps: ['Choose another model, or download it at home.', RETRY] },
  no_model: {
    message: 'The model server at home runs, but no model is loaded.',
    steps: ['Load a model in LM Studio (or switch on Just-in-Time loading).', RETRY],
  },
  model_load_failed: {
    message: 'The model could not be loaded at home: not enough memory, most likely.',
    steps: ['Unload another model, or choose a smaller one.', RETRY],
  },
  model_crashed: { message: 'The model at home crashed.', steps: ['Load it again in LM Studio.', RETRY] },
}

/** A problem with the words of its code. `message` replaces the sentence where the field or the expectation must be named. */
export function problem(error: ProblemCode, at: number, requestId: string, message: string = PROBLEM_WORDS[error].message): Problem {
  return { error, message, timestamp: new Date(at).toISOString(), troubleshooting: PROBLEM_WORDS[error].steps, request_id: requestId }
}
