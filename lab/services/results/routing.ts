import type { IncomingMessage, ServerResponse } from 'node:http'
import type { artifactService } from './artifacts.ts'
import type { Blobs } from './blobs.ts'
import type { cacheService } from './caches.ts'
import { type Exchange, Refusal } from './exchange.ts'
import { BrokenOff, type Misbehaviour, type Operation } from './misbehaviour.ts'
import { bearerOf, githubToken } from './token.ts'

/** The services that respond. */
export interface Services {
  readonly blobs: Blobs
  readonly artifacts: ReturnType<typeof artifactService>
  readonly caches: ReturnType<typeof cacheService>
}

const runArtifacts = /^\/repos\/([^/]+\/[^/]+)\/actions\/runs\/(\d+)\/artifacts$/
const artifactZip = /^\/repos\/([^/]+\/[^/]+)\/actions\/artifacts\/(\d+)\/zip$/
const blobPath = /^\/blobs\/([0-9a-f-]+)$/

const twirpPath = /^\/twirp\/github\.actions\.results\.api\.v1\.(?:Artifact|Cache)Service\/(\w+)$/
const calls = [
  ...(['CreateArtifact', 'FinalizeArtifact', 'ListArtifacts', 'GetSignedArtifactURL'] as const),
  ...([
    'DeleteArtifact',
    'CreateCacheEntry',
    'FinalizeCacheEntryUpload',
    'GetCacheEntryDownloadURL',
  ] as const),
]

/** Returns the operation of a request; undefined if no service supports it. */
export const operationOf = (
  { method }: IncomingMessage,
  { pathname, searchParams }: URL,
): Operation | undefined => {
  const [, call] = twirpPath.exec(pathname) ?? []
  if (method === 'POST' && call !== undefined) return calls.find((name) => name === call)
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

/** Responds to a request, or applies the given fault. */
export const respond = async (
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
  const call = calls.find((name) => name === exchange.operation)
  if (call === undefined) throw new Refusal(404, 'bad_route', `no handler for path ${pathname}`)
  await { ...artifacts, ...caches }[call](exchange, bearer)
}
