import * as v from 'valibot'
import type { Descriptor } from '../image/descriptor.ts'
import { type Digest, DigestSchema, digestOf } from '../image/digest.ts'
import { acceptedManifests } from '../image/media-type.ts'
import { formatReference, type ImageReference } from '../image/reference.ts'
import { documentLimit } from '../json/document.ts'
import { printable } from '../message/printable.ts'
import type { RepositoryClient } from './client/client.ts'
import { malformed, RequestError } from './client/request-error.ts'
import { retry } from './client/retry.ts'
import { discard, type Response, readBody } from './client/transport.ts'

/** The registry returned other bytes than the requested ones. */
const wrongBytes = {
  advice: 'Try again later. If the error persists, push the image again.',
  transient: true,
}

/** Statuses of a HEAD request that say too little: a GET may succeed, or its body has the reason. */
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

/** The media type of a manifest or an index. Throws a RequestError for anything else. */
const mediaTypeOf = (response: Response): string => {
  const [mediaType = ''] = (response.header('content-type')[0] ?? '').split(';')
  const type = mediaType.trim()
  if (acceptedManifests.includes(type)) return type
  throw new RequestError(`${response.host} returned a "${printable(type)}", not an image or an image index`, {
    advice: "Choose an image in the OCI format or in Docker's schema 2.",
  })
}

const sizeOf = (response: Response): number | undefined => {
  const [length = ''] = response.header('content-length')
  return /^\d{1,15}$/.test(length) ? Number(length) : undefined
}

/** The descriptor in the headers of a response; undefined if they are incomplete. */
const describedBy = (response: Response): Descriptor | undefined => {
  const [digest] = response.header('docker-content-digest')
  const size = sizeOf(response)
  if (size === undefined || !v.is(DigestSchema, digest)) return undefined
  if (size > documentLimit) throw malformed(response.host, `the manifest has ${size} bytes`)
  return { mediaType: mediaTypeOf(response), digest, size }
}

/** The descriptor of the manifest or index in a response's body. */
const readDescriptor = async (response: Response): Promise<Descriptor> => {
  const bytes = await readBody(response, documentLimit)
  const [announced] = response.header('docker-content-digest')
  const digest = digestOf(bytes)
  if (announced !== undefined && announced !== digest) {
    throw new RequestError(
      `${response.host} announced "${printable(announced)}" and sent ${digest}`,
      wrongBytes,
    )
  }
  return { mediaType: mediaTypeOf(response), digest, size: bytes.length }
}

/**
 * The descriptor of an image or an index. Sends a HEAD request, which rate limits do not count, and a GET request only if
 * the response is incomplete.
 */
export const resolveManifest = (client: RepositoryClient, reference: ImageReference): Promise<Descriptor> => {
  const name = reference.digest ?? reference.tag ?? 'latest'
  return retry(client.retryOptions(`resolve ${formatReference(reference)}`), async () => {
    const response = await askManifest(client, 'HEAD', name)
    await discard(response)
    const described = response.status === 200 ? describedBy(response) : undefined
    const found = described ?? (await readDescriptor(await askManifest(client, 'GET', name)))
    if (reference.digest === undefined || reference.digest === found.digest) return found
    throw new RequestError(`${response.host} returned another manifest, ${found.digest}`, wrongBytes)
  })
}

/** The verified bytes of a manifest or an index, at most `documentLimit`. */
export const fetchManifest = (client: RepositoryClient, digest: Digest): Promise<Buffer> =>
  retry(client.retryOptions(`fetch the manifest ${digest} of ${client.name}`), async () => {
    const response = await askManifest(client, 'GET', digest)
    const bytes = await readBody(response, documentLimit)
    const found = digestOf(bytes)
    if (found === digest) return bytes
    throw new RequestError(`${response.host} returned another manifest, ${found}`, wrongBytes)
  })

/** Whether a repository returns the complete manifest or index with that digest. */
export const manifestExists = (client: RepositoryClient, digest: Digest): Promise<boolean> =>
  retry(client.retryOptions(`look for the manifest ${digest} in ${client.name}`), async () => {
    const response = await askManifest(client, 'GET', digest, [200, ...unclear])
    if (response.status === 200) return digestOf(await readBody(response, documentLimit)) === digest
    await discard(response)
    return false
  })

/**
 * The current digest of a tag, of an image or of anything else. Sends a GET request only if the response to HEAD has no
 * digest. Undefined if there is no such tag or the registry refuses the request.
 */
export const findManifest = (client: RepositoryClient, name: string): Promise<Digest | undefined> =>
  retry(client.retryOptions(`look for ${client.name}:${name}`), async () => {
    const response = await askManifest(client, 'HEAD', name)
    await discard(response)
    if (response.status !== 200) return undefined
    const [digest] = response.header('docker-content-digest')
    if (v.is(DigestSchema, digest)) return digest
    return digestOf(await readBody(await askManifest(client, 'GET', name), documentLimit))
  })

/** The bytes of a tag's manifest or index; undefined if there is no such tag. */
export const findManifestBytes = (client: RepositoryClient, tag: string): Promise<Buffer | undefined> =>
  retry(client.retryOptions(`read ${client.name}:${tag}`), async () => {
    const response = await askManifest(client, 'GET', tag, [200, 404])
    if (response.status === 200) return readBody(response, documentLimit)
    await discard(response)
    return undefined
  })

/** Reads the manifest of a tag or digest completely. Throws a Failure if it has another digest. */
export const confirmManifest = (client: RepositoryClient, name: string, digest: Digest): Promise<void> => {
  const image = name === digest ? `${client.name}@${digest}` : `${client.name}:${name}`
  return retry(client.retryOptions(`read ${image} back`), async () => {
    const response = await askManifest(client, 'GET', name, [200, 404])
    if (response.status === 404) {
      await discard(response)
      // The replica that responds may not have the manifest yet.
      throw new RequestError(`${response.host} does not return it (404)`, {
        advice: "Push again later. If the error persists, ask the registry's administrator.",
        transient: true,
      })
    }
    const found = await readDescriptor(response)
    if (found.digest === digest) return
    throw new RequestError(`the registry returns ${found.digest} instead of ${digest}`, {
      advice: 'Another push may use the same tag. Let only one push at a time use it, and push again.',
      transient: true,
    })
  })
}

/** Throws a RequestError if a registry reports that it stored something else. */
export const confirmDigest = (response: Response, digest: Digest): void => {
  const [found = digest] = response.header('docker-content-digest')
  if (found === digest) return
  throw new RequestError(`${response.host} reports that it stored "${printable(found)}" instead`, {
    advice: 'Check that this is the address of a registry, and that no proxy responds instead.',
  })
}

/**
 * Pushes a manifest or an index by its digest or a tag. The registry must have everything that it refers to. Returns the
 * digest of the subject if the registry has listed the manifest as its referrer.
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
  return retry(client.retryOptions(action), async () => {
    const response = await client.ask(`manifests/${name}`, {
      method: 'PUT',
      headers: { 'content-type': mediaType },
      body: bytes,
      // The specification says 201, but some registries send another status.
      wanted: [200, 201, 202],
    })
    await discard(response)
    confirmDigest(response, digest)
    return response.header('oci-subject')[0]
  })
}
