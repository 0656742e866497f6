// From a route's names to a request. Which routes there are is the worker's type's business.
import { expect, it } from 'vitest'
import { routesOf } from './routes.ts'

const asked: [string, RequestInit][] = []
const routes = routesOf('http://porch.test', (url, init) => {
  asked.push([url, init])
  return Promise.resolve(new Response())
})

it('puts what it is given into the address and the body, as what it is', async () => {
  const { signal } = new AbortController()
  await routes.agent.sessions[':id'].$get({ param: { id: 'a/b?c' }, query: { before: 'x&y' } }, { init: { signal } })
  await routes.settings.$put({ json: { model: 'm', system: '', temperature: null } })
  expect(asked).toEqual([
    ['http://porch.test/agent/sessions/a%2Fb%3Fc?before=x%26y', { method: 'GET', signal }],
    [
      'http://porch.test/settings',
      { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ model: 'm', system: '', temperature: null }) },
    ],
  ])
})
