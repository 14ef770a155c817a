import * as http from 'node:http'
import * as https from 'node:https'
import { Agent, buildConnector, type Dispatcher } from 'undici'
import { basicAuthorization } from '../auth/authorization.ts'
import { hostOf } from './addresses.ts'
import { isUnconnected, RequestError } from './request-error.ts'

/** The time limits for the parts of a request, in milliseconds. */
export interface Timeouts {
  /** For the connection. */
  readonly connect: number
  /** For the response's headers. */
  readonly response: number
  /** Between two chunks of a body. */
  readonly stall: number
  /** For the response's headers after a streamed body, which the registry may hash and store first. */
  readonly commit: number
  /** For a complete response that is read into memory. */
  readonly document: number
}

export const usualTimeouts: Timeouts = {
  connect: 15_000,
  response: 30_000,
  stall: 30_000,
  commit: 300_000,
  document: 60_000,
}

type Connector = buildConnector.connector

const authorizationFor = (proxy: URL): Record<string, string> => {
  if (proxy.username === '') return {}
  const [username = '', password = ''] = [proxy.username, proxy.password].map(decodeURIComponent)
  return { 'proxy-authorization': basicAuthorization({ username, password }).header }
}

/** A proxy did not open a tunnel. */
const refusedTunnel = (proxy: URL, target: string, status: number): RequestError =>
  new RequestError(`the proxy ${proxy.host} responded with ${status} to a request for ${target}`, {
    advice:
      status === 407
        ? 'Set HTTPS_PROXY with the name and password for the proxy: http://name:password@host:port'
        : 'Check HTTPS_PROXY and the rules of the proxy, or add the host to NO_PROXY.',
    transient: status === 429 || status >= 500,
  })

/**
 * Connects through a proxy's tunnel. Does not use undici's ProxyAgent, because it retries without end if a proxy closes the
 * connection, and waits forever if a proxy does not respond.
 */
const tunnel = (
  proxy: URL,
  connect: Connector,
  { timeout, ca }: { timeout: number; ca: string | undefined },
): Connector => {
  let reached = false
  return (options, callback) => {
    const host = options.host ?? options.hostname
    const target = options.port === '' ? `${host}:443` : host
    const settings: https.RequestOptions = {
      method: 'CONNECT',
      host: hostOf(proxy),
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      path: target,
      headers: { host: target, ...authorizationFor(proxy) },
      agent: false,
      ...(ca !== undefined && { ca }),
    }
    const request = (proxy.protocol === 'https:' ? https : http).request(settings)
    const timer = setTimeout(() => request.destroy(new Error('it did not respond in time')), timeout)
    request.once('connect', (response, socket) => {
      reached = true
      clearTimeout(timer)
      if (response.statusCode === 200) return connect({ ...options, httpSocket: socket }, callback)
      socket.destroy()
      callback(refusedTunnel(proxy, target, response.statusCode ?? 0), null)
    })
    // A proxy that does not support CONNECT may respond as to any other request.
    request.once('response', (response) => {
      clearTimeout(timer)
      response.destroy()
      callback(refusedTunnel(proxy, target, response.statusCode ?? 0), null)
    })
    request.on('error', (cause) => {
      clearTimeout(timer)
      callback(
        new RequestError(`the proxy ${proxy.host} could not be used: ${cause.message}`, {
          advice: 'Check HTTPS_PROXY and the proxy, or add the host to NO_PROXY.',
          transient: true,
          unreachable: !reached && isUnconnected(cause),
          cause,
        }),
        null,
      )
    })
    request.end()
  }
}

/** Hides the codes of errors, because undici retries some of them itself. */
const withoutCodes =
  (connect: Connector): Connector =>
  (options, callback) =>
    connect(options, (...[error, socket]) => {
      if (error === null) callback(null, socket)
      else if (error instanceof RequestError) callback(error, null)
      else callback(new Error(error.message, { cause: error }), null)
    })

/** Sends plain HTTP requests to a proxy: https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2 */
const forwarding = (proxy: URL, agent: Agent): Dispatcher =>
  agent.compose((dispatch) => (options, handler) => {
    const target = new URL(String(options.origin))
    const headers = { ...options.headers, host: target.host, ...authorizationFor(proxy) }
    return dispatch(
      { ...options, origin: proxy.origin, path: `${target.origin}${options.path}`, headers },
      handler,
    )
  })

/**
 * Returns a function that chooses the connections for a URL. `ca` has CA certificates (PEM) to trust instead of the default
 * ones. Certificates of insecure servers are not checked.
 */
export const createConnections = (options: {
  proxyOf: (url: URL) => URL | undefined
  timeouts: Timeouts
  ca: string | undefined
  isInsecure: (url: URL) => boolean
}): ((url: URL) => Dispatcher) => {
  const { proxyOf, timeouts, ca, isInsecure } = options
  const connector = (insecure: boolean): Connector =>
    buildConnector({
      timeout: timeouts.connect,
      ...(ca !== undefined && { ca }),
      ...(insecure && { rejectUnauthorized: false }),
    })
  const agent = (connector: Connector): Agent =>
    new Agent({
      connect: withoutCodes(connector),
      headersTimeout: timeouts.response,
      bodyTimeout: timeouts.stall,
    })
  const dispatchers = new Map<string, Dispatcher>()
  return (url) => {
    const proxy = proxyOf(url)
    const insecure = isInsecure(url)
    const key = `${proxy?.href} ${url.protocol} ${insecure}`
    const known = dispatchers.get(key)
    if (known !== undefined) return known
    const connect = connector(insecure)
    const dispatcher =
      proxy === undefined
        ? agent(connect)
        : url.protocol === 'https:'
          ? agent(tunnel(proxy, connect, { timeout: timeouts.connect, ca }))
          : forwarding(proxy, agent(connector(false)))
    dispatchers.set(key, dispatcher)
    return dispatcher
  }
}
