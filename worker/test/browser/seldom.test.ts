// For everyone, by keyboard and by touch: what is seldom seen. A chat that is gone, what was refused, what an answer waits for.
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { problem, PROBLEM_STATUS, PROBLEM_WORDS, type ProblemCode } from '../../../shared/problem.ts'
import { SIM_MODEL } from '../../sim/cases-world.ts'
import { fieldOf } from '../hosts/client.ts'
import { fresh, stage } from '../hosts/stage.ts'
import { visitors } from './browser.ts'
import { PATIENT } from './chat.ts'
import { comes, HANDS, holdsNotices, isForEveryone } from './hands.ts'

/** So long an answer waits, in milliseconds: the page is judged meanwhile. */
const WAITS_MS = 6_000
const people = visitors()

/** Whatever is asked there is refused with this, until what is given back is called. */
async function refuses(page: Page, address: string, code: ProblemCode): Promise<() => Promise<void>> {
  const body = problem(code, Date.now(), 'r-1')
  await page.route(address, (route) => route.fulfill({ status: PROBLEM_STATUS[code], json: { detail: body } }))
  return () => page.unroute(address)
}

describe.each(HANDS)('seldom seen, $name', (hand) => {
  const { press, write, list } = hand
  // One at a time: the next one waits.
  const there = stage('node', { env: { LLM_PARALLEL: '1' } })

  it('a chat that is gone leads to a new one, and one that could not be opened is tried again', async () => {
    const [gone, kept] = [fresh('gone'), fresh('kept')]
    await there.client.say(gone, 'To be gone')
    await there.client.say(kept, 'What is 2+2?')
    await there.client.request('DELETE', `/agent/sessions/${gone}`)
    const { chat, watch } = await comes(people, `${there.host.url}/health`, hand)
    const { page } = chat
    watch.allow(/^console: .*status of 410/, /^console: .*status of 503/)
    await page.goto(`${there.host.url}/c/${gone}`)
    await chat.thread.getByText(PROBLEM_WORDS.gone.message).waitFor()
    const title = page.getByRole('heading', { level: 1 })
    expect(await title.innerText()).toBe('Chat')
    await page.getByText('There is no chat at this address.').waitFor()
    await isForEveryone(page)
    await press(chat.thread.getByRole('button', { name: 'New chat' }))
    await page.getByRole('heading', { name: 'What shall it be?' }).waitFor()

    const opens = await refuses(page, `**/agent/sessions/${kept}`, 'actor_unavailable')
    await page.goto(`${there.host.url}/c/${kept}`)
    const again = chat.thread.getByRole('button', { name: 'Try again' })
    await again.waitFor()
    await title.filter({ hasText: 'What is 2+2?' }).waitFor()
    await isForEveryone(page)
    await opens()
    await press(again)
    expect(await chat.until('done')).toBe('4')
  })

  it('a search finds nothing, a new title is not taken, and what was written is refused and asked again', async () => {
    const { chat, watch } = await comes(people, there.host.url, hand)
    const { page } = chat
    await chat.say('What is 2+2?')
    await chat.until('done')
    const nav = await list(chat)
    const find = nav.getByRole('searchbox', { name: 'Find a chat' })
    await write(find, 'no such title')
    await nav.getByText('No chat has this in its title.').waitFor()
    await isForEveryone(page)

    await write(find, '2+2')
    await nav.getByRole('link', { name: 'What is 2+2?' }).first().waitFor()
    watch.allow(/^console: .*status of 503/)
    const takes = await refuses(page, `**/agent/sessions/${chat.id}`, 'actor_unavailable')
    await press(nav.getByRole('button', { name: 'Options for “What is 2+2?”' }).first())
    const dialog = page.getByRole('dialog', { name: 'This chat' })
    await write(dialog.getByRole('textbox', { name: 'Title' }), 'Sums')
    await press(dialog.getByRole('button', { name: 'Save title' }))
    const failed = page.locator('.toast[data-kind="failed"]')
    await failed.getByText(PROBLEM_WORDS.actor_unavailable.message).waitFor()
    await holdsNotices(page)
    await isForEveryone(page)
    await takes()
    await press(failed.getByRole('button', { name: 'Dismiss' }))
    await failed.waitFor({ state: 'detached' })

    watch.allow(/^console: .*status of 413/)
    await page.goto(there.host.url)
    const goes = await refuses(page, '**/agent/message', 'body_too_large')
    await chat.say('What is 2+2, again?')
    const refused = chat.thread.getByRole('region', { name: 'Not sent.' })
    await refused.getByText(PROBLEM_WORDS.body_too_large.message).waitFor()
    await write(chat.field, 'And another')
    await page.getByText('Retry or edit the message above first.').waitFor()
    await isForEveryone(page)
    await goes()
    await press(refused.getByRole('button', { name: 'Retry', exact: true }))
    expect(await chat.until('done')).toBe('4')
  })

  it('what an answer waits for: others before it, the model, its own prompt', async () => {
    const { chat } = await comes(people, there.host.url, hand)
    const phase = chat.answers.last().locator('.phase')
    const other = fresh('other')
    const first = await there.client.ask(other, 'Tell me of the sea [[tokens=4000]]')
    await chat.say(`What is 2+2? [[delay=${WAITS_MS}]]`)
    await phase.getByText('Next in line').waitFor()
    await isForEveryone(chat.page)
    await there.client.post(`/agent/sessions/${other}/stop`, {})
    first.leave()
    await phase.getByText('Reading the prompt').waitFor()
    await isForEveryone(chat.page)
    expect(await chat.until('done')).toBe('4')

    await there.sim.set({ unload: SIM_MODEL, load_ms: WAITS_MS })
    await expect.poll(async () => fieldOf((await there.client.get('/health')).body, 'model_loaded'), PATIENT).toBe(false)
    await chat.say('What is 2+2, again?')
    await phase.getByText('Loading the model').waitFor()
    await isForEveryone(chat.page)
    await expect.poll(() => chat.answers.count(), PATIENT).toBe(2)
    expect(await chat.until('done')).toBe('4')
    await there.sim.set({ load_ms: 300 })
  })
})
