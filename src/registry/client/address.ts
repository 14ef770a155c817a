import { BlockList, isIP } from 'node:net'

const loopbackAddresses = new BlockList()
loopbackAddresses.addSubnet('127.0.0.0', 8, 'ipv4')
loopbackAddresses.addAddress('::1', 'ipv6')

/** Whether a URL's host name means this machine: `localhost`, `127.0.0.0/8`, `::1`. */
export const isLoopback = (hostname: string): boolean => {
  const name = hostname.replace(/^\[(.*)\]$/, '$1')
  const family = isIP(name)
  return family === 0
    ? name.toLowerCase() === 'localhost'
    : loopbackAddresses.check(name, family === 4 ? 'ipv4' : 'ipv6')
}

/** Docker Hub answers under another name than the one that images carry. */
const dockerHub = { name: 'index.docker.io', api: 'registry-1.docker.io' }

/** Whether a registry is Docker Hub, by the name that images carry or by that of its API. */
export const isDockerHub = (registry: string): boolean => Object.values(dockerHub).includes(registry)

/** Where a registry's API is: HTTPS, except that a registry on loopback is always spoken to in plain HTTP. */
export const registryAddress = (registry: string): URL => {
  const secure = new URL(`https://${isDockerHub(registry) ? dockerHub.api : registry}`)
  return isLoopback(secure.hostname) ? new URL(`http://${registry}`) : secure
}

/**
 * Whether an address that a registry named (a redirect, a token server) may be called: over HTTPS, or in plain HTTP
 * if it and anyone who named it are both on this machine.
 */
export const mayCall = (target: URL, namedBy: URL): boolean =>
  target.protocol === 'https:' ||
  (target.protocol === 'http:' && isLoopback(target.hostname) && isLoopback(namedBy.hostname))
