import * as v from 'valibot'
import type { Descriptor } from '../image/descriptor.ts'
import { type Digest, DigestSchema, digestOf } from '../image/digest.ts'
import { acceptedManifests } from '../image/media-type.ts'
import { documentLimit } from '../json/document.ts'
import { printable } from '../message/printable.ts'
import { malformed, RequestError } from './client/request-error.ts'
import { retried } from './client/retry.ts'
import { discard, type Response, readBody } from './client/transport.ts'
import type { RepositoryClient } from './repository-client.ts'

/** What to do where a registry gives other bytes than those that were asked for. */
const pushAnew = { advice: 'Try again later; if it stays so, push the image again.', transient: true }

/** What a HEAD request is answered with that a GET may be answered otherwise, and with the reason in its body. */
const unclear: readonly number[] = [400, 403, 404, 405, 406, 501]

const accept = acceptedManifests.join(', ')

const askManifest = (
  client: RepositoryClient,
  method: 'GET' | 'HEAD',
  name: string,
  wanted: readonly number[] = method === 'HEAD' ? [200, ...unclear] : [200],
): Promise<Response> =>
  client.ask(`manifests/${name}`, {
    method,
    headers: { accept },
    wanted,
  })

/** The media type of a manifest or an index; throws where the response is neither. */
const mediaTypeOf = (response: Response): string => {
  const [mediaType = ''] = (response.header('content-type')[0] ?? '').split(';')
  const type = mediaType.trim()
  if (acceptedManifests.includes(type)) return type
  throw new RequestError(
    `${response.host} has a "${printable(type)}" there, not an image or an index of images`,
    {
      advice: 'Choose an image of the OCI format or of Docker’s schema 2.',
    },
  )
}

const sizeOf = (response: Response): number | undefined => {
  const [length = ''] = response.header('content-length')
  return /^\d{1,15}$/.test(length) ? Number(length) : undefined
}

/** The descriptor that the headers of a response give, or undefined if they do not give all of it. */
const describedBy = (response: Response): Descriptor | undefined => {
  const [digest] = response.header('docker-content-digest')
  const size = sizeOf(response)
  if (size === undefined || !v.is(DigestSchema, digest)) return undefined
  if (size > documentLimit) throw malformed(response.host, `the manifest has ${size} bytes`)
  return { mediaType: mediaTypeOf(response), digest, size }
}

const resolveByGet = async (client: RepositoryClient, name: string): Promise<Descriptor> =>
  readDescriptor(await askManifest(client, 'GET', name))

/** The descriptor of the manifest or index that a response brings. */
const readDescriptor = async (response: Response): Promise<Descriptor> => {
  const bytes = await readBody(response, documentLimit)
  const [announced] = response.header('docker-content-digest')
  const digest = digestOf(bytes)
  if (announced !== undefined && announced !== digest) {
    throw new RequestError(
      `${response.host} announced "${printable(announced)}" and sent ${digest}`,
      pushAnew,
    )
  }
  return { mediaType: mediaTypeOf(response), digest, size: bytes.length }
}

/**
 * The descriptor of what a tag or a digest names: one HEAD request, which rate limits do not count; a GET where the
 * registry does not answer it in full. `image` is how a failure calls it.
 */
export const resolveManifest = (
  client: RepositoryClient,
  name: string,
  image = `${client.name}:${name}`,
): Promise<Descriptor> =>
  retried(client.retryOptions(`resolve ${image}`), async () => {
    const response = await askManifest(client, 'HEAD', name)
    await discard(response)
    const described = response.status === 200 ? describedBy(response) : undefined
    const found = described ?? (await resolveByGet(client, name))
    if (!v.is(DigestSchema, name) || name === found.digest) return found
    throw new RequestError(`${response.host} has another one there, ${found.digest}`, pushAnew)
  })

/** Whether there is a manifest of that digest. */
export const manifestExists = (client: RepositoryClient, digest: Digest): Promise<boolean> =>
  retried(client.retryOptions(`look for the manifest ${digest} in ${client.name}`), async () => {
    const response = await askManifest(client, 'HEAD', digest)
    await discard(response)
    return response.status === 200
  })

