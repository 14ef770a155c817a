import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import type { Repository } from '../../src/registry/repository.ts'
import { type Fault, type PushServer, servePushes } from './push-server.ts'
import { client, descriptorOf, imageAt } from './registry-client.ts'

export const content = randomBytes(3_000_000)
export const blob = descriptorOf(content)

// The requests for such a blob in the push server's log.
export const begin = 'POST blobs/uploads/'
export const send = 'PATCH blobs/uploads/ID'
export const end = 'PUT blobs/uploads/ID'
export const state = 'GET blobs/uploads/ID'
export const look = `HEAD blobs/${blob.digest}`

/** The content in chunks. Can be opened several times. */
export const open = async function* () {
  for (let at = 0; at < content.length; at += 65_536) yield content.subarray(at, at + 65_536)
}

export interface Target {
  readonly server: PushServer
  readonly repository: Repository
  readonly warnings: readonly string[]
}

/** A repository to push to, and its registry. */
export const target = async (t: TestContext, fault?: Fault, limits = {}): Promise<Target> => {
  const server = await servePushes(t, fault)
  const { registry, warnings } = client({ limits })
  return { server, repository: registry.repository(imageAt(server.host)), warnings }
}

export const assertTaken = ({ blobs }: PushServer): void => {
  assert.ok(blobs.get(blob.digest)?.equals(content))
}
