// What each recorded answer of a real llama-server (build 11669) says, read off its bytes by hand. `NAME.http` beside it is that answer as it came over the socket.
import type { Model } from '../../../shared/health.ts'
import type { ProblemCode } from '../../../shared/problem.ts'
import type { UpstreamEvent } from '../../ports.ts'

/** An event; what came in pieces is one line here, with the number of its pieces. The problem of a failure is told without its sentence. */
export type Told =
  | Exclude<UpstreamEvent, { type: 'text' | 'reasoning' | 'tool_call' | 'failed' }>
  | { readonly type: 'text' | 'reasoning'; readonly pieces: number; readonly text: string }
  | { readonly type: 'tool_call'; readonly pieces: number; readonly index: number; readonly id: string; readonly name: string; readonly arguments: string }
  | { readonly type: 'failed'; readonly code: ProblemCode; readonly retryable: boolean }

const opened: Told = { type: 'opened' }
const progress = (percent: number): Told => ({ type: 'progress', percent })
const model = (name: string): Told => ({ type: 'model', model: name })
const text = (pieces: number, whole: string): Told => ({ type: 'text', pieces, text: whole })
const reasoning = (pieces: number, whole: string): Told => ({ type: 'reasoning', pieces, text: whole })
const call = (pieces: number, index: number, id: string, whole: string): Told => ({
  type: 'tool_call',
  pieces,
  index,
  id,
  name: 'get_weather',
  arguments: whole,
})
const usage = (prompt_tokens: number, completion_tokens: number): Told => ({
  type: 'usage',
  usage: { prompt_tokens, completion_tokens, reasoning_tokens: null },
})
const finish = (reason: 'stop' | 'length' | 'tool_calls'): Told => ({ type: 'finish', reason })
const failed = (code: ProblemCode, retryable = false): Told => ({ type: 'failed', code, retryable })

const STORIES = model('stories260k')
const PARK = ' went to the park with his mom. They saw a big box with a big box.'
const MAX = `${PARK} Max was very happy. He wanted to play with the box. He wanted to play with the box.\nMax said, "Max, let's go to the park."`
const MAX_TO_THE_END = `${MAX} Max said, "I want to play with you, Max." Max said, "Yes, Max. I will help you." Max was happy to help Max. They played together every day.\nAfter playing, Max and Max went to the park. They played with the box and had lots of fun. Max was happy to have a new friend. Max was happy to have a new friend.`
const LILY =
  ', there was a little girl named Lily. She loved to play outside in the park. One day, she saw a big, red ball. She wanted to play with it, but it was too high.\n' +
  'Lily\'s mom said, "Lily, let\'s go to the park." Lily was sad and didn\'t know what to do. She said, "I want to play with your ball, but I can\'t find it."\n' +
  "Lily was sad and didn't know what to do. She said, \"I'm sorry, Lily. I didn't know what to do.\"\n" +
  'Lily didn\'t want to help her mom, so she said, "I\'m sorry, mom. I didn\'t know what to do." Her mom said, "Don\'t worry, Lily. We can help you."\n' +
  'Lily and her mom w'
const BIRD = 'Suddenly, he saw a big, scary bird. As she was scared, she didnzzed ar\n'
const MANKS = 'Her manks went to the bird. She saw a sm'
const WEATHER = '{ "city" : "London", "unit" : "fahrenheit" }'

/**
 * Answers to a chat request, in the order of the wire. What one chunk holds comes as: progress, model, reasoning, text, calls, finish, usage.
 * The first chunk's `content: null` is no text, `timings` beside a finish (they were not asked for with each piece here) and a second choice are not read, and a connection that ends
 * before its last chunk ends without a finish.
 */
