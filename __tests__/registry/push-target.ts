import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import type { Repository } from '../../src/registry/repository.ts'
import { type Fault, type PushServer, servePushes } from './push-server.ts'
import { client, descriptorOf, imageAt } from './registry-client.ts'

export const content = randomBytes(3_000_000)
export const blob = descriptorOf(content)

// How the push server writes what it was asked for such a blob.
export const begin = 'POST blobs/uploads/'
export const send = 'PATCH blobs/uploads/ID'
export const end = 'PUT blobs/uploads/ID'
export const state = 'GET blobs/uploads/ID'
export const look = `HEAD blobs/${blob.digest}`

/** The content in pieces, as often as it is opened. */
export const open = async function* () {
  for (let at = 0; at < content.length; at += 65_536) yield content.subarray(at, at + 65_536)
}

export interface Target {
  readonly server: PushServer
  readonly repository: Repository
  readonly warnings: readonly string[]
}

/** A repository to push to, and the registry that has it. */
export const target = async (t: TestContext, fault?: Fault, limits = {}): Promise<Target> => {
  const server = await servePushes(t, fault)
  const { registry, warnings } = client({ limits })
  return { server, repository: registry.repository(imageAt(server.host)), warnings }
}

export const assertTaken = ({ blobs }: PushServer): void => {
  assert.ok(blobs.get(blob.digest)?.equals(content))
}
