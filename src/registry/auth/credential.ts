/** What identifies a user to a registry: a name and a password, or a token that is exchanged for others. */
export type Credential =
  | { readonly username: string; readonly password: string }
  | { readonly identityToken: string }

export interface Credentials {
  /**
   * The credential for a registry as image references name it, and for a repository there; undefined to be anonymous.
   */
  of(registry: string, repository?: string): Promise<Credential | undefined>
}
