import type { Bytes } from '../content/content.ts'
import { type Descriptor, mismatch } from '../image/descriptor.ts'
import { Failure } from '../message/failure.ts'
import { blobExists } from './blob.ts'
import type { RegistryRequest } from './http/client.ts'
import { malformed, RequestError } from './http/request-error.ts'
import { createRetries } from './http/retry.ts'
import { discard, type Response } from './http/transport.ts'
import { confirmDigest } from './manifest.ts'
import type { RepositoryClient } from './repository-client.ts'

/** So many bytes more, and the failures before them count no longer. */
const worthwhile = 1024 * 1024

/**
 * Pushes a blob: one request begins an upload, one brings all of it, one makes a blob of it. That is what every registry
 * takes; some know no chunks, and others none of this size. What broke off goes on from where the registry says it was,
 * or from the beginning where that cannot be: distribution, for one, forgets an upload whose request was cut. The
 * registry compares the digest at the end. `open` gives the blob's bytes from the beginning, each time that it is called.
 * Throws a Failure where the registry does not take it, and what is thrown while it is read.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-blobs
 */
export const pushBlob = async (
  client: RepositoryClient,
  blob: Descriptor,
  open: () => Bytes,
): Promise<void> => {
  const retries = createRetries(client.retryOptions(`push the blob ${blob.digest} to ${client.name}`))
  const read = (offset: number): Bytes => bytesFrom(open(), offset, blob, retries.underway)
  let session: URL | undefined
  let received = 0
  for (let begun = false; ; ) {
    try {
      if (session === undefined) {
        // The registry may have all of it, and only the answer was lost.
        if (begun && (await blobExists(client, blob.digest))) return
        session = await beginUpload(client)
        begun = true
        return await upload(client, session, blob, { read, offset: 0 })
      }
      const offset = await offsetOf(client, session, blob)
      if (offset !== undefined && offset >= received + worthwhile) {
        received = offset
        retries.progress()
      }
      if (offset !== undefined && (await resumed(client, session, blob, { read, offset }))) return
      session = undefined
    } catch (error) {
      await retries.next(error)
    }
  }
}

/** What is still to be sent of a blob. */
interface Rest {
  readonly offset: number
  /** Its bytes from an offset on. */
  readonly read: (offset: number) => Bytes
}

const beginUpload = async (client: RepositoryClient): Promise<URL> => {
  const url = await client.address('blobs/uploads/')
  const response = await client.ask(url, { method: 'POST', wanted: [202] })
  await discard(response)
  const session = locationOf(client, response, url)
  if (session === undefined) throw malformed(response.host, 'it begins an upload, but does not say where')
  return session
}

/** Sends what is left of a blob, and has the registry make one of the upload. */
const upload = async (
  client: RepositoryClient,
  session: URL,
  blob: Descriptor,
  { offset, read }: Rest,
): Promise<void> => {
  const { digest, size } = blob
  const type = { 'content-type': 'application/octet-stream' }
  const step = async (url: URL, request: Pick<RegistryRequest, 'method' | 'headers' | 'body' | 'wanted'>) => {
    const response = await client.ask(url, { ...request, wanted: [...request.wanted, 404], stream: true })
    await discard(response)
    if (response.status !== 404) return response
    throw new RequestError(`${response.host} does not know the upload any more (404)`, {
      advice: 'Try again later.',
      transient: true,
    })
  }
  let url = new URL(session)
  if (offset < size) {
    // Not in the last request: what comes with that is lost where it breaks off.
    const response = await step(session, {
      method: 'PATCH',
      // Where it says no range, a registry does not take it for a chunk, which may be too large for one.
      headers: { ...type, ...(offset > 0 && { 'content-range': `${offset}-${size - 1}` }) },
      body: { size: size - offset, open: () => read(offset) },
      wanted: [201, 202, 204],
    })
    url = locationOf(client, response, session) ?? url
  }
  url.search += `${url.search === '' ? '?' : '&'}digest=${encodeURIComponent(digest)}`
  confirmDigest(await step(url, { method: 'PUT', headers: type, wanted: [201] }), digest)
}

/** How much of an upload the registry has; undefined where it has no such upload any more, or does not say so. */
const offsetOf = async (
  client: RepositoryClient,
  session: URL,
  { size }: Descriptor,
): Promise<number | undefined> => {
  let response: Response
  try {
    response = await client.ask(session, { method: 'GET', wanted: [200, 202, 204] })
  } catch (error) {
    // It may not know the question: what counts is whether it takes a new upload.
    const refused = error instanceof RequestError && (!error.transient || error.status === 501)
    if (refused) return undefined
    throw error
  }
  await discard(response)
  const [, last] = /^(?:bytes[= ])?0-(\d+)$/.exec(response.header('range')[0] ?? '') ?? []
  if (last === undefined) return undefined
  // «0-0» is what an upload without a byte has as well.
  const offset = last === '0' ? 0 : Number(last) + 1
  return offset <= size ? offset : undefined
}

/** Goes on with an upload; false where the registry refuses that. */
const resumed = async (
  client: RepositoryClient,
  session: URL,
  blob: Descriptor,
  rest: Rest,
): Promise<boolean> => {
  try {
    await upload(client, session, blob, rest)
    return true
  } catch (error) {
    // It may know no ranges, take less at once, or have told a wrong offset, and so have made another blob of it.
    if (error instanceof RequestError && !error.transient) return false
    throw error
  }
}

/**
 * The bytes of a blob from an offset on, each of which is told of; throws a Failure where there are more or fewer than
 * its descriptor says. The last piece comes when it is known that all were right: a registry that has all bytes answers,
 * and would be asked to make a blob of them while they are still looked at.
 */
async function* bytesFrom(
  bytes: Bytes,
  offset: number,
  { digest, size }: Descriptor,
  underway: () => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  let found = 0
  let held: Uint8Array | undefined
  for await (const chunk of bytes) {
    const rest = chunk.subarray(Math.min(Math.max(offset - found, 0), chunk.length))
    found += chunk.length
    if (found > size) break
    if (rest.length === 0) continue
    if (held !== undefined) {
      yield held
      underway()
    }
    held = rest
  }
  const wrong = mismatch({ digest, size }, { digest, size: found })
  if (wrong !== undefined)
    throw new Failure(`The blob ${digest} cannot be pushed: ${wrong}. Build the image again.`)
  if (held === undefined) return
  yield held
  underway()
}

/** The address that a response names, relative to that of its request; throws where it must not be called. */
const locationOf = (client: RepositoryClient, response: Response, from: URL): URL | undefined => {
  const [location] = response.header('location')
  if (location === undefined) return undefined
  if (!URL.canParse(location, from.href)) throw malformed(response.host, 'it sends an upload to no address')
  const target = new URL(location, from)
  target.username = ''
  target.password = ''
  if (client.mayCall(target, from)) return target
  throw new RequestError(
    `${response.host} sends an upload to ${target.protocol}//${target.host}, which is not HTTPS`,
    { advice: 'Its administrator can correct the address that it, or the proxy before it, gives out.' },
  )
}
