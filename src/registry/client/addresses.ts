import { isLoopback, mayCall, registryAddress } from './address.ts'
import { RequestError } from './request-error.ts'

/** Where registries are, and whom they may send their clients to. */
export interface Addresses {
  /** Where a registry's API is. Throws a RequestError where one that may be insecure answers in neither way. */
  of(registry: string): Promise<URL>
  /** Whether an address that a registry named (a redirect, a token server) may be called. */
  mayCall(target: URL, namedBy: URL): boolean
}

/** Decides whether a server may be accessed over plain HTTP or with an untrusted certificate. */
export const insecureHosts =
  (insecure: ReadonlySet<string>): ((url: URL) => boolean) =>
  ({ hostname, port, protocol }) =>
    insecure.has(port === '' ? hostname : `${hostname}:${port}`) ||
    (port === '' && insecure.has(`${hostname}:${protocol === 'https:' ? 443 : 80}`))

/**
 * Addresses of which those of `insecure` registries may be plain HTTP. Whether one is shows when it is called for the
 * first time: over HTTPS, as Docker does it, and over plain HTTP where that does not work. `call` is to make a request of
 * any kind.
 */
export const createAddresses = (
  insecure: ReadonlySet<string>,
  call: (url: URL) => Promise<void>,
): Addresses => {
  const isInsecure = insecureHosts(insecure)
  const found = new Map<string, Promise<URL>>()
  const find = async (registry: string): Promise<URL> => {
    const secure = new URL(`https://${registry}`)
    try {
      await call(new URL('v2/', secure))
      return secure
    } catch (error) {
      if (!(error instanceof RequestError)) throw error
      const plain = new URL(`http://${registry}`)
      await call(new URL('v2/', plain)).catch((other: unknown) => {
        throw other instanceof RequestError ? error : other
      })
      return plain
    }
  }
  return {
    of: async (registry) => {
      if (!insecure.has(registry)) return registryAddress(registry)
      const address = found.get(registry) ?? find(registry)
      found.set(registry, address)
      try {
        return await address
      } catch (error) {
        // It may answer the next time.
        found.delete(registry)
        throw error
      }
    },
    mayCall: (target, namedBy) =>
      mayCall(target, namedBy) ||
      (target.protocol === 'http:' &&
        isInsecure(target) &&
        (isLoopback(namedBy.hostname) || isInsecure(namedBy))),
  }
}
