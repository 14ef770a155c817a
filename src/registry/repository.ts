import type { Bytes, Content, ReadableContent } from '../content/content.ts'
import { readBytes } from '../content/verify.ts'
import { type Descriptor, mismatch } from '../image/descriptor.ts'
import { type Digest, digestOf } from '../image/digest.ts'
import { isIndex, isManifest } from '../image/media-type.ts'
import type { ImageReference } from '../image/reference.ts'
import { documentLimit } from '../json/document.ts'
import { Failure } from '../message/failure.ts'
import type { Scope } from './auth/authorization.ts'
import { blobExists, fetchBlob, mountBlob } from './blob.ts'
import { pushBlob } from './blob-upload.ts'
import type { Client } from './client/client.ts'
import {
  confirmManifest,
  fetchManifest,
  findManifest,
  holdsManifest,
  manifestExists,
  pushManifest,
} from './manifest.ts'
import { listReferrer } from './referrers.ts'
import { type RepositoryClient, repositoryClient } from './repository-client.ts'

/** Registries store manifests and indexes apart from blobs. */
const isDocument = ({ mediaType }: Descriptor): boolean => isManifest(mediaType) || isIndex(mediaType)

/** A repository in a registry, to read from. */
export class ReadableRepository implements ReadableContent {
  /** Names the registry and the repository. Tag and digest are ignored. */
  readonly reference: ImageReference
  protected readonly client: RepositoryClient

  constructor(client: Client, reference: ImageReference, actions: Scope['actions'] = 'pull') {
    this.reference = reference
    this.client = repositoryClient(client, reference, [{ repository: reference.repository, actions }])
  }

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

  /** Resolves a tag to a digest; undefined if there is no such tag, or the registry does not report the digest. */
  find(tag: string, signal?: AbortSignal): Promise<Digest | undefined> {
    return findManifest(this.client.until(signal), tag)
  }

  /** Whether the registry serves a complete manifest or index. */
  holds({ digest }: Descriptor, signal?: AbortSignal): Promise<boolean> {
    return holdsManifest(this.client.until(signal), digest)
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
    const client = repositoryClient(this.#registry, this.reference, [
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
