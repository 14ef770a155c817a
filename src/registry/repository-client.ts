import { formatRepository, type ImageReference } from '../image/reference.ts'
import type { Scope } from './auth/authorization.ts'
import type { Addresses } from './client/addresses.ts'
import type { Client, RegistryRequest } from './client/client.ts'
import type { RetryOptions } from './client/retry.ts'
import type { Response } from './client/transport.ts'

/** Sends requests to one repository of a registry, with the permissions of some scopes. */
export interface RepositoryClient {
  /** `docker.io/library/debian` */
  readonly name: string
  /** The address of a path below the repository. */
  address(path: string): Promise<URL>
  readonly mayCall: Addresses['mayCall']
  readonly wholeBlob: Client['wholeBlob']
  /** Sends a request to a path below the repository, such as `blobs/sha256:…`, or to an address from the registry. */
  ask(
    target: string | URL,
    request: Omit<RegistryRequest, 'registry' | 'scopes' | 'url' | 'signal'>,
  ): Promise<Response>
  /** The retry options. `action` completes "Could not" in messages. */
  retryOptions(action: string): RetryOptions
  /** Returns the same client with a signal that aborts its requests and the pauses between them. */
  until(signal: AbortSignal | undefined): RepositoryClient
}

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#endpoints */
export const repositoryClient = (
  client: Client,
  reference: ImageReference,
  scopes: readonly Scope[],
  signal?: AbortSignal,
): RepositoryClient => {
  const { registry, repository } = reference
  const address = async (path: string): Promise<URL> =>
    new URL(`v2/${repository}/${path}`, await client.addresses.of(registry))
  return {
    name: formatRepository(reference),
    address,
    mayCall: client.addresses.mayCall,
    wholeBlob: client.wholeBlob,
    ask: async (target, request) => {
      const url = target instanceof URL ? target : await address(target)
      return client.ask({ ...request, registry, scopes, url, signal })
    },
    retryOptions: (action) => client.retryOptions(action, signal),
    until: (ended) => repositoryClient(client, reference, scopes, ended),
  }
}
