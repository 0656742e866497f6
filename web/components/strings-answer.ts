// The words of an answer that goes on. A part of the catalogue that is loaded with the messages.

export const answerStrings = {
  goOn: 'Continue',
  continued: 'Continued.',
  beganAnew: 'The model began anew instead of going on: what it wrote before is the version before this one.',
  asking: 'Asking the model to go on',
} as const
