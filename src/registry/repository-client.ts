import { formatRepository, type ImageReference } from '../image/reference.ts'
import { registryAddress } from './http/address.ts'
import type { Client, RegistryRequest } from './http/client.ts'
import type { RetryOptions } from './http/retry.ts'
import type { Scope } from './http/scope.ts'
import type { Response } from './http/transport.ts'

/** Makes requests of one repository of a registry, which are allowed what some scopes say. */
export interface RepositoryClient {
  /** `docker.io/library/debian` */
  readonly name: string
  /** Where its paths begin. */
  readonly base: URL
  /** Makes a request of a path below the repository, such as `blobs/sha256:…`, or of an address that it gave. */
  ask(target: string | URL, request: Omit<RegistryRequest, 'registry' | 'scopes' | 'url'>): Promise<Response>
  /** How something is tried again; the action goes behind «Could not». */
  retryOptions(action: string): RetryOptions
}

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#endpoints */
export const repositoryClient = (
  client: Client,
  reference: ImageReference,
  scopes: readonly Scope[],
): RepositoryClient => {
  const { registry, repository } = reference
  const base = new URL(`v2/${repository}/`, registryAddress(registry))
  return {
    name: formatRepository(reference),
    base,
    ask: (target, request) => client.ask({ ...request, registry, scopes, url: new URL(target, base) }),
    retryOptions: client.retryOptions,
  }
}
