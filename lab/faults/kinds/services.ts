import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ActionName } from '../../driving/actions.ts'
import type { Misbehaviour, Operation } from '../../services/results/misbehaviour.ts'
import type { Scene } from '../scene.ts'
import type { Expected, Trial } from '../trial.ts'

/** A request to GitHub's results service, and the actions that send it. */
interface Asked {
  readonly on: Operation
  readonly actions: readonly ActionName[]
  /** A step fails without its artifact, but never because of the cache. */
  readonly of: 'cache' | 'artifacts' | 'both'
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
  /** Whether the request is for an artifact. */
  readonly outcome: Expected['outcome']
  readonly on?: RegExp
}

const once = { times: 1 } as const
const page = { status: 503, text: '<html>Try again later</html>' }

const ways: readonly Way[] = [
  ...[0, 100].flatMap((breakAfter): readonly Way[] => [
    {
      ...{ fault: 'GitHub’s service resets the connection once', how: `after ${breakAfter} bytes` },
      ...{ does: { breakAfter, ...once }, outcome: 'either', on: /Blob|Block/ },
    },
  ]),
  {
    ...{ fault: 'GitHub’s service resets the connection each time', how: 'after 100 bytes' },
    ...{ does: { breakAfter: 100 }, outcome: 'red', on: /Blob|Block/ },
  },
  ...[500, 502].map(
    (status): Way => ({
      ...{ fault: 'GitHub’s service returns an error once', how: `${status}` },
      ...{ does: { status, ...once }, outcome: 'green' },
    }),
  ),
  {
    ...{ fault: 'GitHub’s service returns an error once', how: '503, with an HTML page' },
    ...{ does: { ...page, ...once }, outcome: 'green' },
  },
  {
    ...{ fault: 'GitHub’s service returns an error each time', how: '503' },
    ...{ does: { status: 503 }, outcome: 'red' },
  },
  {
    ...{ fault: 'GitHub’s service asks to retry later', how: '429 once' },
    ...{ does: { status: 429, headers: { 'retry-after': '1' }, ...once }, outcome: 'either' },
  },
  ...[401, 403, 409].map(
    (status): Way => ({
      ...{ fault: 'GitHub’s service refuses', how: `${status} each time` },
      ...{ does: { status }, outcome: 'red' },
    }),
  ),
  {
    ...{ fault: 'GitHub’s service refuses with status 200', how: 'ok is false' },
    ...{ does: { answer: { ok: false, message: 'not today' } }, outcome: 'red', on: /Create|Finalize|URL/ },
  },
  {
    ...{ fault: 'GitHub’s service sends nothing', how: 'an empty document' },
    ...{ does: { answer: {} }, outcome: 'red', on: /Create|Finalize|URL|List/ },
  },
]

/** Each of GitHub's clients has its own retry limit: the artifact client tries five times, 35 s each. */
const exhausted = 240

const expectedOf = ({ on, of }: Asked, { how, outcome }: Way): Expected => ({
  // GitHub's clients do not retry blobs after a 502.
  outcome: of === 'cache' ? 'green' : /Blob|Block/.test(on) && how === '502' ? 'either' : outcome,
  within: exhausted,
})

const refusals: readonly Trial[] = asked.flatMap((request) =>
  ways
    .filter(({ on }) => on === undefined || on.test(request.on))
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

const readOnly = [{ name: 'refs/heads/main', read: true, write: false }]
const absent: readonly Trial[] = [
  {
    ...{
      fault: 'the cache is read-only',
      how: 'with the job’s token',
      actions: ['build', 'rebase'] as const,
    },
    ...{ env: ({ results }: Scene) => results.envOf({ scopes: readOnly }), outcome: 'green' as const },
  },
  {
    ...{
      fault: 'the cache is not readable',
      how: 'with the job’s token',
      actions: ['build', 'rebase'] as const,
    },
    ...{ env: ({ results }: Scene) => results.envOf({ scopes: [] }), outcome: 'green' as const },
  },
  {
    ...{ fault: 'GitHub’s service is unreachable', how: 'nothing listens' },
    actions: ['build', 'download', 'push', 'rebase'] as const,
    ...{ env: () => ({ ACTIONS_RESULTS_URL: 'http://127.0.0.1:1/' }), outcome: 'red' as const },
  },
  {
    ...{ fault: 'GitHub’s service is unreachable', how: 'no URL is set' },
    actions: ['build', 'download', 'push', 'rebase'] as const,
    env: () => ({ ACTIONS_RESULTS_URL: '', ACTIONS_RUNTIME_TOKEN: '' }),
    outcome: 'red' as const,
  },
  {
    ...{ fault: 'GitHub’s service is unreachable', how: 'the token is invalid' },
    actions: ['build', 'download', 'push', 'rebase'] as const,
    ...{ env: () => ({ ACTIONS_RUNTIME_TOKEN: 'x.y' }), outcome: 'red' as const },
  },
].flatMap(({ fault, how, actions, env, outcome }) =>
  actions.map(
    (action): Trial => ({
      ...{ action, fault, moment: how, expected: { outcome, within: exhausted } },
      prepare: (scene) => ({ env: env(scene) }),
    }),
  ),
)

/** All faults of GitHub's artifact and cache services. */
export const serviceTrials: readonly Trial[] = [...refusals, ...archives, poisoned, ...absent]
