import { createServer } from 'node:http'
import { artifactService } from './results/artifacts.ts'
import { Blobs } from './results/blobs.ts'
import { cacheService } from './results/caches.ts'
import { Exchange, type LoggedRequest } from './results/exchange.ts'
import { type Misbehaviour, Misbehaviours } from './results/misbehaviour.ts'
import { operationOf, respond, type Services } from './results/routing.ts'
import { Store, type StoredArtifact, type StoredEntry } from './results/store.ts'
import { corruptBlobs, type Edit, tamper } from './results/tamper.ts'
import { type Job, tokenOf } from './results/token.ts'
import { close, listen } from './service.ts'

export { githubToken } from './results/token.ts'

/** GitHub's results service (artifacts and cache) on loopback, and the part of the REST API that its clients use. */
export interface ResultsService extends AsyncDisposable {
  readonly url: string
  /** The environment of a step in the default job. */
  readonly env: Readonly<Record<string, string>>
  /** Returns the environment of a step in another run or job, or with other cache scopes. */
  envOf(job: Partial<Job>): Readonly<Record<string, string>>
  /** The requests so far, in the order of arrival. */
  requests(): readonly LoggedRequest[]
  /** Activates a fault. The returned function ends it. */
  misbehave(misbehaviour: Misbehaviour): () => void
  artifacts(): readonly Readonly<StoredArtifact>[]
  cacheEntries(): readonly Readonly<StoredEntry>[]
  /** Reads the bytes of an artifact or a cache entry by its blob. */
  read(blob: string): AsyncIterable<Buffer>
  /** Rewrites the newest cache entry with the key prefix: every blob gets other content of the same size. */
  poison(keyPrefix: string, edit?: Edit): Promise<void>
  close(): Promise<void>
}

const defaultJob: Job = {
  repository: 'octo/app',
  run: 1,
  job: 'build',
  scopes: [{ name: 'refs/heads/main', read: true, write: true }],
}

/** Starts the service. Its data stay in the directory for the next start. */
export const startResultsService = async (options: {
  readonly folder: string
  /**
   * Find entries of any version. The clients hash the cached path into the version, and act gives each job another
   * RUNNER_TEMP, so its jobs would find no entry otherwise. Paths in archives are relative to the workspace and stay
   * correct.
   */
  readonly ignoreVersions?: boolean
}): Promise<ResultsService> => {
  const store = await Store.open(options.folder)
  const blobs = new Blobs(store)
  const services: Services = {
    blobs,
    artifacts: artifactService(store, blobs),
    caches: cacheService(store, blobs, options.ignoreVersions === true),
  }
  const misbehaviours = new Misbehaviours()
  const exchanges: Exchange[] = []
  const server = createServer({ requestTimeout: 0 }, async (request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`)
    const operation = operationOf(request, url)
    const fault = misbehaviours.take(operation)
    const exchange = new Exchange(request, response, url, operation, fault)
    exchanges.push(exchange)
    await respond(exchange, response, fault, services)
  })
  const url = `http://127.0.0.1:${await listen(server)}`
  const envOf = (job: Partial<Job>): Record<string, string> => ({
    ACTIONS_RESULTS_URL: `${url}/`,
    ACTIONS_RUNTIME_TOKEN: tokenOf({ ...defaultJob, ...job }),
    ACTIONS_CACHE_SERVICE_V2: '1',
    GITHUB_API_URL: url,
  })
  const stop = async (): Promise<void> => {
    await close(server)
    await store.save()
  }
  return {
    url,
    env: envOf({}),
    envOf,
    requests: () => exchanges.map((exchange) => exchange.logged()),
    misbehave: (misbehaviour) => misbehaviours.add(misbehaviour),
    artifacts: () => store.artifacts,
    cacheEntries: () => store.entries,
    read: (blob) => store.read(blob),
    poison: async (keyPrefix, edit = corruptBlobs) => {
      const entry = store.entries.findLast(({ key, complete }) => complete && key.startsWith(keyPrefix))
      if (entry === undefined) throw new Error(`No cache key begins with ${keyPrefix}.`)
      await tamper(store, entry, edit)
    },
    close: stop,
    [Symbol.asyncDispose]: stop,
  }
}
