import * as http from 'node:http'
import * as https from 'node:https'
import { Agent, buildConnector, type Dispatcher } from 'undici'
import { isUnconnected, RequestError } from './request-error.ts'

/** How long each part of a request may take, in milliseconds. */
export interface Timeouts {
  /** Until there is a connection. */
  readonly connect: number
  /** Until the response's headers have come. */
  readonly response: number
  /** Between two pieces of a body. */
  readonly stall: number
  /** Until the response's headers have come to a request whose body was streamed: it may be hashed and stored before. */
  readonly commit: number
  /** Until the whole of a response that is read into memory has come. */
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

const authorizationOf = ({ username, password }: URL): Record<string, string> =>
  username === ''
    ? {}
    : {
        'proxy-authorization': `Basic ${Buffer.from(
          `${decodeURIComponent(username)}:${decodeURIComponent(password)}`,
        ).toString('base64')}`,
      }

/** The error of a proxy that does not open a tunnel. */
const refusedTunnel = (proxy: URL, target: string, status: number): RequestError =>
  new RequestError(`the proxy ${proxy.host} answered ${status} when asked for ${target}`, {
    advice:
      status === 407
        ? 'Give HTTPS_PROXY the name and password that the proxy wants: http://name:password@host:port'
        : 'Check HTTPS_PROXY and what the proxy allows, or except the host by NO_PROXY.',
    transient: status === 429 || status >= 500,
  })

/**
 * Connects through a proxy's tunnel. undici's own ProxyAgent is not used since it calls a proxy that hangs up on it
 * again and again without end, and waits forever for one that does not answer.
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
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      path: target,
      headers: { host: target, ...authorizationOf(proxy) },
      agent: false,
      ...(ca !== undefined && { ca }),
    }
    const request = (proxy.protocol === 'https:' ? https : http).request(settings)
    const timer = setTimeout(() => request.destroy(new Error('it did not answer in time')), timeout)
    request.once('connect', (response, socket) => {
      reached = true
      clearTimeout(timer)
      if (response.statusCode === 200) return connect({ ...options, httpSocket: socket }, callback)
      socket.destroy()
      callback(refusedTunnel(proxy, target, response.statusCode ?? 0), null)
    })
    // A proxy that does not know CONNECT may answer as it would any other request.
    request.once('response', (response) => {
      clearTimeout(timer)
      response.destroy()
      callback(refusedTunnel(proxy, target, response.statusCode ?? 0), null)
    })
    request.on('error', (cause) => {
      clearTimeout(timer)
      callback(
        new RequestError(`the proxy ${proxy.host} could not be used: ${cause.message}`, {
          advice: 'Check HTTPS_PROXY and the proxy, or except the host by NO_PROXY.',
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

/** Wraps errors whose code makes undici try to connect again by itself. */
const plain =
  (connect: Connector): Connector =>
  (options, callback) =>
    connect(options, (...[error, socket]) => {
      if (error === null) callback(null, socket)
      else if (error instanceof RequestError) callback(error, null)
      else callback(new Error(error.message, { cause: error }), null)
    })

/** Asks a proxy for a plain HTTP address: https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2 */
const forwarding = (proxy: URL, agent: Agent): Dispatcher =>
  agent.compose((dispatch) => (options, handler) => {
    const target = new URL(String(options.origin))
    const headers = { ...options.headers, host: target.host, ...authorizationOf(proxy) }
    return dispatch(
      { ...options, origin: proxy.origin, path: `${target.origin}${options.path}`, headers },
      handler,
    )
  })

/**
 * Says over which connections a URL is called; `ca` are certificates (PEM) to trust instead of the usual ones, and those
 * of insecure servers need not be trusted.
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
      connect: plain(connector),
      headersTimeout: timeouts.response,
      bodyTimeout: timeouts.stall,
    })
  const made = new Map<string, Dispatcher>()
  return (url) => {
    const proxy = proxyOf(url)
    const insecure = isInsecure(url)
    const key = `${proxy?.href} ${url.protocol} ${insecure}`
    const known = made.get(key)
    if (known !== undefined) return known
    const connect = connector(insecure)
    const dispatcher =
      proxy === undefined
        ? agent(connect)
        : url.protocol === 'https:'
          ? agent(tunnel(proxy, connect, { timeout: timeouts.connect, ca }))
          : forwarding(proxy, agent(connector(false)))
    made.set(key, dispatcher)
    return dispatcher
  }
}
