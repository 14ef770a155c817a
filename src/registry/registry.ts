import type { ProcessEnvironment } from '../command/environment.ts'
import type { Descriptor } from '../image/descriptor.ts'
import type { ImageReference } from '../image/reference.ts'
import { dockerCredentials } from './auth/docker-config.ts'
import { type ClientOptions, createClient } from './client/client.ts'
import { resolveManifest } from './manifest.ts'
import { ReadableRepository, Repository } from './repository.ts'

/**
 * The registries of image references. The methods throw a Failure if a registry lacks the content, refuses the request or
 * cannot be reached within the limits, and the signal's reason after an abort.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md
 */
export interface Registry {
  /** The descriptor of a reference's image or index. Sends a HEAD request, and a GET request if that is not enough. */
  resolve(reference: ImageReference): Promise<Descriptor>
  /** The repository of a reference as content to read from. */
  readableRepository(reference: ImageReference): ReadableRepository
  /** The repository of a reference as content to push to. */
  repository(reference: ImageReference): Repository
}

export const createRegistry = (options: ClientOptions): Registry => {
  const client = createClient(options)
  return {
    resolve: (reference) =>
      resolveManifest(client(reference, [{ repository: reference.repository, actions: 'pull' }]), reference),
    readableRepository: (reference) => new ReadableRepository(client, reference),
    repository: (reference) => new Repository(client, reference),
  }
}

/** Creates a registry client with the logins in a directory of Docker's configuration and the proxies of an environment. */
export const userRegistry = (
  { dockerConfig, environment }: { readonly dockerConfig: string; readonly environment: ProcessEnvironment },
  options: Pick<ClientOptions, 'insecure' | 'warn' | 'signal'>,
): Registry =>
  createRegistry({
    ...options,
    credentials: dockerCredentials(dockerConfig, environment, options.signal),
    proxy: environment,
  })