/** The bytes of a manifest or an index, of at most `documentLimit`, checked against the digest. */
export const fetchManifest = (client: RepositoryClient, digest: Digest): Promise<Buffer> =>
  retried(client.retryOptions(`fetch the manifest ${digest} of ${client.name}`), async () => {
    const response = await askManifest(client, 'GET', digest)
    const bytes = await readBody(response, documentLimit)
    const found = digestOf(bytes)
    if (found === digest) return bytes
    throw new RequestError(`${response.host} sent another one, ${found}`, pushAnew)
  })

/** Whether a repository gives a manifest or an index of that digest, byte for byte. */
export const holdsManifest = (client: RepositoryClient, digest: Digest): Promise<boolean> =>
  retried(client.retryOptions(`look for the manifest ${digest} in ${client.name}`), async () => {
    const response = await askManifest(client, 'GET', digest, [200, ...unclear])
    if (response.status === 200) return digestOf(await readBody(response, documentLimit)) === digest
    await discard(response)
    return false
  })

/**
 * The digest of what a tag means at the moment, an image or anything else: by HEAD, or by GET if the registry does not name
 * the digest. Undefined if there is no such tag, or the registry does not say.
 */
export const findManifest = (client: RepositoryClient, name: string): Promise<Digest | undefined> =>
  retried(client.retryOptions(`look for ${client.name}:${name}`), async () => {
    const response = await askManifest(client, 'HEAD', name)
    await discard(response)
    if (response.status !== 200) return undefined
    const [digest] = response.header('docker-content-digest')
    if (v.is(DigestSchema, digest)) return digest
    return digestOf(await readBody(await askManifest(client, 'GET', name), documentLimit))
  })

/** The bytes of the manifest or the index that a tag means; undefined if there is none. */
export const findManifestBytes = (client: RepositoryClient, tag: string): Promise<Buffer | undefined> =>
  retried(client.retryOptions(`read ${client.name}:${tag}`), async () => {
    const response = await askManifest(client, 'GET', tag, [200, 404])
    if (response.status === 200) return readBody(response, documentLimit)
    await discard(response)
    return undefined
  })

/** Reads what a name means, to its last byte; throws if that is not the manifest of a digest. */
export const confirmManifest = (client: RepositoryClient, name: string, digest: Digest): Promise<void> => {
  const image = name === digest ? `${client.name}@${digest}` : `${client.name}:${name}`
  return retried(client.retryOptions(`read ${image} back`), async () => {
    const response = await askManifest(client, 'GET', name, [200, 404])
    if (response.status === 404) {
      await discard(response)
      // What has just been written may not have reached the one that answers.
      throw new RequestError(`${response.host} does not give it back (404)`, {
        advice: 'Push again later; if it stays so, ask the registry’s administrator.',
        transient: true,
      })
    }
    const found = await readDescriptor(response)
    if (found.digest === digest) return
    throw new RequestError(`${found.digest} is there, not ${digest}`, {
      advice: 'Another push may have had the same name: let only one at a time have it, and push again.',
      transient: true,
    })
  })
}

/** Throws where a registry says that it took in something else than what was sent to it. */
export const confirmDigest = (response: Response, digest: Digest): void => {
  const [found = digest] = response.header('docker-content-digest')
  if (found === digest) return
  throw new RequestError(`${response.host} says that it took in "${printable(found)}" instead`, {
    advice: 'Check that this is the address of a registry, and that no proxy answers in its place.',
  })
}

/**
 * Puts a manifest or an index under a name, its digest or a tag; the registry has to have what it refers to. Resolves with
 * the digest of the subject that the registry has noted it for, if it did so.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests
 */
export const pushManifest = (
  client: RepositoryClient,
  { digest, mediaType }: Descriptor,
  bytes: Uint8Array,
  name: string,
): Promise<string | undefined> => {
  const action =
    name === digest
      ? `push the manifest ${digest} to ${client.name}`
      : `tag ${digest} as ${client.name}:${name}`
  return retried(client.retryOptions(action), async () => {
    const response = await client.ask(`manifests/${name}`, {
      method: 'PUT',
      headers: { 'content-type': mediaType },
      body: bytes,
      // 201 by the specification; some answer with one of the others.
      wanted: [200, 201, 202],
    })
    await discard(response)
    confirmDigest(response, digest)
    return response.header('oci-subject')[0]
  })
}
