// Cases whose right answer belongs to something that does not exist yet: what is asserted of them now, and what will assert the rest.

export interface Later {
  readonly number: number
  readonly now: string
  readonly by: string
}

const NATIVE = "the tests of LM Studio's own chat, once it is spoken"
const RESPONSES = 'the tests of /v1/responses, once it is spoken'
const UNDERSTOOD = 'its bytes end the turn as cut, not as an empty success'

export const LATER: readonly Later[] = [
  { number: 12, now: UNDERSTOOD, by: NATIVE },
  { number: 13, now: UNDERSTOOD, by: NATIVE },
  { number: 45, now: 'classified from its body', by: RESPONSES },
  { number: 52, now: 'classified; no response_format is ever sent', by: 'the tests of structured output, once something asks for it' },
  { number: 53, now: 'classified; no tool_choice is ever sent', by: 'the tests of tools, once they are called' },
  { number: 54, now: 'classified; content is always text', by: 'the tests of images, once they can be sent' },
  { number: 55, now: UNDERSTOOD, by: NATIVE },
  { number: 56, now: 'classified; not asked again', by: NATIVE },
  { number: 57, now: 'classified; not asked again', by: RESPONSES },
  { number: 59, now: 'its events (the contract of upstream); the turn is empty', by: 'the tests of the agent, once it calls tools' },
  { number: 60, now: 'its events (the contract of upstream); the turn is empty', by: 'the tests of the agent, once it calls tools' },
  { number: 61, now: 'its events (the contract of upstream); the turn is empty', by: 'the tests of the agent, once it calls tools' },
  { number: 74, now: 'classified from what was thrown; on a socket it is a lost connection', by: 'the tests of a private network binding, once there is one' },
  { number: 84, now: 'classified from its body and its frame', by: 'the tests of /v1/messages, once it is spoken' },
]
