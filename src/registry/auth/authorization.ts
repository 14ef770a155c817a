/**
 * The permission that a client requests for a repository.
 * https://distribution.github.io/distribution/spec/auth/scope/
 */
export interface Scope {
  readonly repository: string
  readonly actions: 'pull' | 'pull,push'
}

/** `repository:team/app:pull,push` */
export const formatScope = ({ repository, actions }: Scope): string => `repository:${repository}:${actions}`

/** A user's login for a registry: a name and a password, or a token to exchange for access tokens. */
export type Credential =
  | { readonly username: string; readonly password: string }
  | { readonly identityToken: string }

export interface Credentials {
  /**
   * The credential for a registry, as named in image references, and a repository. Undefined for anonymous access.
   */
  of(registry: string, repository?: string): Promise<Credential | undefined>
}

/** The credentials of a sent request. */
export interface SentCredentials {
  /** False if the request was anonymous. */
  readonly hasCredential: boolean
  /** Texts to mask in messages if the server's response contains them. */
  readonly secrets: readonly string[]
}

export const anonymous: SentCredentials = { hasCredential: false, secrets: [] }

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
    hasCredential: true,
    secrets: [login.password, encoded],
  }
}

/** An authentication scheme that a server accepts. The scheme and the parameter names are in lower case. */
export interface Challenge {
  readonly scheme: string
  readonly parameters: ReadonlyMap<string, string>
}

const token = String.raw`[!#$%&'*+.^_\`|~\w-]+`
const piece = new RegExp(
  String.raw`[\s,]*(${token})(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|(${token}))|=*(?=[\s,]|$))`,
  'y',
)

/**
 * Reads a `WWW-Authenticate` header, which can contain several challenges. Stops at the first malformed part.
 * https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1
 */
export const parseChallenges = (header: string): readonly Challenge[] => {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = []
  piece.lastIndex = 0
  for (let match = piece.exec(header); match !== null; match = piece.exec(header)) {
    const [, name = '', quoted, bare] = match
    const value = quoted?.replace(/\\(.)/g, '$1') ?? bare
    if (value === undefined) challenges.push({ scheme: name.toLowerCase(), parameters: new Map() })
    else challenges.at(-1)?.parameters.set(name.toLowerCase(), value)
  }
  return challenges
}
