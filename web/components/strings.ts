// Every word of the page, once. The sentences of problems and of home come from the server and are not here.
import type { InterruptReason, PhaseReason } from '../../shared/conversation.ts'
import type { HomeState } from '../../shared/health.ts'
import { MESSAGE_MAX } from '../../shared/limits.ts'
import type { Unreachable } from '../stores/failure.ts'
import { homeStrings } from './strings-home.ts'
import { shellStrings } from './strings-shell.ts'
import { threadStrings } from './strings-thread.ts'
import { written } from './number.ts'

const ORDINALS = ['Next', 'Second', 'Third', 'Fourth', 'Fifth', 'Sixth', 'Seventh', 'Eighth', 'Ninth', 'Tenth']

/** What is shown of a way that does not lead to the server. */
const OFFLINE: Record<Unreachable['why'], { readonly sentence: string; readonly steps: readonly string[] }> = {
  no_network: { sentence: 'This device has no network.', steps: ['Connect this device to a network.'] },
  no_answer: {
    sentence: 'Porchlight does not answer.',
    steps: ['Check that Porchlight runs on its machine (npm start).', 'If you come through a tunnel, check that the tunnel runs.'],
  },
  timeout: { sentence: 'Porchlight does not answer in time.', steps: ['Check the network of this device, and the machine that Porchlight runs on.'] },
  cut: { sentence: 'The connection broke off.', steps: ['Check the network of this device.'] },
  foreign: {
    sentence: 'Something else answers at this address: a proxy, or the page of a tunnel.',
    steps: ['Reload this page to see what it is.', 'If you come through a tunnel, check that the tunnel runs.'],
  },
}

const PHASES: Record<PhaseReason, string> = {
  accepted: 'Accepted',
  in_line: 'In line',
  calling_home: 'Calling home',
  asking_again: 'Asking home again',
  home_silent: 'Home does not answer yet',
  home_gone: 'Home is gone, waiting for it to come back',
  model_loading: 'Loading the model',
  edge_cut: 'The tunnel cut the wait, asking again',
  prompt: 'Reading the prompt',
  writing: 'Writing',
}

const INTERRUPTED: Record<InterruptReason, string> = {
  process_ended: 'Interrupted: Porchlight was stopped while this was being written.',
  stream_cut: 'Interrupted: the connection to home broke off.',
  home_gone: 'Interrupted: home went away while this was being written.',
  home_silent: 'Interrupted: home said nothing for too long.',
}

const HOME: Record<HomeState, string> = {
  unknown: 'Looking for home',
  online: 'Home is on',
  loading: 'Home loads a model',
  no_model: 'Home has no model',
  busy: 'Home is busy',
  silent: 'Home does not answer yet',
  off: 'Home is off',
  unreachable: 'Home cannot be reached',
  refused: 'Home does not let Porchlight in',
  misconfigured: 'Home is not set up right',
  demo: 'The built-in demo answers',
}

export const strings = {
  ...shellStrings,
  ...threadStrings,
  ...homeStrings,
  name: 'Porchlight',
  skip: 'Go to the message field',
  chats: 'Chats',
  chatsClose: 'Close the list',
  newChat: 'New chat',
  /** One whose title is not known. */
  someChat: 'Chat',
  signOut: 'Sign out',

  signIn: 'Sign in',
  signInIntro: 'The model at home is behind this door.',
  password: 'Password',
  signingIn: 'Signing in',

  messages: 'Messages',
  you: 'You',
  answer: 'Answer',
  opening: 'Opening the chat',
  tryAgain: 'Try again',

  sending: 'Sending',
  asking: 'Asking again',
  notGone: { message: 'Not sent.', retry: 'Not asked again.', continue: 'Not continued.' },
  retry: 'Retry',
  takeBack: 'Edit',
  dismiss: 'Dismiss',

  stopped: 'Stopped.',
  interrupted: (reason: InterruptReason) => INTERRUPTED[reason],
  whatToDo: 'What to do',
  requestId: 'Request',
  turnId: 'Turn',
  reasoning: 'Reasoning',
  demoAnswered: 'The built-in demo wrote this. It is not a real model.',
  otherModel: (asked: string, answered: string) => `${answered} answered: home does not have ${asked}.`,
  trimmed: (dropped: number, context: number) =>
    `${dropped === 1 ? '1 older message was' : `${written(dropped)} older messages were`} left out: the model reads ${written(context)} tokens at once.`,
  cutAtLength: 'The answer ends here because it reached the length that the model allows.',
  noWords: 'The model ended without writing an answer.',

  phase: (reason: PhaseReason) => PHASES[reason],
  acting: 'Acting',
  waitingForYou: 'Waiting for you',
  thinking: 'Thinking',
  inLine: (position: number) => (position <= ORDINALS.length ? `${ORDINALS[position - 1]} in line` : `Number ${position} in line`),
  seconds: (seconds: number) => `${seconds} s`,
  minutes: (minutes: number, seconds: number) => `${minutes} min ${seconds} s`,
  hours: (hours: number, minutes: number) => `${hours} h ${minutes} min`,
  percent: (percent: number) => `${percent} %`,
  lost: 'The connection is lost, trying again. What becomes of the answer cannot be seen meanwhile',
  stoppingTurn: 'Stopping',

  speed: (perSecond: number) => `${written(Math.round(perSecond))} tok/s`,
  firstWord: (ms: number) => `first word ${(ms / 1_000).toFixed(1)} s`,
  tokens: (count: number) => `${written(count)} tokens`,

  message: 'Message',
  placeholder: 'Write to the model at home',
  send: 'Send',
  stop: 'Stop',
  keys: ['Enter', ' sends, ', 'Shift Enter', ' breaks the line'],
  stays: 'Answers stay here when you close the page',
  tooLong: (over: number) => `${written(over)} characters too many: a message has at most ${written(MESSAGE_MAX)}.`,
  firstTheOther: 'Retry or edit the message above first.',
  afterTheOther: 'It can be sent when the message above has gone.',
  chatGone: 'There is no chat at this address.',

  home: (state: HomeState) => HOME[state],
  demoStandsIn: (state: HomeState) => `${HOME[state]}, the demo answers`,
  offline: 'Offline',
  offlineWhy: (sentence: string) => `${sentence} The page goes on trying.`,
  unreachable: (why: Unreachable['why']) => OFFLINE[why],

  emptyTitle: 'What shall it be?',
  emptyIntro: 'Three things to try',
  tries: [
    'Explain recursion to me as you would to a ten-year-old',
    'Write a friendly letter that asks my landlord to mend the heating',
    'Write code that renames photos by their date, in Python',
  ],
  /** What the built-in demo knows how to answer. */
  triesDemo: ['What can this page do?', 'Show me code in Python', 'How do I connect LM Studio?'],
  connect: 'Connect the model at home',

  answered: (text: string) => `Answer: ${text}`,
} as const
