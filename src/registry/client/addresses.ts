import { BlockList, isIP } from 'node:net'
import { RequestError } from './request-error.ts'

const loopbackAddresses = new BlockList()
loopbackAddresses.addSubnet('127.0.0.0', 8, 'ipv4')
loopbackAddresses.addAddress('::1', 'ipv6')

/** A URL's host name; an IPv6 address without brackets. */
export const hostOf = ({ hostname }: Pick<URL, 'hostname'>): string => hostname.replace(/^\[(.*)\]$/, '$1')

export const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** Whether a host is an IP address in a list. Host names are not resolved. */
export const isListed = (list: BlockList, host: string): boolean =>
  isIP(host) !== 0 && list.check(host, familyOf(host))

/** Whether a URL's host name means this machine: `localhost`, `127.0.0.0/8`, `::1`. */
export const isLoopback = (hostname: string): boolean =>
  hostname.toLowerCase() === 'localhost' || isListed(loopbackAddresses, hostOf({ hostname }))

/** Docker Hub's API has another host name than its images. */
const dockerHub = { name: 'index.docker.io', api: 'registry-1.docker.io' }

/** Whether a registry is Docker Hub, by its name in image references or its API's host name. */
export const isDockerHub = (registry: string): boolean => Object.values(dockerHub).includes(registry)

/** The address of a registry's API: HTTPS, but always plain HTTP on loopback. */
export const registryAddress = (registry: string): URL => {
  const secure = new URL(`https://${isDockerHub(registry) ? dockerHub.api : registry}`)
  return isLoopback(secure.hostname) ? new URL(`http://${registry}`) : secure
}

/** The addresses of registries, and the addresses that they may redirect clients to. */
export interface Addresses {
  /** The address of a registry's API. Throws a RequestError if an insecure registry answers neither HTTPS nor HTTP. */
  of(registry: string): Promise<URL>
  /**
   * Whether an address that a server named (a redirect, a token server) may be called: over HTTPS, or over plain HTTP if
   * both are on this machine, or if the address is insecure and the server is insecure or on this machine.
   */
  mayCall(target: URL, namedBy: URL): boolean
}

/** Returns a check of whether plain HTTP and untrusted certificates are allowed for a server. */
export const insecureHosts =
  (insecure: ReadonlySet<string>): ((url: URL) => boolean) =>
  ({ hostname, port, protocol }) =>
    insecure.has(port === '' ? hostname : `${hostname}:${port}`) ||
    (port === '' && insecure.has(`${hostname}:${protocol === 'https:' ? 443 : 80}`))

/**
 * Finds the addresses of registries. For `insecure` registries, the first call tries HTTPS and then, if that fails, plain
 * HTTP, like Docker. `call` sends any request.
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
        // The next try may succeed.
        found.delete(registry)
        throw error
      }
    },
    mayCall: (target, namedBy) => {
      if (target.protocol !== 'http:') return target.protocol === 'https:'
      const byLoopback = isLoopback(namedBy.hostname)
      return (
        (isLoopback(target.hostname) && byLoopback) ||
        (isInsecure(target) && (byLoopback || isInsecure(namedBy)))
      )
    },
  }
}
