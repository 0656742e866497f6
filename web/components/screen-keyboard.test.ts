// What counts as a keyboard.
import { expect, it } from 'vitest'
import { heightBeside } from './screen-keyboard.ts'

it.each([
  ['a keyboard over the page', 844, 508.4, 1, 508],
  ['none', 844, 844, 1, null],
  ['a bar of the browser that came', 844, 780, 1, null],
  ['a window that the browser made smaller itself', 508, 508, 1, null],
  ['a person who has zoomed in', 844, 422, 2, null],
])('%s', (_name, window, height, scale, room) => {
  expect(heightBeside(window, { height, scale })).toBe(room)
})
