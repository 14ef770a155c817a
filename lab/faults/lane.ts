import type { Digest } from '../../src/image/digest.ts'
import type { ActionName } from '../driving/actions.ts'
import type { RegistryProxy } from './registry-proxy.ts'

/**
 * Trials that are made one after the other, under addresses that stay: references are part of an image, so that its digest
 * is another one elsewhere. Lanes do not disturb each other.
 */
export interface Lane extends AsyncDisposable {
  readonly number: number
  /** The real registry, `127.0.0.1:PORT`, and the way to it that is disturbed. */
  readonly upstream: string
  readonly registry: RegistryProxy
  /** The real engine. */
  readonly dockerHost: string
  /** Names in the engine and in the registry. */
  readonly builder: string
  readonly runImage: string
  readonly app: string
  /** What each action gives when nobody disturbs it. */
  readonly expected: Readonly<Record<ActionName, Digest>>
}
