import type { Bytes } from '../content/content.ts'
import type { Descriptor } from '../image/descriptor.ts'
import { blobExists } from './blob.ts'
import { type BlobReader, createBlobReader } from './blob-reader.ts'
import type { RepositoryClient, RepositoryRequest } from './client/client.ts'
import { malformed, RequestError } from './client/request-error.ts'
import { createRetries } from './client/retry.ts'
import { discard, type Response } from './client/transport.ts'
import { confirmDigest } from './manifest.ts'

/** How to send a blob: with the request that ends its upload, in a single request before that, or in chunks (in bytes). */
type UploadForm = 'whole' | 'streamed' | number

// After a 413: some proxies allow 100 MB in a request, others 1 MiB (the default of nginx).
const chunkSizes = [64, 16, 4, 1].map((mebibytes) => mebibytes * 1024 * 1024)

/** An upload in progress. */
interface UploadSession {
  readonly url: URL
  /** The number of bytes that the registry has. */
  readonly offset: number
  /** The smallest chunk that the registry accepts, except for the last one. */
  readonly leastChunk: number
}

/**
 * Pushes a blob. A POST begins the upload. A small blob goes with the PUT that ends it. A larger blob goes in a PATCH
 * between them, so that an interrupted transfer can be resumed, or in several if the registry or a proxy rejects requests of
 * that size. If the registry does not know how much it received, the upload begins again: distribution 2, for example,
 * forgets an upload whose request was interrupted. The registry verifies the digest at the end.
 *
 * `open` returns the blob's bytes from the beginning at each call. Throws a Failure if the registry rejects the blob, and any
 * error that is thrown while the bytes are read.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-blobs
 */
export const pushBlob = async (
  client: RepositoryClient,
  blob: Descriptor,
  open: () => Bytes,
): Promise<void> => {
  const retries = createRetries(client.retryOptions(`push the blob ${blob.digest} to ${client.name}`))
  await using reader = createBlobReader(blob, open, retries.underway)
  let session: UploadSession | undefined
  let form: UploadForm = blob.size <= client.wholeBlob ? 'whole' : 'streamed'
  let isTooLarge = false
  for (let begun = false; ; ) {
    let isResumed = false
    try {
      session = session && (await stateOf(client, session, blob))
      if (session === undefined) {
        // The registry may have the blob already if only its response was lost.
        if (begun && (await blobExists(client, blob.digest))) return
        session = await beginUpload(client)
        begun = true
      } else {
        isResumed = true
        retries.progress(session.offset)
      }
      return await upload(client, session, blob, reader, form)
    } catch (error) {
      const smaller = smallerForm(error, form, blob, session)
      if (smaller !== undefined) {
        isTooLarge ||= typeof form !== 'number' && (session?.offset ?? 0) === 0
        form = smaller
      } else if (isResumed && error instanceof RequestError && !error.isTransient) {
        // The registry may not support ranges, or may have reported a wrong offset.
        session = undefined
        // Some registries accept more in a request without a range than in a chunk.
        if (!isTooLarge) form = 'streamed'
      } else {
        await retries.next(error)
        // Registries lose the bytes of a PUT that is interrupted.
        if (form === 'whole') form = 'streamed'
      }
    }
  }
}

/** The chunk size after a request was rejected for its size; undefined if there is no smaller one. */
const smallerForm = (
  error: unknown,
  form: UploadForm,
  { size }: Descriptor,
  session: UploadSession | undefined,
): number | undefined => {
  if (!(error instanceof RequestError) || error.status !== 413) return undefined
  const refused = typeof form === 'number' ? Math.min(form, size) : size
  const smaller = chunkSizes.find((chunk) => chunk < refused)
  const chunk = smaller && Math.max(smaller, session?.leastChunk ?? 0)
  return chunk !== undefined && chunk < refused ? chunk : undefined
}

const beginUpload = async (client: RepositoryClient): Promise<UploadSession> => {
  const uploads = await client.address('blobs/uploads/')
  const response = await client.ask(uploads, { method: 'POST', wanted: [202] })
  await discard(response)
  const url = await locationOf(client, response, uploads)
  if (url === undefined) throw malformed(response.host, 'it begins an upload without an address')
  return { url, offset: 0, leastChunk: Number(response.header('oci-chunk-min-length')[0]) || 0 }
}

