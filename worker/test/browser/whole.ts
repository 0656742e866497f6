// An answer that nobody cut: the same on the page, in the store and at the model.
import { expect } from 'vitest'
import { textOf } from '../../../shared/conversation.ts'
import type { Stage } from '../hosts/stage.ts'
import { type Chat, letters } from './chat.ts'

/** Waits for the end; what is shown, what is stored and what the model wrote are one text, and there is one of each message. */
export async function endsWhole(chat: Chat, there: Stage, message: string): Promise<void> {
  const shown = await chat.until('done')
  const stored = textOf(await there.client.answer(chat.id))
  const records = there.asked(message)
  expect(records.map(({ written, finished, aborted }) => ({ written, finished, aborted }))).toEqual([{ written: stored, finished: true, aborted: false }])
  expect(stored.length).toBeGreaterThan(100)
  expect(letters(shown)).toBe(letters(stored))
  expect(await chat.copied()).toBe(stored)
  expect([await chat.questions.count(), await chat.answers.count()]).toEqual([1, 1])
}
