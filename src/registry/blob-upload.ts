import type { Bytes } from '../content/content.ts'
import type { Descriptor } from '../image/descriptor.ts'
import { blobExists } from './blob.ts'
import { type BlobReader, createBlobReader } from './blob-reader.ts'
import type { RegistryRequest } from './client/client.ts'
import { malformed, RequestError } from './client/request-error.ts'
import { createRetries } from './client/retry.ts'
import { discard, type Response } from './client/transport.ts'
import { confirmDigest } from './manifest.ts'
import type { RepositoryClient } from './repository-client.ts'

/** So many bytes more, and the failures before them count no longer. */
const worthwhile = 1024 * 1024

/**
 * How a blob is sent: `whole` in the request that ends its upload, `streamed` in one request before that one, or in
 * chunks of so many bytes.
 */
type Form = 'whole' | 'streamed' | number

// After a 413: some proxies allow 100 MB in a request, others 1 MiB (nginx, if nothing else is configured).
const chunkSizes = [64, 16, 4, 1].map((mebibytes) => mebibytes * 1024 * 1024)

/** An upload that a registry has begun. */
interface Session {
  readonly url: URL
  /** The registry takes no smaller chunk, except as the last one. */
  readonly leastChunk: number
}

/** What is still to be sent of a blob, and how. */
interface Rest {
  readonly reader: BlobReader
  readonly offset: number
  readonly form: Form
}

/**
 * Pushes a blob. One request begins an upload, and one brings a small blob and ends the upload. A larger blob comes in a
 * request between them, so that what broke off goes on from where the registry has it; or in chunks, if the registry, or a
 * proxy before it, takes no request of this size. If a registry cannot tell how far an upload has come (distribution 2, for
 * one, forgets an upload whose request was cut), it begins again. The registry compares the digest at the end.
 *
 * `open` gives the blob's bytes from the beginning, each time that it is called. Throws a Failure if the registry does not
 * take the blob, and what is thrown while it is read.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-blobs
 */
export const pushBlob = async (
  client: RepositoryClient,
  blob: Descriptor,
  open: () => Bytes,
): Promise<void> => {
  const retries = createRetries(client.retryOptions(`push the blob ${blob.digest} to ${client.name}`))
  await using reader = createBlobReader(blob, open, retries.underway)
  let session: Session | undefined
  let received = 0
  let offset = 0
  let form: Form = blob.size <= client.wholeBlob ? 'whole' : 'streamed'
  let isTooLarge = false
  for (let begun = false; ; ) {
    try {
      if (session === undefined) {
        // The registry may have all of it, and only the answer was lost.
        if (begun && (await blobExists(client, blob.digest))) return
        session = await beginUpload(client)
        begun = true
        offset = 0
        return await upload(client, session, blob, { reader, offset, form })
      }
      const state = await stateOf(client, session, blob)
      if (state !== undefined) {
        offset = state.offset
        if (offset >= received + worthwhile) {
          received = offset
          retries.progress()
        }
        session = { ...session, url: state.url }
        if (await resumed(client, session, blob, { reader, offset, form })) return
        // A registry may take less in a chunk than in a request that says no range.
        if (!isTooLarge) form = 'streamed'
      }
      session = undefined
    } catch (error) {
      const smaller = smallerForm(error, form, blob, session)
      if (smaller === undefined) {
        await retries.next(error)
        // What came with the last request is lost if that breaks off.
        if (form === 'whole') form = 'streamed'
      } else {
        isTooLarge ||= typeof form !== 'number' && offset === 0
        form = smaller
      }
    }
  }
}

/** How to send a blob after the registry has refused a request for its size; undefined if nothing smaller is left. */
const smallerForm = (
  error: unknown,
  form: Form,
  { size }: Descriptor,
  session: Session | undefined,
): number | undefined => {
  if (!(error instanceof RequestError) || error.status !== 413) return undefined
  const refused = typeof form === 'number' ? Math.min(form, size) : size
  const smaller = chunkSizes.find((chunk) => chunk < refused)
  const chunk = smaller && Math.max(smaller, session?.leastChunk ?? 0)
  return chunk !== undefined && chunk < refused ? chunk : undefined
}

