import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Artifacts } from './results/artifacts.ts'
import { Blobs } from './results/blobs.ts'
import { Caches } from './results/caches.ts'
import { Exchange, type LoggedRequest, Refusal } from './results/exchange.ts'
import { BrokenOff, type Misbehaviour, Misbehaviours, type Operation } from './results/misbehaviour.ts'
import { Store, type StoredArtifact, type StoredEntry } from './results/store.ts'
import { corruptBlobs, type Edit, tamper } from './results/tamper.ts'
import { bearerOf, type Job, tokenOf } from './results/token.ts'

/** GitHub's results service (artifacts and cache) on loopback, with the part of the REST API that its clients use. */
export interface ResultsService {
  readonly url: string
  /** What a step of the default job has in its environment. */
  readonly env: Readonly<Record<string, string>>
  /** What a step of another run or job, or of one with other cache scopes, has in its environment. */
  envOf(job: Partial<Job>): Readonly<Record<string, string>>
  /** Every request so far, in the order in which they came. */
  requests(): readonly LoggedRequest[]
  /** Puts a fault in force; the function returned ends it. */
  misbehave(misbehaviour: Misbehaviour): () => void
  artifacts(): readonly Readonly<StoredArtifact>[]
  cacheEntries(): readonly Readonly<StoredEntry>[]
  /** Rewrites the newest cache entry whose key begins so: every blob gets other content of the same size. */
  poison(keyPrefix: string, edit?: Edit): Promise<void>
  close(): Promise<void>
}

/** The token that the REST API takes. */
export const githubToken = 'lab-github-token'

const defaultJob: Job = {
  repository: 'octo/app',
  run: 1,
  job: 'build',
  scopes: [{ name: 'refs/heads/main', read: true, write: true }],
}

/** Starts the service; it keeps its data in the folder, where it finds them again. */
export const startResultsService = async (options: {
  readonly folder: string
  readonly port?: number
  /**
   * Let an entry be found whatever its version. The clients hash the cached path into the version, and act gives each
   * job another RUNNER_TEMP: without this no job of act's would ever find an entry. Paths in archives are relative to
   * the workspace, so that they land in the right place all the same.
   */
  readonly ignoreVersions?: boolean
}): Promise<ResultsService> => {
  const store = await Store.open(options.folder)
  const blobs = new Blobs(store)
  const services: Services = {
    blobs,
    artifacts: new Artifacts(store, blobs),
    caches: new Caches(store, blobs, options.ignoreVersions === true),
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
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${portOf(server.address())}`
  const envOf = (job: Partial<Job>): Record<string, string> => ({
    ACTIONS_RESULTS_URL: `${url}/`,
    ACTIONS_RUNTIME_TOKEN: tokenOf({ ...defaultJob, ...job }),
    ACTIONS_CACHE_SERVICE_V2: '1',
    GITHUB_API_URL: url,
  })
  return {
    url,
    env: envOf({}),
    envOf,
    requests: () => exchanges.map((exchange) => exchange.logged()),
    misbehave: (misbehaviour) => misbehaviours.add(misbehaviour),
    artifacts: () => store.artifacts,
    cacheEntries: () => store.entries,
    poison: async (keyPrefix, edit = corruptBlobs) => {
      const entry = store.entries.findLast(({ key, complete }) => complete && key.startsWith(keyPrefix))
      if (entry === undefined) throw new Error(`No cache entry begins with ${keyPrefix}.`)
      await tamper(store, entry, edit)
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
      await store.save()
    },
  }
}

interface Services {
  readonly blobs: Blobs
  readonly artifacts: Artifacts
  readonly caches: Caches
}

const portOf = (address: string | AddressInfo | null): number => {
  if (address === null || typeof address === 'string') throw new Error('The service has no port.')
  return address.port
}

const twirp = {
  ArtifactService: [
    'CreateArtifact',
    'FinalizeArtifact',
    'ListArtifacts',
    'GetSignedArtifactURL',
    'DeleteArtifact',
  ],
  CacheService: ['CreateCacheEntry', 'FinalizeCacheEntryUpload', 'GetCacheEntryDownloadURL'],
} as const

const runArtifacts = /^\/repos\/([^/]+\/[^/]+)\/actions\/runs\/(\d+)\/artifacts$/
const artifactZip = /^\/repos\/([^/]+\/[^/]+)\/actions\/artifacts\/(\d+)\/zip$/
const blobPath = /^\/blobs\/([0-9a-f-]+)$/

const operationOf = ({ method }: IncomingMessage, { pathname, searchParams }: URL): Operation | undefined => {
  const [, service, call] = /^\/twirp\/github\.actions\.results\.api\.v1\.(\w+)\/(\w+)$/.exec(pathname) ?? []
  if (method === 'POST' && (service === 'ArtifactService' || service === 'CacheService')) {
    return twirp[service].find((name) => name === call)
  }
  if (blobPath.test(pathname)) {
    if (method === 'GET') return 'GetBlob'
    if (method === 'HEAD') return 'HeadBlob'
    if (method !== 'PUT') return undefined
    const comp = searchParams.get('comp')
    return comp === 'block' ? 'PutBlock' : comp === 'blocklist' ? 'PutBlockList' : 'PutBlob'
  }
  if (method !== 'GET') return undefined
  if (runArtifacts.test(pathname)) return 'ListWorkflowRunArtifacts'
  return artifactZip.test(pathname) ? 'DownloadArtifact' : undefined
}

const respond = async (
  exchange: Exchange,
  response: ServerResponse,
  fault: Misbehaviour | undefined,
  services: Services,
): Promise<void> => {
  try {
    if (fault?.status !== undefined) {
      for await (const _ of exchange.body());
      if (fault.text !== undefined) {
        exchange.answer(fault.status, fault.text, { 'content-type': 'text/plain', ...fault.headers })
        return
      }
      throw new Refusal(fault.status, 'fault', fault.message ?? 'refused by the lab')
    }
    if (fault?.answer !== undefined) {
      for await (const _ of exchange.body());
      exchange.answer(200, fault.answer)
      return
    }
    await dispatch(exchange, fault, services)
  } catch (error) {
    const broken = response.headersSent || !exchange.request.complete
    if (error instanceof BrokenOff || (broken && !(error instanceof Refusal))) exchange.reset()
    else answerError(exchange, error, fault?.headers)
  }
}

const answerError = (
  exchange: Exchange,
  error: unknown,
  headers: Readonly<Record<string, string>> = {},
): void => {
  const refusal = error instanceof Refusal ? error : new Refusal(500, 'internal', String(error))
  const { status, code, message } = refusal
  const { pathname } = exchange.url
  if (pathname.startsWith('/blobs/')) {
    const xml = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`
    exchange.answer(status, status === 304 ? '' : xml, { 'x-ms-error-code': code, ...headers })
  } else if (pathname.startsWith('/twirp/')) exchange.answer(status, { code, msg: message }, headers)
  else exchange.answer(status, { message, status: String(status) }, headers)
}

