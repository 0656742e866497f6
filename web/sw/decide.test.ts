// Which requests the service worker answers, and which answers it believes.
import { describe, expect, it } from 'vitest'
import { type Answered, type Way, decide, isCutOff, isKeepable, isOfBuild } from './decide.ts'

const ORIGIN = 'https://porch.example'
const LISTED = ['/', '/assets/index-abc.js', '/lamp-on.svg', '/manifest.webmanifest']

describe('a request', () => {
  it.each<[string, Way, string, string, string?]>([
    ['the page', 'shell', 'navigate', '/'],
    ['the page with words to begin with', 'shell', 'navigate', '/?q=hello'],
    ['a chat', 'shell', 'navigate', '/c/abc-123'],
    ['a chat without a name', 'leave', 'navigate', '/c/'],
    ['something below a chat', 'leave', 'navigate', '/c/abc/def'],
    ['an unknown address that is opened', 'leave', 'navigate', '/nowhere'],
    ['a file that is opened', 'leave', 'navigate', '/lamp-on.svg'],
    ['an export that is opened', 'leave', 'navigate', '/agent/sessions/abc/export'],
    ['the page as a form sends it', 'leave', 'navigate', '/', 'POST'],
    ['the page as a program reads it', 'leave', 'cors', '/'],
    ['a part of this build', 'asset', 'cors', '/assets/index-abc.js'],
    ['a part of another build', 'asset', 'cors', '/assets/index-old.js'],
    ['the head of a part', 'leave', 'cors', '/assets/index-abc.js', 'HEAD'],
    ['a lamp', 'asset', 'no-cors', '/lamp-on.svg'],
    ['a picture that is not listed', 'leave', 'no-cors', '/icon-512.png'],
    ['a listed file with a question', 'leave', 'no-cors', '/lamp-on.svg?new'],
    ['the manifest', 'asset', 'cors', '/manifest.webmanifest'],
    ['a message', 'leave', 'cors', '/agent/message', 'POST'],
    ['events', 'leave', 'cors', '/agent/sessions/abc/events', 'POST'],
    ['events by GET', 'leave', 'cors', '/agent/sessions/abc/events'],
    ['health', 'leave', 'cors', '/health'],
    ['who is there', 'leave', 'cors', '/auth/session'],
    ['settings', 'leave', 'cors', '/settings'],
    ['models', 'leave', 'cors', '/v1/models'],
    ['the service worker', 'leave', 'same-origin', '/sw.js'],
    ['a foreign page', 'leave', 'navigate', 'https://other.example/'],
    ['a foreign part', 'leave', 'no-cors', 'https://other.example/assets/index-abc.js'],
    ['another port', 'leave', 'cors', 'https://porch.example:8443/assets/index-abc.js'],
  ])('%s: %s', (_name, way, mode, path, method = 'GET') => {
    expect(decide({ method, mode, url: new URL(path, ORIGIN).href }, ORIGIN, LISTED)).toBe(way)
  })
})

const GOOD: Answered = { status: 200, type: 'basic', redirected: false, ours: true, html: false }

describe('an answer', () => {
  it.each<[string, boolean, string, Partial<Answered>]>([
    ['the page', true, '/', { html: true }],
    ['the page of something in between', false, '/', { html: true, ours: false }],
    ['a page that stands in for it', false, '/', { html: true, status: 503 }],
    ['what is not a page, for the page', false, '/', {}],
    ['a part', true, '/assets/a.js', {}],
    ['a part that an edge serves itself', true, '/assets/a.js', { ours: false }],
    ['a page in place of a part', false, '/assets/a.js', { ours: false, html: true }],
    ['a part that is gone', false, '/assets/a.js', { status: 404 }],
    ['a piece of a part', false, '/assets/a.js', { status: 206 }],
    ['a lamp', true, '/lamp-on.svg', {}],
    ['a lamp of something in between', false, '/lamp-on.svg', { ours: false }],
    ['what was redirected', false, '/assets/a.js', { redirected: true }],
    ['what cannot be read', false, '/assets/a.js', { type: 'opaque', status: 0 }],
    ['what came from elsewhere', false, '/assets/a.js', { type: 'cors' }],
  ])('%s may be kept: %s', (_name, keepable, path, facts) => {
    expect(isKeepable(path, { ...GOOD, ...facts })).toBe(keepable)
  })

  it.each([
    [200, true, false],
    [200, false, false],
    [403, false, false],
    [404, true, false],
    [500, true, false],
    [503, true, false],
    [502, false, true],
    [530, false, true],
  ])('%i, ours: %s, is a tunnel that does not reach us: %s', (status, ours, cut) => {
    expect(isCutOff({ status, ours })).toBe(cut)
  })
})

it.each([
  ['its page', '<script src="/assets/a-1.js"></script><link href="/assets/a-2.css">', true],
  ['a newer page', '<script src="/assets/a-9.js"></script><link href="/assets/a-2.css">', false],
  ['a notice', '<h1>Nothing is set up yet</h1>', false],
])('a build knows %s', (_name, html, own) => {
  expect(isOfBuild(html, ['/assets/a-1.js', '/assets/a-2.css'])).toBe(own)
  expect(isOfBuild(html, [])).toBe(false)
})
