// Suite: one question, one answer, as programs get it.
import { describe, expect, it } from 'vitest'
import { JSON_STATUS_MS } from '../../../shared/limits.ts'
import { SIM_MODEL } from '../../sim/cases-world.ts'
import { eventually } from './eventually.ts'
import { type Stage, fresh } from './stage.ts'

const ID = expect.stringMatching(/^[A-Za-z0-9_-]{1,64}$/)

export function answers(stage: Stage): void {
  describe('answers', () => {
    it('/health says what is known of home', async () => {
      await eventually(
        async () => (await stage.client.get('/health')).body,
        (health) => expect(health).toMatchObject({ status: 'healthy' }),
      )
      const { status, headers, body } = await stage.client.get('/health')
      expect([status, headers.get('x-porchlight-version')]).toEqual([200, '0.1.0'])
      expect(body).toMatchObject({
        status: 'healthy',
        llm_available: true,
        model: SIM_MODEL,
        model_loaded: true,
        orchestrator_ready: true,
        browser_ready: false,
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        answers: 'home',
        home: { id: 'home', state: 'online', server: 'lmstudio' },
        sentence: expect.stringContaining(SIM_MODEL),
        next: [],
      })
    })

    it('a message gets its answer', async () => {
      const { status, headers, body } = await stage.client.post('/agent/message', { message: 'What is 2+2?', mode: 'chat', session_id: 'test-123' })
      expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining('application/json')])
      expect(body).toEqual({
        session_id: 'test-123',
        reply: '4',
        mode: 'chat',
        status: 'done',
        metadata: {
          turn_id: ID,
          message_id: ID,
          home: 'home',
          model: SIM_MODEL,
          model_asked: SIM_MODEL,
          finish_reason: 'stop',
          usage: { prompt_tokens: expect.any(Number), completion_tokens: 1, reasoning_tokens: 0 },
          timings_ms: { queued: expect.any(Number), first_byte: expect.any(Number), first_word: expect.any(Number), total: expect.any(Number) },
          tokens_per_second: expect.any(Number),
          steps: 1,
          request_id: headers.get('x-request-id'),
        },
      })
    })

    it('and without a name, in a chat with a name of its own', async () => {
      const { status, body } = await stage.client.post('/agent/message', { message: 'What is 2+2?' })
      expect([status, body]).toEqual([200, expect.objectContaining({ session_id: ID, reply: '4', status: 'done' })])
    })

    it.each([
      ['not JSON', '{"message":', 400, 'not_json'],
      ['another mode', { message: 'a', mode: 'autonomous' }, 400, 'mode_unavailable'],
      ['nothing to answer', { message: '' }, 422, 'invalid_field'],
      ['a field that is not known', { message: 'a', colour: 'red' }, 422, 'invalid_field'],
      ['another name for a chat', { message: 'a', session_id: 'a b' }, 422, 'invalid_field'],
      ['a message that is too long', { message: 'x'.repeat(32_001) }, 422, 'invalid_field'],
    ])('refuses %s', async (_what, body, status, error) => {
      const response = await fetch(`${stage.client.url}/agent/message`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      })
      expect([response.status, await response.json()]).toEqual([
        status,
        {
          detail: expect.objectContaining({
            error,
            message: expect.any(String),
            timestamp: expect.any(String),
            troubleshooting: expect.any(Array),
            request_id: response.headers.get('x-request-id'),
          }),
        },
      ])
    })

    it('remembers what was said before', async () => {
      const chat = fresh('memory')
      const said = ['My name is Robin. [[tokens=12]]', 'I live in Bern. [[tokens=12]]', 'What did I say? [[tokens=12]]']
      const replies: string[] = []
      for (const message of said) {
        const { status, body } = await stage.client.say(chat, message)
        expect([status, body]).toMatchObject([200, { status: 'done' }])
        replies.push(typeof body === 'object' && body !== null && 'reply' in body ? String(body.reply) : '')
      }
      expect(stage.asked(said[2] ?? '').map(({ messages }) => messages)).toEqual([
        [
          { role: 'user', content: said[0] },
          { role: 'assistant', content: replies[0] },
          { role: 'user', content: said[1] },
          { role: 'assistant', content: replies[1] },
          { role: 'user', content: said[2] },
        ],
      ])
    })

    it('an error of the model has its status, and the message stays', async () => {
      const chat = fresh('error')
      const { status, body } = await stage.client.say(chat, '[[case=jinja-error]]')
      expect([status, body]).toMatchObject([424, { detail: { error: 'template_rejected', session_id: chat } }])
      const view = await stage.client.view(chat)
      expect(view.messages).toMatchObject([
        { role: 'user', text: '[[case=jinja-error]]' },
        { role: 'assistant', state: { status: 'failed', problem: { error: 'template_rejected' } } },
      ])
    })
  })
}

/** An answer that takes longer than a status can wait: begun before the other tests, looked at after them. */
export function slowAnswer(stage: Stage): { readonly begin: () => void; readonly end: () => void } {
  let pending: Promise<{ readonly status: number; readonly type: string | null; readonly ms: number; readonly text: string }> | null = null
  const send = async () => {
    const began = performance.now()
    const response = await fetch(`${stage.client.url}/agent/message`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ message: `slow [[tokens=3]] [[delay=${JSON_STATUS_MS + 3_000}]]`, session_id: 'slow-json' }),
    })
    const ms = performance.now() - began
    return { status: response.status, type: response.headers.get('content-type'), ms, text: await response.text() }
  }
  return {
    begin: () => void (pending = send()),
    end: () =>
      it('a JSON answer that takes longer than 20 s is white space first, then itself', { timeout: 60_000 }, async () => {
        const told = await pending
        expect(told).toMatchObject({ status: 200, type: expect.stringContaining('application/json'), text: expect.stringMatching(/^ +\{/) })
        expect(told?.ms).toBeGreaterThan(JSON_STATUS_MS - 100)
        expect(JSON.parse(told?.text ?? '')).toMatchObject({ session_id: 'slow-json', status: 'done', reply: expect.stringMatching(/./) })
      }),
  }
}
