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
 * The registries of image references. The methods throw a Failure if a registry lacks the content, refuses the request or
 * cannot be reached within the limits, and the signal's reason after an abort.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md
 */
export interface Registry {
  /** The descriptor of a reference's image or index. Sends a HEAD request, and a GET request if that is not enough. */
  resolve(reference: ImageReference): Promise<Descriptor>
  /** The verified bytes of a manifest or an index, at most `documentLimit`. */
  manifest(reference: ImageReference, digest: Digest): Promise<Buffer>
  /** The verified bytes of a blob. Throws a WrongContent failure instead of ending if they are wrong. */
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

/** A user of registries, with Docker's configuration and an environment that may name proxies. */
export interface RegistryUser {
  /** The directory of Docker's configuration. */
  readonly dockerConfig: string
  readonly environment: ProcessEnvironment
}

/** Creates a registry client with the logins and proxies of a user. */
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
