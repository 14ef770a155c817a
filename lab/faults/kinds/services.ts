import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ActionName, actionNames } from '../../driving/actions.ts'
import type { Misbehaviour, Operation } from '../../services/results/misbehaviour.ts'
import type { Scene } from '../scene.ts'
import type { Expected, Trial } from '../trial.ts'

/** A request to GitHub's results service, and the actions that send it. */
interface Asked {
  readonly on: Operation
  readonly actions: readonly ActionName[]
  /** A step fails without its artifact, but never because of the cache. */
  readonly of: 'cache' | 'artifacts'
  readonly cached?: boolean
}

const asked: readonly Asked[] = [
  { on: 'GetCacheEntryDownloadURL', actions: ['build', 'download', 'rebase'], of: 'cache' },
  { on: 'CreateCacheEntry', actions: ['build', 'rebase'], of: 'cache' },
  { on: 'FinalizeCacheEntryUpload', actions: ['build', 'rebase'], of: 'cache' },
  { on: 'CreateArtifact', actions: ['build', 'rebase'], of: 'artifacts' },
  { on: 'FinalizeArtifact', actions: ['build', 'rebase'], of: 'artifacts' },
  { on: 'PutBlob', actions: ['build', 'rebase'], of: 'cache' },
  { on: 'PutBlock', actions: ['build', 'rebase'], of: 'artifacts' },
  { on: 'PutBlockList', actions: ['build', 'rebase'], of: 'artifacts' },
  { on: 'ListArtifacts', actions: ['download', 'push'], of: 'artifacts' },
  { on: 'GetSignedArtifactURL', actions: ['download', 'push'], of: 'artifacts' },
  { on: 'GetBlob', actions: ['download', 'push'], of: 'artifacts' },
  { on: 'GetBlob', actions: ['build'], of: 'cache', cached: true },
]

interface Way {
  readonly fault: string
  readonly how: string
  readonly does: Omit<Misbehaviour, 'on'>
  /** For an artifact. A build never fails because of the cache. */
  readonly outcome: Expected['outcome']
  /** The requests that can have this fault. Default: all. */
  readonly on: RegExp
}

const once = (fault: string, how: string, does: Way['does'], on = /./): Way => ({
  ...{ fault, how, does: { ...does, times: 1 }, outcome: 'green', on },
})

const always = (fault: string, how: string, does: Way['does'], on = /./): Way => ({
  ...{ fault, how, does, outcome: 'red', on },
})

const transfer = /Blob|Block/

const ways: readonly Way[] = [
  ...[0, 100].map((breakAfter): Way => {
    const fault = 'GitHub’s service resets the connection once'
    return { ...once(fault, `after ${breakAfter} bytes`, { breakAfter }, transfer), outcome: 'either' }
  }),
  always(
    'GitHub’s service resets the connection each time',
    'after 100 bytes',
    { breakAfter: 100 },
    transfer,
  ),
  ...[500, 502].map((status) => once('GitHub’s service returns an error once', `${status}`, { status })),
  once('GitHub’s service returns an error once', '503, with an HTML page', {
    status: 503,
    text: '<html>Try again later</html>',
  }),
  always('GitHub’s service returns an error each time', '503', { status: 503 }),
  {
    ...once('GitHub’s service asks to retry later', '429 once', {
      status: 429,
      headers: { 'retry-after': '1' },
    }),
    outcome: 'either',
  },
  ...[401, 403, 409].map((status) => always('GitHub’s service refuses', `${status} each time`, { status })),
  always(
    'GitHub’s service refuses with status 200',
    'ok is false',
    { answer: { ok: false, message: 'not today' } },
    /Create|Finalize|URL/,
  ),
  always('GitHub’s service sends nothing', 'an empty document', { answer: {} }, /Create|Finalize|URL|List/),
]

/** Each of GitHub's clients has its own retry limit: the artifact client tries five times, 35 s each. */
const exhausted = 240

const expectedOf = ({ on, of }: Asked, { how, outcome }: Way): Expected => ({
  // GitHub's clients do not retry blobs after a 502.
  outcome: of === 'cache' ? 'green' : transfer.test(on) && how === '502' ? 'either' : outcome,
  within: exhausted,
})

const refusals: readonly Trial[] = asked.flatMap((request) =>
  ways
    .filter(({ on }) => on.test(request.on))
    .flatMap((way) =>
      request.actions.map(
        (action): Trial => ({
          action,
          fault: way.fault,
          moment: `${request.on}, ${way.how}`,
          ...(request.cached === true && { cached: true }),
          expected: expectedOf(request, way),
          prepare: ({ results }) => ({ struck: misbehaving(results, { ...way.does, on: request.on }) }),
        }),
      ),
    ),
)

/** Activates a fault. The returned function tells whether a request was affected. */
const misbehaving = (results: Scene['results'], misbehaviour: Misbehaviour): (() => boolean) => {
  results.misbehave(misbehaviour)
  return () => results.requests().some(({ operation }) => operation === misbehaviour.on)
}

/** Content to send instead of an archive. */
const archives: readonly Trial[] = asked
  .filter(({ on }) => on === 'GetBlob')
  .flatMap(({ actions, of, cached = false }) =>
    ['', 'no archive at all', '\x1f\x8b\x08', 'PK\x05\x06'.padEnd(22, '\0')].flatMap((text, nth) =>
      actions.map(
        (action): Trial => ({
          action,
          fault: 'GitHub’s service sends other bytes',
          moment: `of a${['n empty file', ' text', ' gzip that ends early', 'n empty zip'][nth]}`,
          cached,
          expected: { outcome: of === 'cache' ? 'green' : 'red', within: exhausted },
          prepare: async ({ folder, results }) => {
            const replaceWith = join(folder, 'other')
            await writeFile(replaceWith, text, 'latin1')
            return { struck: misbehaving(results, { on: 'GetBlob', replaceWith }) }
          },
        }),
      ),
    ),
  )

/** The cache entry is complete, but its blobs do not match their names. */
const poisoned: Trial = {
  action: 'build',
  fault: 'GitHub’s service sends other bytes',
  moment: 'in every blob of a cache entry',
  cached: true,
  expected: { outcome: 'green', damagedStores: true },
  prepare: async ({ results }) => {
    await results.poison('buildpacks-oci-layout-')
    return {}
  },
}

const restricted: readonly Trial[] = Object.entries({
  'the cache is read-only': [{ name: 'refs/heads/main', read: true, write: false }],
  'the cache is not readable': [],
}).flatMap(([fault, scopes]) =>
  (['build', 'rebase'] as const).map((action) => ({
    ...{ action, fault, moment: 'with the job’s token' },
    expected: { outcome: 'green', within: exhausted },
    prepare: ({ results }) => ({ env: results.envOf({ scopes }) }),
  })),
)

const unreachable: readonly Trial[] = Object.entries({
  'nothing listens': { ACTIONS_RESULTS_URL: 'http://127.0.0.1:1/' },
  'no URL is set': { ACTIONS_RESULTS_URL: '', ACTIONS_RUNTIME_TOKEN: '' },
  'the token is invalid': { ACTIONS_RUNTIME_TOKEN: 'x.y' },
}).flatMap(([moment, env]) =>
  actionNames.map((action) => ({
    ...{ action, fault: 'GitHub’s service is unreachable', moment },
    expected: { outcome: 'red', within: exhausted },
    prepare: () => ({ env }),
  })),
)

/** All faults of GitHub's artifact and cache services. */
export const serviceTrials: readonly Trial[] = [
  ...refusals,
  ...archives,
  poisoned,
  ...restricted,
  ...unreachable,
]
