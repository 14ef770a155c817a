import { digestOf } from '../../src/image/digest.ts'
import type { Asked, Handler } from './http-server.ts'

export const manifest = Buffer.from('{"schemaVersion":2}')
export const digest = digestOf(manifest)
const headers = {
  'content-type': 'application/vnd.oci.image.manifest.v1+json',
  'docker-content-digest': digest,
}
export const login = { username: 'alice', password: 'hush-hush' }
export const basic = `Basic ${Buffer.from('alice:hush-hush').toString('base64')}`

/** Serves the manifest to requests with an accepted header, and a challenge to all others. */
export const guarded =
  (challenge: () => string | string[], accepted: (authorization: string) => boolean): Handler =>
  ({ headers: { authorization = '' } }, response) => {
    if (accepted(authorization)) {
      response.writeHead(200, headers).end(manifest)
    } else {
      response.writeHead(401, { 'www-authenticate': challenge() })
      response.end('{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}')
    }
  }

export const bearer = (host: string): string =>
  `Bearer realm="http://${host}/token?a=b",service="the, registry"`

export const giving =
  (token: (nth: number) => object): Handler =>
  (_asked, response, nth) => {
    response.end(JSON.stringify(token(nth)))
  }

export const authorizations = (asked: readonly Asked[]) =>
  asked.map(({ headers: { authorization } }) => authorization)
