import type { Descriptor } from '../../src/image/descriptor.ts'
import { digestOf } from '../../src/image/digest.ts'
import { Failure } from '../../src/message/failure.ts'
import { credentials } from '../services/token-server.ts'
import { type Layer, readLayer } from './layer.ts'

/** A repository of a registry on loopback, with the credentials for it. */
export interface Repository {
  /** `127.0.0.1:PORT`. */
  readonly registry: string
  readonly name: string
  /** An Authorization header. Default: the lab's credentials with Basic authentication. */
  readonly authorization?: string
}

/** Uploads bytes as a blob, unless the repository has it. */
export const pushBytes = async (
  repository: Repository,
  mediaType: string,
  bytes: Buffer,
): Promise<Descriptor> => {
  const descriptor = { mediaType, digest: digestOf(bytes), size: bytes.length }
  await pushBlob(repository, descriptor, () => bytes)
  return descriptor
}

/** Uploads a layer as a blob, unless the repository has it. */
export const pushLayer = async (
  repository: Repository,
  mediaType: string,
  layer: Layer,
): Promise<Descriptor> => {
  const descriptor = { mediaType, digest: layer.digest, size: layer.size }
  await pushBlob(repository, descriptor, () => readLayer(layer))
  return descriptor
}

/** Uploads a manifest or an index unchanged under a tag. */
export const pushManifest = async (
  repository: Repository,
  tag: string,
  manifest: { readonly mediaType: string; readonly [field: string]: unknown },
): Promise<Descriptor> => {
  const bytes = Buffer.from(JSON.stringify(manifest, undefined, 2))
  const headers = { 'content-type': manifest.mediaType }
  await request(repository, 'PUT', `manifests/${tag}`, { headers, body: bytes })
  return { mediaType: manifest.mediaType, digest: digestOf(bytes), size: bytes.length }
}

const pushBlob = async (
  repository: Repository,
  { digest, size }: Descriptor,
  content: () => NonNullable<RequestInit['body']>,
): Promise<void> => {
  const found = await request(repository, 'HEAD', `blobs/${digest}`, {}, 404)
  if (found.ok) return
  const upload = await request(repository, 'POST', 'blobs/uploads/', {})
  const place = new URL(upload.headers.get('location') ?? '', upload.url)
  place.searchParams.set('digest', digest)
  const headers = { 'content-type': 'application/octet-stream', 'content-length': String(size) }
  await request(repository, 'PUT', place, { headers, body: content(), duplex: 'half' })
}

const basic = `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`

const request = async (
  repository: Repository,
  method: string,
  place: string | URL,
  options: { headers?: Record<string, string>; body?: NonNullable<RequestInit['body']>; duplex?: 'half' },
  ...alsoFine: readonly number[]
): Promise<Response> => {
  const url = new URL(place, `http://${repository.registry}/v2/${repository.name}/`)
  const headers = { ...options.headers, authorization: repository.authorization ?? basic }
  const response = await fetch(url, { ...options, method, headers })
  if (response.ok || alsoFine.includes(response.status)) return response
  throw new Failure(`${method} ${url} returned ${response.status}.`, {
    detail: [await response.text()],
  })
}
