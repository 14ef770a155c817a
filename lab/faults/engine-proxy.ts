import { type Cut, type CutPoint, openOverTcp, type TcpProxy } from '../services/tcp-proxy.ts'
import type { InForce } from './registry-proxy.ts'

/** Where the connection to the engine breaks. All other connections break with it. */
export interface EngineFault {
  /** A pattern of the request's first line: `POST /v1.47/containers/create?name=…`. */
  readonly on: RegExp
  /** How many requests are affected. Default: all. */
  readonly times?: number
  /** The number of bytes of the request or the response before the break. */
  readonly at: CutPoint
}

/** A proxy to the Docker engine. */
export interface EngineProxy extends TcpProxy {
  disturb(fault: EngineFault): InForce
  /** Closes every connection, now and from now on. */
  leave(): void
  calm(): void
}

/** Opens a proxy to the engine, which forwards everything until a fault is set. */
export const openEngineProxy = async (dockerHost: string): Promise<EngineProxy> => {
  const faults: { readonly fault: EngineFault; met: number }[] = []
  const cut: Cut = (request) => {
    for (const entry of faults) {
      const { on, times = Number.POSITIVE_INFINITY, at } = entry.fault
      if (!on.test(request) || entry.met >= times) continue
      entry.met += 1
      return at
    }
    return undefined
  }
  const proxy = await openOverTcp(dockerHost, cut)
  return {
    ...proxy,
    disturb: (fault) => {
      const entry = { fault, met: 0 }
      faults.push(entry)
      return { met: () => entry.met }
    },
    leave: () => {
      faults.unshift({ fault: { on: /./, at: { sent: 0 } }, met: 0 })
      proxy.cutAll()
    },
    calm: () => void faults.splice(0),
  }
}