const dispatch = async (
  exchange: Exchange,
  fault: Misbehaviour | undefined,
  { blobs, artifacts, caches }: Services,
): Promise<void> => {
  const { pathname } = exchange.url
  const [, blob] = blobPath.exec(pathname) ?? []
  if (blob !== undefined) return blobs.handle(exchange, blob, fault)
  if (pathname.startsWith('/repos/')) {
    const authorization = exchange.header('authorization') ?? ''
    if (!authorization.endsWith(` ${githubToken}`)) throw new Refusal(401, 'unauthorized', 'Bad credentials')
    const [, repository, run] = runArtifacts.exec(pathname) ?? []
    if (repository !== undefined) return artifacts.listOfRun(exchange, repository, Number(run))
    const [, , id] = artifactZip.exec(pathname) ?? []
    if (id !== undefined) return artifacts.redirectToDownload(exchange, Number(id))
    throw new Refusal(404, 'not_found', 'Not Found')
  }
  const bearer = bearerOf(exchange.header('authorization'))
  if (bearer === undefined)
    throw new Refusal(401, 'unauthenticated', 'the runtime token is missing or malformed')
  switch (exchange.operation) {
    case 'CreateArtifact':
      return artifacts.create(exchange, bearer)
    case 'FinalizeArtifact':
      return artifacts.finalize(exchange, bearer)
    case 'ListArtifacts':
      return artifacts.list(exchange, bearer)
    case 'GetSignedArtifactURL':
      return artifacts.signedUrl(exchange, bearer)
    case 'DeleteArtifact':
      return artifacts.delete(exchange, bearer)
    case 'CreateCacheEntry':
      return caches.create(exchange, bearer)
    case 'FinalizeCacheEntryUpload':
      return caches.finalize(exchange, bearer)
    case 'GetCacheEntryDownloadURL':
      return caches.lookUp(exchange, bearer)
    default:
      throw new Refusal(404, 'bad_route', `no handler for path ${pathname}`)
  }
}

if (import.meta.main) {
  const [folder, port = '0'] = process.argv.slice(2)
  if (folder === undefined) {
    console.error(
      'node lab/services/results.ts FOLDER [PORT]: serves until it is interrupted; prints the environment.',
    )
    process.exitCode = 2
  } else {
    const service = await startResultsService({ folder, port: Number(port) })
    for (const [name, value] of Object.entries(service.env)) console.log(`${name}=${value}`)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => service.close())
  }
}