/** Sends the rest of a blob and ends the upload. */
const upload = async (
  client: RepositoryClient,
  { url, offset }: UploadSession,
  { digest, size }: Descriptor,
  reader: BlobReader,
  form: UploadForm,
): Promise<void> => {
  let sent = offset
  const send = async (
    target: URL,
    end: number,
    { headers, ...request }: Pick<RepositoryRequest, 'method' | 'headers' | 'wanted'>,
  ): Promise<Response> => {
    const start = sent
    const response = await client.ask(target, {
      method: request.method,
      headers: { 'content-type': 'application/octet-stream', ...headers },
      ...(end > start && { body: { size: end - start, open: () => reader.range(start, end) } }),
      wanted: [...request.wanted, 404],
      isStreamed: true,
    })
    await discard(response)
    sent = end
    if (response.status !== 404) return response
    throw new RequestError(`${response.host} no longer has the upload (404)`, {
      advice: 'Try again later.',
      transient: true,
    })
  }
  let current = url
  while (form !== 'whole' && sent < size) {
    const end = form === 'streamed' ? size : Math.min(sent + form, size)
    // Without a range, a registry does not apply its size limit for chunks.
    const isChunk = sent > 0 || end < size
    const headers = isChunk ? { 'content-range': `${sent}-${end - 1}` } : {}
    const response = await send(current, end, { method: 'PATCH', headers, wanted: [201, 202, 204] })
    current = (await locationOf(client, response, current)) ?? current
  }
  const last = new URL(current)
  last.search += `${last.search === '' ? '?' : '&'}digest=${encodeURIComponent(digest)}`
  confirmDigest(await send(last, size, { method: 'PUT', wanted: [201] }), digest)
}

/** The upload with its size so far and its current address; undefined if the registry does not know. */
const stateOf = async (
  client: RepositoryClient,
  session: UploadSession,
  { size }: Descriptor,
): Promise<UploadSession | undefined> => {
  const { url } = session
  let response: Response
  try {
    response = await client.ask(url, { method: 'GET', wanted: [200, 202, 204] })
  } catch (error) {
    // The registry may not support this request. A new upload shows whether it works.
    const refused = error instanceof RequestError && (!error.isTransient || error.status === 501)
    if (refused) return undefined
    throw error
  }
  await discard(response)
  // A host that the registry redirects to must not choose an address of the registry.
  if (response.host !== url.host) return undefined
  const [, last] = /^(?:bytes[= ])?0-(\d+)$/.exec(response.header('range')[0] ?? '') ?? []
  if (last === undefined) return undefined
  // Registries also send "0-0" for an empty upload.
  const offset = last === '0' ? 0 : Number(last) + 1
  if (offset > size) return undefined
  // Distribution 3 and olareg put the offset into the address and reject the old one.
  return { ...session, offset, url: (await locationOf(client, response, url)) ?? url }
}

/**
 * The address in a response's Location header, relative to that of its request; undefined if there is none. Throws a
 * RequestError if it must not be called.
 *
 * Requests to the registry carry the user's login. So an upload that the registry sent to another host must not come
 * back: that host would choose what is written with the login.
 */
const locationOf = async (
  client: RepositoryClient,
  response: Response,
  from: URL,
): Promise<URL | undefined> => {
  const [location] = response.header('location')
  if (location === undefined) return undefined
  if (!URL.canParse(location, from.href)) throw malformed(response.host, 'its upload address is invalid')
  const target = new URL(location, from)
  target.username = ''
  target.password = ''
  const registry = await client.address('')
  if (from.origin !== registry.origin && target.origin === registry.origin) {
    throw new RequestError(`${response.host} sent the upload back to ${registry.host}, which it had left`, {
      advice: "Ask the registry's administrator to check the addresses of its uploads.",
    })
  }
  if (client.mayCall(target, registry)) return target
  throw new RequestError(
    `${response.host} sends an upload to ${target.protocol}//${target.host}, which is not HTTPS`,
    {
      advice: "Ask the registry's administrator to correct the address that the registry or its proxy sends.",
    },
  )
}