export const CHATS: Readonly<Record<string, readonly Told[]>> = {
  'chat-nonstream': [opened, STORIES, text(1, MAX_TO_THE_END), finish('stop'), usage(11, 210)],
  'chat-nonstream-json-schema': [opened, STORIES, text(1, '{ "name" : "Lily", "age" : 2 }'), finish('stop'), usage(11, 34)],
  'chat-stream': [opened, STORIES, text(209, MAX_TO_THE_END), finish('stop')],
  // The one who asked left; what had come until then.
  'chat-stream-client-abort': [opened, STORIES, text(80, `${MAX} Ma`)],
  'chat-stream-ctx-full': [
    opened,
    STORIES,
    text(31, ' The dog was very small and had a big ball. The dog was very happy.\nOne day, the dog'),
    finish('length'),
    usage(481, 31),
  ],
  'chat-stream-json-schema': [opened, STORIES, text(29, '{ "name" : "Lily", "age" : 2 }'), finish('stop')],
  'chat-stream-length': [opened, STORIES, text(8, ' went to the park with'), finish('length')],
  // `data: {"error":...}` after 260 pieces, then the proper end of the body, without [DONE].
  'chat-stream-mid-error': [opened, STORIES, text(260, LILY), failed('context_overflow')],
  // Two choices, interleaved: the first is the answer.
  'chat-stream-n2': [opened, STORIES, text(4, ' had a big to'), finish('length')],
  // 0 of 201 tokens, then all of them.
  'chat-stream-progress': [opened, progress(0), STORIES, progress(100), text(3, ' The dog'), finish('length')],
  'chat-stream-queued-ping': [opened, STORIES, text(3, ' went to'), finish('length')],
  'chat-stream-server-sigkill': [opened, STORIES, text(80, `${MAX} Ma`)],
  // Ends with a ping, a second after the last words.
  'chat-stream-server-sigterm': [opened, STORIES, text(81, `${MAX} Max`)],
  'chat-stream-usage': [opened, STORIES, text(24, PARK.slice(0, -1)), finish('length'), usage(11, 24)],
  'chat-stream-utf8': [opened, STORIES, text(14, 'café € 😀 日本 ok'), finish('stop')],
  'reasoning-nonstream': [opened, STORIES, reasoning(1, BIRD), text(1, MANKS), finish('stop'), usage(53, 71)],
  'reasoning-stream': [opened, STORIES, reasoning(41, BIRD), text(19, MANKS), finish('stop'), usage(53, 71)],
  'router-chat-autoload-slow-stream': [opened, model('slow'), text(2, '##'), finish('length')],
  'slow-stream-default': [opened, model('slow'), text(3, '###'), finish('length')],
  'slow-stream-queued': [opened, model('slow'), text(3, '###'), finish('length')],
  // Three calls, one after the other; the limit came within the third.
  'tools-parallel-stream': [
    opened,
    STORIES,
    call(33, 0, 'p8KhHOgVCLRy3rzQGQlZTbPFngBe7lFU', WEATHER),
    call(34, 1, 'UVBGOm0DmaETYMzOk2ymTZHcwS8DSzeb', WEATHER),
    call(30, 2, 'fBIwMk3zMWNzFbHa3Tqcbfct5whDOsYh', WEATHER.slice(0, -5)),
    finish('length'),
  ],
  // The whole form of a call has no index.
  'tools-required-nonstream': [opened, STORIES, call(1, 0, 'BVxX2TWjXt1F921AvbyzHfEgVOWcMjFX', WEATHER), finish('tool_calls'), usage(403, 93)],
  'tools-required-stream': [opened, STORIES, call(33, 0, 'kVjgXg9QQQeQepQsae2fECDnUgytbeAQ', WEATHER), finish('tool_calls'), usage(403, 93)],
  // Asked for a name that it does not have, it answers under its own.
  'unknown-model': [opened, STORIES, text(4, ' went to the'), finish('length')],
  'err-auth-none': [failed('home_refused')],
  'err-context-overflow': [failed('context_overflow')],
  'err-context-overflow-stream': [failed('context_overflow')],
  'err-image-parts': [failed('bad_request_upstream')],
  'err-invalid-json': [failed('bad_request_upstream')],
  'err-missing-messages': [failed('bad_request_upstream')],
  'err-router-unknown-model': [failed('model_not_found')],
  // A 500 for a tool without its function: the request's fault, whatever the status says.
  'err-tools-bad': [failed('bad_request_upstream')],
  'loading-chat': [failed('model_loading', true)],
}

/** Refusals of what is no chat request. They would be the same for one, so they are read as if they were: only what they are called matters. */
export const REFUSALS: Readonly<Record<string, readonly Told[]>> = {
  'err-404': [failed('home_misconfigured')],
  'err-embeddings': [failed('bad_request_upstream')],
  'loading-models': [failed('model_loading', true)],
}

/** Lists of models, as they are read. A router tells what is in memory, and what one that is there can read. */
export const LISTS: Readonly<Record<string, readonly Model[]>> = {
  models: [{ id: 'stories260k', loaded: true, context: 512 }],
  // Asked for with an Origin, which changes nothing of what it says.
  'cors-origin': [{ id: 'stories260k', loaded: true, context: 512 }],
  'router-models': ['broken', 'slow', 'stories-a', 'stories-b'].map((id) => ({ id, loaded: false, context: null })),
  'router-models-loading': [
    { id: 'broken', loaded: false, context: null },
    // On its way.
    { id: 'slow', loaded: false, context: null },
    { id: 'stories-a', loaded: false, context: null },
    { id: 'stories-b', loaded: true, context: 512 },
  ],
}

/** Recorded with them, and not kept: no answer to a chat request, no refusal, no list. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  'completions-stream': 'a dialect that is never spoken to a model server',
  embeddings: 'a dialect that is never spoken to a model server',
  health: 'never asked for',
  'messages-nonstream': 'a dialect that is never spoken to a model server',
  'messages-stream': 'a dialect that is never spoken to a model server',
  'responses-stream': 'a dialect that is never spoken to a model server',
}
