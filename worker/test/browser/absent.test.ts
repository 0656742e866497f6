// Home that is not there, and comes: what the page says, and what can be done on it.
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Simulator, type SimulatorOptions, startSimulator } from '../../sim/cli.ts'
import { freePort, launch } from '../launch.ts'
import { visitors } from './browser.ts'
import { PATIENT } from './chat.ts'
import { comes, HANDS, isForEveryone } from './hands.ts'

const people = visitors()
const { visit } = people

/** The product with a home that is not there, and a way to let it come. Gone after the test. */
async function withoutHome(
  fallback: 'none' | 'demo',
): Promise<{ readonly url: string; readonly homeComes: (options?: SimulatorOptions) => Promise<Simulator> }> {
  const port = await freePort()
  const host = await launch('node', { llm: `http://127.0.0.1:${port}/v1`, env: { LLM_FALLBACK: fallback } })
  onTestFinished(() => host.stop())
  const homeComes = async (options: SimulatorOptions = {}): Promise<Simulator> => {
    const sim = await startSimulator({ ...options, port })
    onTestFinished(() => sim.close())
    return sim
  }
  return { url: host.url, homeComes }
}

describe('home is absent', () => {
  it('the demo answers and the page says so, with the steps; when home comes, a new chat goes there', async () => {
    const { url, homeComes } = await withoutHome('demo')
    const { chat } = await visit(url)
    const connect = chat.page.getByRole('region', { name: 'Connect the model at home' })
    await expect.poll(() => chat.status.innerText(), PATIENT).toMatch(/Home (is off|cannot be reached).*demo answers/)
    expect(await connect.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringContaining('LM Studio'),
      expect.stringContaining('tunnel'),
      expect.stringContaining('LLM_BASE_URL'),
    ])
    await chat.say('Write code in Python')
    expect(await chat.until('done')).toContain('import json')
    await chat.answers.getByText('The built-in demo wrote this. It is not a real model.').waitFor()

    const sim = await homeComes()
    await expect.poll(() => chat.status.innerText(), PATIENT).toMatch(/^Home is on/)
    await chat.page.getByRole('button', { name: 'New chat' }).click()
    await chat.page.getByRole('heading', { name: 'What shall it be?' }).waitFor()
    expect(await connect.count()).toBe(0)
    await chat.say('What is 2+2?')
    expect(await chat.until('done')).toBe('4')
    expect(sim.records().map(({ messages }) => messages)).toEqual([[{ role: 'user', content: 'What is 2+2?' }]])
    expect(await chat.answers.getByText('demo').count()).toBe(0)
  })

  it('without the demo a message fails with its sentence and its steps, and Retry works when home is back', async () => {
    const { url, homeComes } = await withoutHome('none')
    const { chat } = await visit(url)
    await expect.poll(() => chat.status.innerText(), PATIENT).toMatch(/^Home (is off|cannot be reached)/)
    await chat.say('What is 2+2?')
    expect(await chat.until('failed')).toBe('')
    await chat.answers.getByText('The model server at home is not running.').waitFor()
    expect(await chat.answers.getByRole('list', { name: 'What to do' }).getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringContaining('LM Studio'),
      expect.stringContaining('LLM_BASE_URL'),
      expect.stringContaining('press Retry'),
    ])
    await homeComes()
    await chat.retry.click()
    expect(await chat.until('done')).toBe('4')
    expect([await chat.questions.count(), await chat.answers.count(), await chat.retry.count()]).toEqual([1, 1, 0])
  })

  it.each(HANDS)('the steps to connect it and three things to try are for everyone, $name', async (hand) => {
    const { url } = await withoutHome('demo')
    const { chat } = await comes(people, url, hand)
    await chat.page.getByRole('region', { name: 'Connect the model at home' }).waitFor()
    await isForEveryone(chat.page)
    await hand.press(chat.page.getByRole('region', { name: 'Three things to try' }).getByRole('button', { name: 'code' }))
    await chat.until('done')
    await chat.answers.getByRole('figure').first().waitFor()
    await isForEveryone(chat.page)
    await hand.press(chat.page.getByRole('main').locator('summary', { hasText: 'What to do' }))
    await isForEveryone(chat.page)
  })
})
