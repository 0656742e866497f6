// Which answer a message gets from the demo, and that none of them pretends.
import { describe, expect, it } from 'vitest'
import { decide, QUOTE_MAX, type Told } from './demo-rules.ts'

function told(message: string): Told {
  const answer = decide(message)
  if (answer.kind === 'refusal') throw new Error(`"${message}" was refused.`)
  return answer
}

const CANNOT = 'I cannot answer this one'

describe('decide', () => {
  it.each([
    ['What is 2+2?', '2 + 2 = **4**'],
    ['7/0', 'divides by zero'],
    ['hello', 'I am **not a language model**'],
    ['Hello, how are you?', 'I am **not a language model**'],
    ['What can you do?', 'Send me one of these words'],
    ['What can this page do?', 'has **Copy** and **Wrap**'],
    ['what can I do here', 'has **Copy** and **Wrap**'],
    ['Do you follow my temperature?', 'I ignore the system prompt and the temperature'],
    ['What is a system prompt?', 'I ignore the system prompt and the temperature'],
    ['What is the temperature on Mars?', CANNOT],
    ['help', 'Send me one of these words'],
    ['Who are you?', 'There is no language model in me'],
    ['Are you ChatGPT?', 'There is no language model in me'],
    ['thanks a lot', 'You are welcome'],
    ['  ', 'There was no question'],
    ['markdown', '# A tour of Markdown'],
    ['Show me what Markdown can do', '# A tour of Markdown'],
    ['table', '| Parameters | File |'],
    ['Can you show me a table?', '| Parameters | File |'],
    ['code', '## Go'],
    ['code in several languages', '```typescript'],
    ['Python code, please', '```python'],
    ['long', '# The way of one answer'],
    ['A long answer please', '# The way of one answer'],
    ['write two thousand words', '# The way of one answer'],
    ['slow', 'This is the slow answer'],
    ['think', '**15** handshakes'],
    ['I want to see reasoning', '**15** handshakes'],
    ['cut off', 'reaches its length limit'],
    ['connect LM Studio', '## LM Studio in three steps'],
    ['How do I connect a model?', '## LM Studio in three steps'],
    ['LLM_BASE_URL', '## LM Studio in three steps'],
    ['connect Ollama', 'LLM_BASE_URL=http://localhost:11434/v1'],
    ['llama.cpp', 'llama-server -m model.gguf'],
    ['cloudflared', 'CF_ACCESS_CLIENT_SECRET='],
    ['ngrok', 'ngrok http 1234'],
    ['tailscale', 'tailscale funnel 1234'],
    ['How do I connect Ollama through ngrok?', 'ngrok http 11434 --host-header=localhost:11434'],
    ['llama-server over cloudflared', 'cloudflared tunnel --url http://127.0.0.1:8080\n'],
    ['What is the capital of France?', CANNOT],
    ['How long is the Nile?', CANNOT],
    ['What does this error mean?', CANNOT],
    ['fix error', CANNOT],
    ['Explain the table of elements', CANNOT],
    ['What do you think about cats?', CANNOT],
  ])('"%s"', (message, part) => {
    expect(told(message).text).toContain(part)
  })

  it.each(['error', 'Show me an error', 'an error before the first word', 'please fail'])('"%s" is refused before the first word', (message) => {
    expect(decide(message).kind).toBe('refusal')
  })

  it.each(['error in the middle', 'Give me an error halfway', 'mid-stream error', 'crash in the middle of the answer'])(
    '"%s" fails in mid-stream',
    (message) => {
      expect(told(message).end).toBe('error')
    },
  )

  it('knows the other ways an answer can be', () => {
    expect(told('cut off').end).toBe('length')
    expect(told('think').reasoning).toContain('handshake')
    expect(told('slow').slow).toBe(true)
    expect(told('a slow table')).toMatchObject({ slow: true, end: 'stop' })
    expect(told('hello')).toMatchObject({ slow: false, reasoning: '', end: 'stop' })
  })

  it('shows one language where one is named', () => {
    expect(told('python').text).not.toContain('## Go')
    expect(told('code').text.match(/^```\w+$/gm)).toHaveLength(5)
  })

  it('has a long answer of about two thousand words', () => {
    const words = told('long').text.split(/\s+/).length
    expect(words).toBeGreaterThan(1_900)
    expect(words).toBeLessThan(2_300)
  })

  it.each([
    'hello',
    'who are you',
    'What can this page do?',
    'temperature',
    'thanks',
    '',
    '2+2',
    '1/0',
    'markdown',
    'table',
    'code',
    'long',
    'slow',
    'think',
    'cut off',
    'error in the middle',
    'connect',
    'ollama',
    'Why?',
  ])('says that it is the demo: "%s"', (message) => {
    expect(told(message).text).toMatch(/\bdemo\b/)
  })

  it('quotes a question on one line, shortly, and never half a character', () => {
    expect(told('Why is\nthe sky\n\nblue?').text).toContain('> Why is the sky blue?\n')
    const quoted = /^> (.*)$/m.exec(told(`Why ${'🏮'.repeat(300)}`).text)?.[1] ?? ''
    expect(Array.from(quoted)).toHaveLength(QUOTE_MAX + 1)
    expect(quoted.isWellFormed()).toBe(true)
  })

  it('takes a long message for something to work on', () => {
    expect(told(`Show me a table. ${'It is about rain. '.repeat(20)}`).text).toContain(CANNOT)
  })

  it('shows in its tour what the page draws', () => {
    const { text } = told('markdown')
    for (const sign of [/^- \[x\] /m, /^- \[ \] /m, /^ {3}- /m, /^ {5}- /m, /^> /m, /^> > /m, /^\|/m, /^```python$/m, /^1\. /m]) expect(text).toMatch(sign)
  })

  it('tells of the page what the page can', () => {
    const { text } = told('What can this page do?')
    for (const word of ['Markdown', 'Copy', 'Wrap', 'Stop', 'Retry', 'Edit', 'Export', 'Install', '`?`']) expect(text).toContain(word)
  })

  it('gives the same answer each time', () => {
    for (const message of ['hello', 'code', 'Why?', '2+2']) expect(decide(message)).toEqual(decide(message))
  })
})
