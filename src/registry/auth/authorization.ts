/** With what credentials a request was sent. */
export interface SentCredentials {
  /** Whether there was a credential, or the request was an anonymous one. */
  readonly credential: boolean
  /** What must not be repeated should the server repeat it. */
  readonly secrets: readonly string[]
}

export const anonymous: SentCredentials = { credential: false, secrets: [] }

/** What a registry lets a client do, for a while, who shows it. */
export interface Authorization extends SentCredentials {
  /** The value of the `Authorization` header. */
  readonly header: string
  /** When it ends, in milliseconds since the epoch. */
  readonly expires: number
}

/** Name and password as they are: https://www.rfc-editor.org/rfc/rfc7617 */
export const basicAuthorization = (login: { username: string; password: string }): Authorization => {
  const encoded = Buffer.from(`${login.username}:${login.password}`, 'utf8').toString('base64')
  return {
    header: `Basic ${encoded}`,
    expires: Number.POSITIVE_INFINITY,
    credential: true,
    secrets: [login.password, encoded],
  }
}
