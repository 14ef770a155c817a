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

/** A fault of one request, which an action must survive. */
const once = (fault: string, how: string, does: Way['does']): Way => ({
  fault,
  how,
  does: { ...does, times: 1 },
  outcome: 'green',
})

/** A fault of every request, after which an action must fail without further attempts. */
const always = (fault: string, how: string, does: Way['does']): Way => ({ fault, how, does, outcome: 'red' })

/** A fault of every request that an action tries again. All attempts together take half a minute at most. */
const exhausting = (fault: string, how: string, does: Way['does']): Way => ({
  ...always(fault, how, does),
  within: 75,
})

const answer = (
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body = '{"errors":[{"code":"UNKNOWN","message":"injected by the lab"}]}',
): Way['does'] => ({ answer: { status, headers, body } })

const basicLogin = { 'www-authenticate': 'Basic realm="lab"' }

export const resets = (breaks: readonly number[]): readonly Way[] => {
  const last = breaks.at(-1) ?? 0
  return [
    ...breaks.map((breakAfter) =>
      once('the registry’s connection is reset once', `after ${breakAfter} bytes`, { breakAfter }),
    ),
    exhausting('the registry’s connection is reset each time', `after ${last} bytes`, { breakAfter: last }),
  ]
}

export const statuses: readonly Way[] = [
  ...[500, 503].map((status) => once('the registry returns an error once', `${status}`, answer(status))),
  exhausting('the registry returns an error each time', '503', answer(503)),
  once('the registry asks to retry later', '429, a second', answer(429, { 'retry-after': '1' })),
  always('the registry asks to retry later', '429, an hour', answer(429, { 'retry-after': '3600' })),
  {
    ...once('the registry requires authentication', '401 once, with a login', answer(401, basicLogin)),
    login: true,
  },
  {
    ...always('the registry requires authentication', '401 each time, with a login', answer(401, basicLogin)),
    login: true,
  },
  ...[401, 403, 404].map((status) => always('the registry refuses', `${status} each time`, answer(status))),
]

export const bodies: readonly Way[] = [
  ...[0, 150].map((endAfter) =>
    once('the registry’s response ends early once', `after ${endAfter} bytes`, { endAfter }),
  ),
  exhausting('the registry’s response ends early each time', 'after 150 bytes', { endAfter: 150 }),
  { ...once('the registry sends a flipped byte', 'once', { wrongByte: 20 }), outcome: 'either' },
  exhausting('the registry sends a flipped byte', 'each time', { wrongByte: 20 }),
  exhausting(
    'the registry sends an HTML page',
    'each time',
    answer(200, { 'content-type': 'text/html' }, '<html><body>Sign in</body></html>'),
  ),
  ...Object.entries({
    'in a circle': '?again',
    'to plain HTTP on another host': 'http://registry.invalid/blob',
    'to an address without a server': 'http://127.0.0.1:1/blob',
  }).map(([how, location]) => exhausting('the registry redirects', how, answer(307, { location }))),
]

export const lost: readonly Way[] = [
  once('the registry’s response is lost once', 'after the request was processed', { loseAnswer: true }),
  exhausting('the registry’s response is lost each time', 'after the request was processed', {
    loseAnswer: true,
  }),
]

/** A retry of a stalled transfer takes half a minute, so these trials are few. */
export const stalls: readonly Way[] = [
  { ...once('the registry’s response stalls once', 'after 100 bytes', { stallAfter: 100 }), within: 90 },
]

const unknownUpload = answer(
  404,
  {},
  '{"errors":[{"code":"BLOB_UPLOAD_UNKNOWN","message":"no such upload"}]}',
)

export const expiries: readonly Way[] = [
  once('the registry forgets an upload', 'once', unknownUpload),
  exhausting('the registry forgets an upload', 'each time', unknownUpload),
]
