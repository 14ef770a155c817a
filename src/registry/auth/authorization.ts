/** The credentials of a sent request. */
export interface SentCredentials {
  /** False if the request was anonymous. */
  readonly credential: boolean
  /** Texts to mask in messages if the server's answer contains them. */
  readonly secrets: readonly string[]
}

export const anonymous: SentCredentials = { credential: false, secrets: [] }

/** A temporary authorization for requests to a registry. */
export interface Authorization extends SentCredentials {
  /** The value of the `Authorization` header. */
  readonly header: string
  /** When it ends, in milliseconds since the epoch. */
  readonly expires: number
}

/** Sends name and password with each request: https://www.rfc-editor.org/rfc/rfc7617 */
export const basicAuthorization = (login: { username: string; password: string }): Authorization => {
  const encoded = Buffer.from(`${login.username}:${login.password}`, 'utf8').toString('base64')
  return {
    header: `Basic ${encoded}`,
    expires: Number.POSITIVE_INFINITY,
    credential: true,
    secrets: [login.password, encoded],
  }
}
