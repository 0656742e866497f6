import { expect, it } from 'vitest'
import { headersFor } from './headers.ts'

const ALWAYS = { 'accept-encoding': 'identity', 'ngrok-skip-browser-warning': '1', 'user-agent': 'porchlight/1' }

it('a chat sends these and no others', () => {
  expect(Object.fromEntries(headersFor('chat', null, {}))).toEqual({
    ...ALWAYS,
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
  })
})

it('a list has no body to tell of', () => {
  expect(Object.fromEntries(headersFor('ask', null, {}))).toEqual({ ...ALWAYS, accept: 'application/json' })
})

it('the key and what the tunnel asks for are added', () => {
  const headers = headersFor('ask', 'sk-lm-abc', { 'CF-Access-Client-Id': 'id.access', 'cf-access-client-secret': 'secret' })
  expect(headers.get('authorization')).toBe('Bearer sk-lm-abc')
  expect(headers.get('cf-access-client-id')).toBe('id.access')
  expect(headers.get('cf-access-client-secret')).toBe('secret')
})

it.each(['Host', 'content-length', 'Content-Type', 'Accept', 'accept-encoding', 'user-agent', 'Cookie', 'Origin', 'transfer-encoding', 'connection'])(
  'a configured %s changes nothing',
  (name) => {
    expect(Object.fromEntries(headersFor('chat', 'k', { [name]: 'other' }))).toEqual(Object.fromEntries(headersFor('chat', 'k', {})))
  },
)

it('the key wins over a configured one, which counts where there is no key', () => {
  expect(headersFor('chat', 'key', { authorization: 'Basic x' }).get('authorization')).toBe('Bearer key')
  expect(headersFor('chat', null, { authorization: 'Basic x' }).get('authorization')).toBe('Basic x')
})
