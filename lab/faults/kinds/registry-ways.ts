import type { RegistryFault } from '../registry-proxy.ts'
import type { Expected } from '../trial.ts'

/** A fault of a registry, and the expected outcome. */
export interface Way {
  readonly fault: string
  readonly how: string
  readonly does: Omit<RegistryFault, 'on'>
  readonly outcome: Expected['outcome']
  /** Whether the user is logged in to the registry. */
  readonly login?: boolean
  readonly within?: number
}

const answer = (
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body = '{"errors":[{"code":"UNKNOWN","message":"injected by the lab"}]}',
): Omit<RegistryFault, 'on'> => ({ answer: { status, headers, body } })

const once = { times: 1 } as const

/** All attempts together take half a minute at most. */
const exhausted = 75

export const resets = (breaks: readonly number[]): readonly Way[] => [
  ...breaks.flatMap((breakAfter): readonly Way[] => [
    {
      fault: 'the registry’s connection is reset once',
      how: `after ${breakAfter} bytes`,
      does: { breakAfter, ...once },
      outcome: 'green',
    },
  ]),
  {
    fault: 'the registry’s connection is reset each time',
    how: `after ${breaks.at(-1)} bytes`,
    does: { breakAfter: breaks.at(-1) ?? 0 },
    outcome: 'red',
    within: exhausted,
  },
]

export const statuses: readonly Way[] = [
  ...[500, 503].map(
    (status): Way => ({
      fault: 'the registry returns an error once',
      how: `${status}`,
      does: { ...answer(status), ...once },
      outcome: 'green',
    }),
  ),
  {
    fault: 'the registry returns an error each time',
    how: '503',
    does: answer(503),
    outcome: 'red',
    within: exhausted,
  },
  {
    fault: 'the registry asks to retry later',
    how: '429, a second',
    does: { ...answer(429, { 'retry-after': '1' }), ...once },
    outcome: 'green',
  },
  {
    fault: 'the registry asks to retry later',
    how: '429, an hour',
    does: answer(429, { 'retry-after': '3600' }),
    outcome: 'red',
  },
  {
    fault: 'the registry requires authentication',
    how: '401 once, with a login',
    does: { ...answer(401, { 'www-authenticate': 'Basic realm="lab"' }), ...once },
    outcome: 'green',
    login: true,
  },
  {
    fault: 'the registry requires authentication',
    how: '401 each time, with a login',
    does: answer(401, { 'www-authenticate': 'Basic realm="lab"' }),
    outcome: 'red',
    login: true,
  },
  ...[401, 403, 404].map(
    (status): Way => ({
      fault: 'the registry refuses',
      how: `${status} each time`,
      does: answer(status),
      outcome: 'red',
    }),
  ),
]

export const bodies: readonly Way[] = [
  ...[0, 150].flatMap((endAfter): readonly Way[] => [
    {
      fault: 'the registry’s response ends early once',
      how: `after ${endAfter} bytes`,
      does: { endAfter, ...once },
      outcome: 'green',
    },
  ]),
  {
    fault: 'the registry’s response ends early each time',
    how: 'after 150 bytes',
    does: { endAfter: 150 },
    outcome: 'red',
    within: exhausted,
  },
  {
    fault: 'the registry sends a flipped byte',
    how: 'once',
    does: { wrongByte: 20, ...once },
    outcome: 'either',
  },
  {
    fault: 'the registry sends a flipped byte',
    how: 'each time',
    does: { wrongByte: 20 },
    outcome: 'red',
    within: exhausted,
  },
  {
    fault: 'the registry sends an HTML page',
    how: 'each time',
    does: answer(200, { 'content-type': 'text/html' }, '<html><body>Sign in</body></html>'),
    outcome: 'red',
    within: exhausted,
  },
  {
    fault: 'the registry redirects',
    how: 'in a circle',
    does: answer(307, { location: '?again' }),
    outcome: 'red',
    within: exhausted,
  },
  {
    fault: 'the registry redirects',
    how: 'to plain HTTP on another host',
    does: answer(307, { location: 'http://registry.invalid/blob' }),
    outcome: 'red',
    within: exhausted,
  },
  {
    fault: 'the registry redirects',
    how: 'to an address without a server',
    does: answer(307, { location: 'http://127.0.0.1:1/blob' }),
    outcome: 'red',
    within: exhausted,
  },
]

export const lost: readonly Way[] = [
  {
    fault: 'the registry’s response is lost once',
    how: 'after the request was processed',
    does: { loseAnswer: true, ...once },
    outcome: 'green',
  },
  {
    fault: 'the registry’s response is lost each time',
    how: 'after the request was processed',
    does: { loseAnswer: true },
    outcome: 'red',
    within: exhausted,
  },
]

/** A retry of a stalled transfer takes half a minute, so these trials are few. */
export const stalls: readonly Way[] = [
  {
    fault: 'the registry’s response stalls once',
    how: 'after 100 bytes',
    does: { stallAfter: 100, ...once },
    outcome: 'green',
    within: 90,
  },
]

const unknownUpload = '{"errors":[{"code":"BLOB_UPLOAD_UNKNOWN","message":"no such upload"}]}'
export const expiries: readonly Way[] = [
  {
    fault: 'the registry forgets an upload',
    how: 'once',
    does: { ...answer(404, {}, unknownUpload), ...once },
    outcome: 'green',
  },
  {
    fault: 'the registry forgets an upload',
    how: 'each time',
    does: answer(404, {}, unknownUpload),
    outcome: 'red',
    within: exhausted,
  },
]
