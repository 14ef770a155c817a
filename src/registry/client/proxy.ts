import { BlockList, isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import type { ProcessEnvironment } from '../../command/environment.ts'
import { Failure } from '../../message/failure.ts'
import { familyOf, hostOf, isListed, isLoopback } from './addresses.ts'

const setting = (environment: ProcessEnvironment, name: string): string | undefined =>
  environment[name.toLowerCase()] || environment[name] || undefined

const parseProxy = (name: string, text: string): URL => {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  if (!URL.canParse(url)) throw new Failure(`${name} is not a URL. Example: http://proxy.example:3128`)
  const proxy = new URL(url)
  try {
    decodeURIComponent(`${proxy.username}:${proxy.password}`)
  } catch {
    throw new Failure(`${name} has a "%" in its name or password. Write %25 instead.`)
  }
  if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:') {
    throw new Failure(`${name} names a "${proxy.protocol}" proxy. Only http: and https: are supported.`)
  }
  return proxy
}

const portOf = ({ port, protocol }: URL): string => port || (protocol === 'https:' ? '443' : '80')

/** Whether a URL is requested without a proxy. */
type Exception = (url: URL) => boolean

/** Matches IP addresses in any spelling. */
const addressesOf = (add: (list: BlockList) => void): Exception => {
  const list = new BlockList()
  add(list)
  return (url) => isListed(list, hostOf(url))
}

/**
 * Reads an entry of NO_PROXY like Go and Docker: `*`, a range of addresses, an address, a domain, or a domain after a dot,
 * which means only its subdomains. Addresses and domains can have a `:port`. Undefined for anything else.
 * https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config
 */
const parseException = (entry: string): Exception | undefined => {
  if (entry === '*') return () => true
  const [, network = '', prefix = ''] = /^([^/]*)\/(\d{1,3})$/.exec(entry) ?? []
  if (isIP(network) !== 0) {
    const family = familyOf(network)
    if (Number(prefix) > (family === 'ipv6' ? 128 : 32)) return undefined
    return addressesOf((list) => list.addSubnet(network, Number(prefix), family))
  }
  const [, inBrackets, plain = '', port] = isIP(entry)
    ? [entry, entry]
    : (/^(?:\[(.*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [])
  const host = inBrackets ?? plain
  const matches =
    isIP(host) === 0 ? domain(host) : addressesOf((list) => list.addAddress(host, familyOf(host)))
  return matches && ((url) => (port === undefined || port === portOf(url)) && matches(url))
}

const domain = (host: string): Exception | undefined => {
  const [, dot, written = ''] = /^(\*?\.)?(.*)$/.exec(host.toLowerCase()) ?? []
  if (written === '') return undefined
  const name = domainToASCII(written) || written
  return (url) => (dot === undefined && hostOf(url) === name) || hostOf(url).endsWith(`.${name}`)
}

/**
 * Returns a function that chooses the proxy for a URL, from `HTTPS_PROXY` (`HTTP_PROXY` for plain HTTP) and `NO_PROXY`.
 * Lower-case names take precedence. Loopback never uses a proxy. Throws a Failure if a proxy's address is invalid, and does
 * not repeat it, because it may contain a password.
 */
export const createProxyChoice = (environment: ProcessEnvironment): ((url: URL) => URL | undefined) => {
  const proxyNamed = (name: string): URL | undefined => {
    const text = setting(environment, name)
    return text === undefined ? undefined : parseProxy(name, text)
  }
  const secure = proxyNamed('HTTPS_PROXY')
  const exceptions = (setting(environment, 'NO_PROXY') ?? '')
    .split(/[\s,]+/)
    .flatMap((entry) => parseException(entry) ?? [])
  return (url) => {
    if (isLoopback(url.hostname) || exceptions.some((matches) => matches(url))) return undefined
    return url.protocol === 'https:' ? secure : proxyNamed('HTTP_PROXY')
  }
}
