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
