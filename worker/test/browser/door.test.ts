// The door: one password, asked for, wrong, right, and given back.
import { describe, expect, it } from 'vitest'
import { PROBLEM_WORDS } from '../../../shared/problem.ts'
import { stage } from '../hosts/stage.ts'
import { visitors } from './browser.ts'
import { comes, HANDS, isForEveryone } from './hands.ts'

const PASSWORD = 'a lamp in the porch, lit'
const there = visitors()
const { visit } = there

describe('with a password', () => {
  const node = stage('node', { env: { OWNER_PASSWORD: PASSWORD } })

  it('the page asks for it, says that one is wrong, opens for the right one, and shuts again in every tab', async () => {
    const { chat, watch, context, second } = await visit(node.host.url)
    const { page } = chat
    const field = page.getByLabel('Password')
    const signIn = page.getByRole('button', { name: 'Sign in' })
    await field.waitFor()
    expect(await chat.field.count()).toBe(0)

    watch.allow(/^console: .*status of 401 .*\/auth\/sign-in\)$/)
    await field.fill('not this one')
    await signIn.click()
    await page.getByRole('alert').getByText('The password is not right.').waitFor()
    expect([await field.inputValue(), await chat.field.count()]).toEqual(['not this one', 0])

    await field.fill(PASSWORD)
    await field.press('Enter')
    await chat.say('What is 2+2?')
    expect(await chat.until('done')).toBe('4')
    await page.reload()
    expect(await chat.until('done')).toBe('4')
    const [cookie] = await context.cookies()
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' })

    const other = await second(page.url())
    expect(await other.until('done')).toBe('4')

    // Nothing is heard of the server meanwhile: the page does not find out by asking.
    await page.route('**/health', () => undefined)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await field.waitFor()
    expect([await chat.thread.count(), await context.cookies()]).toEqual([0, []])
    expect(await page.locator('body').innerText()).not.toContain('2+2')
    await page.unroute('**/health')
    await page.reload()
    await field.waitFor()
    expect(await page.locator('body').innerText()).not.toContain('2+2')
    await other.page.getByLabel('Password').waitFor()
    expect(await other.page.locator('body').innerText()).not.toContain('2+2')
  })

  it.each(HANDS)('in and out again, $name', async (hand) => {
    const { press, write, list } = hand
    const { chat, watch } = await comes(there, node.host.url, hand)
    const { page } = chat
    const field = page.getByLabel('Password')
    const signIn = page.getByRole('button', { name: 'Sign in' })
    watch.allow(/^console: .*status of 401 .*\/auth\/sign-in\)$/)
    await field.waitFor()
    await isForEveryone(page)
    await write(field, 'not this one')
    await press(signIn)
    await page.getByRole('alert').getByText('The password is not right.').waitFor()
    await isForEveryone(page)
    await write(field, PASSWORD)
    await press(signIn)
    await chat.field.waitFor()
    await press((await list(chat)).getByRole('button', { name: 'Settings' }))
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).waitFor()
    await isForEveryone(page)
    await press(page.getByRole('dialog').getByRole('button', { name: 'Sign out' }))
    await page.getByText('You are signed out.').waitFor()
    await isForEveryone(page)
    await write(field, PASSWORD)
    await press(signIn)
    await press((await list(chat)).getByRole('button', { name: 'Sign out' }))
    await field.waitFor()
  })
})

describe('nothing is set up', () => {
  const node = stage('node', { open: false })

  it.each(HANDS)('the page says what to do, and is tried again, $name', async (hand) => {
    const { chat, watch } = await comes(there, node.host.url, hand)
    watch.may(/^console: .*status of 503/)
    await chat.page.getByRole('heading', { name: PROBLEM_WORDS.not_set_up.message }).waitFor()
    await isForEveryone(chat.page)
    await Promise.all([chat.page.waitForEvent('load'), hand.press(chat.page.getByRole('link', { name: 'Try again' }))])
    await chat.page.getByRole('heading', { name: PROBLEM_WORDS.not_set_up.message }).waitFor()
  })
})
