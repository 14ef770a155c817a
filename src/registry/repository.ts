import * as v from 'valibot'
import type { Bytes, Content, ReadableContent } from '../content/content.ts'
import { readBytes } from '../content/verify.ts'
import { type Descriptor, DescriptorSchema, mismatch } from '../image/descriptor.ts'
import { type Digest, digestOf } from '../image/digest.ts'
import { type Index, parseIndex } from '../image/image-index.ts'
import { isDocument, mediaTypes } from '../image/media-type.ts'
import type { ImageReference } from '../image/reference.ts'
import { documentLimit, parseDocument } from '../json/document.ts'
import { Failure } from '../message/failure.ts'
import type { Scope } from './auth/authorization.ts'
import { blobExists, fetchBlob, mountBlob } from './blob.ts'
import { pushBlob } from './blob-upload.ts'
import type { Client, RepositoryClient } from './client/client.ts'
import {
  confirmManifest,
  fetchManifest,
  findManifest,
  findManifestBytes,
  manifestExists,
  pushManifest,
} from './manifest.ts'

/** A repository in a registry, to read from. */
export class ReadableRepository implements ReadableContent {
  /** Names the registry and the repository. Tag and digest are ignored. */
  readonly reference: ImageReference
  protected readonly client: RepositoryClient

  constructor(client: Client, reference: ImageReference, actions: Scope['actions'] = 'pull') {
    this.reference = reference
    this.client = client(reference, [{ repository: reference.repository, actions }])
  }

  /** A manifest or an index exists only if the registry serves it completely. */
  exists(descriptor: Descriptor, signal?: AbortSignal): Promise<boolean> {
    const client = this.client.until(signal)
    return isDocument(descriptor)
      ? manifestExists(client, descriptor.digest)
      : blobExists(client, descriptor.digest)
  }

  fetch(descriptor: Descriptor, signal?: AbortSignal): AsyncIterable<Uint8Array> {
    const client = this.client.until(signal)
    return isDocument(descriptor) ? documentIn(client, descriptor) : fetchBlob(client, descriptor)
  }

  /** The verified bytes of a manifest or an index whose size is unknown, at most `documentLimit`. */
  manifest(digest: Digest): Promise<Buffer> {
    return fetchManifest(this.client, digest)
  }

  /** Resolves a tag to a digest; undefined if there is no such tag, or the registry does not report the digest. */
  find(tag: string, signal?: AbortSignal): Promise<Digest | undefined> {
    return findManifest(this.client.until(signal), tag)
  }

  /** Reads the manifest of a tag or digest completely. Throws a Failure if it does not match the descriptor. */
  confirm({ digest }: Descriptor, name: string, signal?: AbortSignal): Promise<void> {
    return confirmManifest(this.client.until(signal), name, digest)
  }
}

async function* documentIn(
  client: RepositoryClient,
  descriptor: Descriptor,
): AsyncGenerator<Uint8Array, void, undefined> {
  const bytes = await fetchManifest(client, descriptor.digest)
  const wrong = mismatch(descriptor, { digest: descriptor.digest, size: bytes.length })
  if (wrong !== undefined) {
    throw new Failure(
      `The manifest ${descriptor.digest} in ${client.name} has another size: ${wrong}. Push the image again.`,
    )
  }
  yield bytes
}

/** A repository in a registry, to push to. All requests use push permission. */
export class Repository extends ReadableRepository implements Content {
  readonly #registry: Client

  constructor(client: Client, reference: ImageReference) {
    super(client, reference, 'pull,push')
    this.#registry = client
  }

  async push(descriptor: Descriptor, open: () => Bytes, signal?: AbortSignal): Promise<void> {
    const client = this.client.until(signal)
    if (!isDocument(descriptor)) return pushBlob(client, descriptor, open)
    const bytes = await documentOf(descriptor, open())
    const acknowledged = await pushManifest(client, descriptor, bytes, descriptor.digest)
    await listReferrer(client, descriptor, bytes, acknowledged)
  }

  /** Mounts only from another repository of the same registry that the user may read. */
  async mount(descriptor: Descriptor, from: ReadableContent, signal?: AbortSignal): Promise<boolean> {
    if (!(from instanceof ReadableRepository) || isDocument(descriptor)) return false
    const { registry, repository } = this.reference
    if (from.reference.registry !== registry) return false
    const source = from.reference.repository
    const client = this.#registry(this.reference, [
      { repository, actions: 'pull,push' },
      { repository: source, actions: 'pull' },
    ])
    return mountBlob(client.until(signal), descriptor.digest, source)
  }

  /** Tags a manifest or an index with the given bytes. */
  async tag(descriptor: Descriptor, bytes: Uint8Array, tag: string): Promise<void> {
    await pushManifest(this.client, descriptor, await documentOf(descriptor, [bytes]), tag)
  }
}

/** Reads a manifest or an index into memory. Throws a Failure if it does not match its descriptor. */
const documentOf = async (descriptor: Descriptor, source: Bytes): Promise<Buffer> => {
  const { digest } = descriptor
  const bytes = await readBytes(source, documentLimit)
  if (bytes === undefined) {
    throw new Failure(
      `The manifest ${digest} has more than ${documentLimit} bytes. Registries may reject it. Build the image again.`,
    )
  }
  const difference = mismatch(descriptor, { digest: digestOf(bytes), size: bytes.length })
  if (difference === undefined) return bytes
  throw new Failure(`The manifest ${digest} is corrupt: ${difference}. Build the image again.`)
}

const Text = v.nullish(v.string())
const ReferrerSchema = v.looseObject({
  subject: v.nullish(DescriptorSchema),
  artifactType: Text,
  config: v.nullish(v.looseObject({ mediaType: Text })),
  annotations: v.nullish(v.record(v.string(), v.string())),
})

/**
 * Lists a pushed manifest as a referrer of its subject. A registry with the referrers API does that itself and names the
 * subject in its response (`acknowledged`). For other registries, the client maintains an index with a tag made of the
 * subject's digest.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests-with-subject
 */
const listReferrer = async (
  client: RepositoryClient,
  { mediaType, digest, size }: Descriptor,
  bytes: Uint8Array,
  acknowledged: string | undefined,
): Promise<void> => {
  const { subject, config, ...document } = parseDocument(ReferrerSchema, bytes, 'manifest')
  if (!subject || acknowledged === subject.digest) return
  const tag = subject.digest.replace(':', '-')
  const known = await findManifestBytes(client, tag)
  const index: Index =
    known === undefined
      ? { mediaType: mediaTypes.index, manifests: [] }
      : parseIndex(known, `list of referrers ${client.name}:${tag}`)
  if (index.manifests.some((listed) => listed.digest === digest)) return
  const artifactType = document.artifactType || config?.mediaType
  const entry = {
    ...{ mediaType, digest, size },
    ...(artifactType && { artifactType }),
    ...(document.annotations && { annotations: document.annotations }),
  }
  const list = Buffer.from(
    JSON.stringify({ schemaVersion: 2, ...index, manifests: [...index.manifests, entry] }),
  )
  const descriptor = { mediaType: mediaTypes.index, digest: digestOf(list), size: list.length }
  await pushManifest(client, descriptor, list, tag)
}
