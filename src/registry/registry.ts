import type { ProcessEnvironment } from '../command/environment.ts'
import type { Descriptor } from '../image/descriptor.ts'
import type { Digest } from '../image/digest.ts'
import { formatReference, type ImageReference } from '../image/reference.ts'
import { dockerCredentials } from './auth/docker-config.ts'
import { fetchBlob } from './blob.ts'
import { type ClientOptions, createClient } from './client/client.ts'
import { fetchManifest, resolveManifest } from './manifest.ts'
import { ReadableRepository, Repository } from './repository.ts'
import { type RepositoryClient, repositoryClient } from './repository-client.ts'

export type RegistryOptions = ClientOptions

/**
 * The registries that image references name. Its methods throw a Failure if a registry has no such thing, does not
 * give or take it, or cannot be reached within the limits, and the signal's reason where that was aborted.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md
 */
export interface Registry {
  /** The descriptor of what a reference names, an image or an index: one HEAD request, or a GET as well. */
  resolve(reference: ImageReference): Promise<Descriptor>
  /** The bytes of a manifest or an index, of at most `documentLimit`, checked against the digest. */
  manifest(reference: ImageReference, digest: Digest): Promise<Buffer>
  /** The bytes of a blob, checked on the way; a WrongContent failure comes instead of the end where others came. */
  blob(reference: ImageReference, blob: Descriptor, signal?: AbortSignal): AsyncIterable<Uint8Array>
  /** The repository of a reference as content to read from. */
  readableRepository(reference: ImageReference): ReadableRepository
  /** The repository of a reference as content to push to. */
  repository(reference: ImageReference): Repository
}

export const createRegistry = (options: RegistryOptions): Registry => {
  const client = createClient(options)
  const reading = (reference: ImageReference): RepositoryClient =>
    repositoryClient(client, reference, [{ repository: reference.repository, actions: 'pull' }])
  return {
    resolve: (reference) =>
      resolveManifest(
        reading(reference),
        reference.digest ?? reference.tag ?? 'latest',
        formatReference(reference),
      ),
    manifest: (reference, digest) => fetchManifest(reading(reference), digest),
    blob: (reference, blob, signal) => fetchBlob(reading(reference).until(signal), blob),
    readableRepository: (reference) => new ReadableRepository(client, reference),
    repository: (reference) => new Repository(client, reference),
  }
}

/** Who speaks to registries: a user with Docker's configuration, and an environment that may name proxies. */
export interface RegistryUser {
  /** The folder of Docker's configuration. */
  readonly dockerConfig: string
  readonly environment: ProcessEnvironment
}

/** Registries as a user of Docker has them on this machine: with its logins and proxies. */
export const userRegistry = (
  { dockerConfig, environment }: RegistryUser,
  options: {
    readonly insecure: ReadonlySet<string>
    readonly warn: (message: string) => void
    readonly signal: AbortSignal
  },
): Registry =>
  createRegistry({
    ...options,
    credentials: dockerCredentials(dockerConfig, environment, options.signal),
    proxy: environment,
  })
