import type { TestContext } from 'node:test'
import * as v from 'valibot'
import { type ImageReference, parseReference } from '../../src/image/reference.ts'
import { parseDocument } from '../../src/json/document.ts'
import type { Content } from '../image/image.ts'
import { serve, type TestServer } from '../registry/http-server.ts'

const TypedSchema = v.looseObject({ mediaType: v.string() })

export interface ImageServer extends TestServer {
  /** What the tag `team/run:1` names, and all that there is. May be changed. */
  image: Content
  /** Answered instead of the next blobs, in this order. */
  readonly wrongBlobs: Uint8Array[]
  readonly reference: ImageReference
  /** The same image, pinned by digest. */
  readonly pinned: ImageReference
  /** Method and last part of each request since the last call. */
  readonly requests: () => readonly string[]
}

/** A registry on loopback with one repository. */
export const serveImage = async (t: TestContext, image: Content): Promise<ImageServer> => {
  const state = { image, wrongBlobs: [] as Uint8Array[] }
  const server = await serve(t, ({ method, path }, response) => {
    const { descriptor, blobs } = state.image
    const [, kind, name = ''] = /^\/v2\/team\/run\/(manifests|blobs)\/(.+)$/.exec(path) ?? []
    const digest = kind === 'manifests' && name === '1' ? descriptor.digest : name
    const right = new Map<string, Uint8Array>(blobs).get(digest)
    const bytes = (kind === 'blobs' ? state.wrongBlobs.shift() : undefined) ?? right
    if (bytes === undefined) {
      response.writeHead(404).end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}')
      return
    }
    const mediaType =
      kind === 'manifests' ? parseDocument(TypedSchema, bytes, name).mediaType : 'application/octet-stream'
    response.writeHead(200, {
      'content-type': mediaType,
      'content-length': bytes.length,
      'docker-content-digest': digest,
    })
    response.end(method === 'HEAD' ? undefined : bytes)
  })
  let seen = 0
  return Object.assign(state, {
    ...server,
    reference: parseReference(`${server.host}/team/run:1`),
    pinned: parseReference(`${server.host}/team/run@${image.descriptor.digest}`),
    requests: () => {
      const requests = server.asked
        .slice(seen)
        .map(({ method, path }) => `${method} ${path.slice(path.lastIndexOf('/') + 1)}`)
      seen = server.asked.length
      return requests
    },
  })
}
