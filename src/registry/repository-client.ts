import { formatRepository, type ImageReference } from '../image/reference.ts'
import type { Scope } from './auth/scope.ts'
import type { Addresses } from './client/addresses.ts'
import type { Client, RegistryRequest } from './client/client.ts'
import type { RetryOptions } from './client/retry.ts'
import type { Response } from './client/transport.ts'

/** Makes requests of one repository of a registry, which are allowed what some scopes say. */
export interface RepositoryClient {
  /** `docker.io/library/debian` */
  readonly name: string
  /** The address of a path below the repository. */
  address(path: string): Promise<URL>
  readonly mayCall: Addresses['mayCall']
  readonly wholeBlob: Client['wholeBlob']
  /** Makes a request of a path below the repository, such as `blobs/sha256:…`, or of an address that it gave. */
  ask(
    target: string | URL,
    request: Omit<RegistryRequest, 'registry' | 'scopes' | 'url' | 'signal'>,
  ): Promise<Response>
  /** How something is tried again; the action goes behind "Could not". */
  retryOptions(action: string): RetryOptions
  /** The same, until a signal is aborted: that ends its requests and the pauses between them. */
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