const beginUpload = async (client: RepositoryClient): Promise<Session> => {
  const asked = await client.address('blobs/uploads/')
  const response = await client.ask(asked, { method: 'POST', wanted: [202] })
  await discard(response)
  const url = await locationOf(client, response, asked)
  if (url === undefined) throw malformed(response.host, 'it begins an upload, but does not say where')
  return { url, leastChunk: Number(response.header('oci-chunk-min-length')[0]) || 0 }
}

/** Sends what is left of a blob, and has the registry make one of the upload. */
const upload = async (
  client: RepositoryClient,
  session: Session,
  blob: Descriptor,
  { reader, offset, form }: Rest,
): Promise<void> => {
  const { digest, size } = blob
  const step = async (
    url: URL,
    request: Pick<RegistryRequest, 'method' | 'wanted'>,
    [start, end]: readonly [number, number],
    range: Readonly<Record<string, string>> = {},
  ): Promise<Response> => {
    const response = await client.ask(url, {
      method: request.method,
      headers: { 'content-type': 'application/octet-stream', ...range },
      ...(end > start && { body: { size: end - start, open: () => reader.range(start, end) } }),
      wanted: [...request.wanted, 404],
      stream: true,
    })
    await discard(response)
    if (response.status !== 404) return response
    throw new RequestError(`${response.host} does not know the upload any more (404)`, {
      advice: 'Try again later.',
      transient: true,
    })
  }
  let { url } = session
  let sent = offset
  while (form !== 'whole' && sent < size) {
    const end = form === 'streamed' ? size : Math.min(sent + form, size)
    // If no range is given, a registry does not take the request for a chunk, which may be too large for one.
    const isChunk = sent > 0 || end < size
    const range = isChunk ? { 'content-range': `${sent}-${end - 1}` } : {}
    const response = await step(url, { method: 'PATCH', wanted: [201, 202, 204] }, [sent, end], range)
    url = (await locationOf(client, response, url)) ?? url
    sent = end
  }
  const last = new URL(url)
  last.search += `${last.search === '' ? '?' : '&'}digest=${encodeURIComponent(digest)}`
  confirmDigest(await step(last, { method: 'PUT', wanted: [201] }, [sent, size]), digest)
}

/** How much of an upload the registry has, and where it goes on; undefined if it has none any more, or does not say. */
const stateOf = async (
  client: RepositoryClient,
  { url }: Session,
  { size }: Descriptor,
): Promise<{ readonly offset: number; readonly url: URL } | undefined> => {
  let response: Response
  try {
    response = await client.ask(url, { method: 'GET', wanted: [200, 202, 204] })
  } catch (error) {
    // It may not know the question: what counts is whether it takes a new upload.
    const refused = error instanceof RequestError && (!error.transient || error.status === 501)
    if (refused) return undefined
    throw error
  }
  await discard(response)
  // A host that the registry redirects to must not choose an address of the registry.
  if (response.host !== url.host) return undefined
  const [, last] = /^(?:bytes[= ])?0-(\d+)$/.exec(response.header('range')[0] ?? '') ?? []
  if (last === undefined) return undefined
  // "0-0" is what an upload without a byte has as well.
  const offset = last === '0' ? 0 : Number(last) + 1
  // Distribution 3 and olareg keep the offset in the address: the one from before is refused.
  return offset <= size ? { offset, url: (await locationOf(client, response, url)) ?? url } : undefined
}

/** Goes on with an upload; false if the registry refuses that. */
const resumed = async (
  client: RepositoryClient,
  session: Session,
  blob: Descriptor,
  rest: Rest,
): Promise<boolean> => {
  try {
    // What was sent before a request that broke off is kept only if it did not come with the last one.
    const form = rest.form === 'whole' ? 'streamed' : rest.form
    await upload(client, session, blob, { ...rest, form })
    return true
  } catch (error) {
    if (smallerForm(error, rest.form, blob, session) !== undefined) throw error
    // It may know no ranges, or have given a wrong offset, and so have made another blob of it.
    if (error instanceof RequestError && !error.transient) return false
    throw error
  }
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
  if (!URL.canParse(location, from.href)) throw malformed(response.host, 'it sends an upload to no address')
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
    { advice: 'Its administrator can correct the address that it, or the proxy before it, gives out.' },
  )
}
