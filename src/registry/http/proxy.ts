import type { ProcessEnvironment } from '../../command/environment.ts'
import { Failure } from '../../message/failure.ts'
import { isLoopback } from './address.ts'

const setting = (environment: ProcessEnvironment, name: string): string | undefined =>
  environment[name.toLowerCase()] || environment[name] || undefined

const parseProxy = (name: string, text: string): URL => {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  if (!URL.canParse(url)) throw new Failure(`${name} is not a URL. An example: http://proxy.example:3128`)
  const proxy = new URL(url)
  try {
    decodeURIComponent(`${proxy.username}:${proxy.password}`)
  } catch {
    throw new Failure(`${name} has a name or a password with a «%» in it: write %25 for each.`)
  }
  if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:') {
    throw new Failure(`${name} names a «${proxy.protocol}» proxy; only http: and https: ones are used.`)
  }
  return proxy
}

const portOf = ({ port, protocol }: URL): string => port || (protocol === 'https:' ? '443' : '80')

/** Whether an entry of NO_PROXY (`*`, `host`, `.suffix`, `*.suffix`, each with a `:port` or without) means a URL. */
const matches = (entry: string, url: URL): boolean => {
  const [, host = '', port] = /^(\[.*\]|.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? []
  if (port !== undefined && port !== portOf(url)) return false
  const name = url.hostname.replace(/^\[|\]$/g, '')
  const wanted = host.replace(/^\[|\]$/g, '')
  if (wanted === '*' || wanted === name) return true
  const suffix = wanted.replace(/^\*?\./, '')
  // With a leading dot only subdomains are meant, as in Go's and thus Docker's reading.
  return suffix !== '' && name.endsWith(`.${suffix}`)
}

/**
 * Says which proxy leads to a URL, by `HTTPS_PROXY` (for plain HTTP `HTTP_PROXY`) and `NO_PROXY`; of both cases of a name
 * the lower one counts. No proxy leads to loopback.
 * Throws a Failure where the setting is no proxy's address; it does not repeat it, for it may hold a password.
 */
export const createProxyChoice = (environment: ProcessEnvironment): ((url: URL) => URL | undefined) => {
  const proxyNamed = (name: string): URL | undefined => {
    const text = setting(environment, name)
    return text === undefined ? undefined : parseProxy(name, text)
  }
  const secure = proxyNamed('HTTPS_PROXY')
  const exceptions = (setting(environment, 'NO_PROXY') ?? '').split(/[\s,]+/).filter((entry) => entry !== '')
  return (url) => {
    if (isLoopback(url.hostname) || exceptions.some((entry) => matches(entry, url))) return undefined
    return url.protocol === 'https:' ? secure : proxyNamed('HTTP_PROXY')
  }
}
