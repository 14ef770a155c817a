import type { ProcessEnvironment } from '../command/environment.ts'
import { dockerCredentials } from './auth/docker-config.ts'
import { createRegistry, type Registry } from './registry.ts'

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
