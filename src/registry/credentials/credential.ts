/** What identifies a user to a registry: a name and a password, or a token that is exchanged for others. */
export type Credential =
  | { readonly username: string; readonly password: string }
  | { readonly identityToken: string }

export interface Credentials {
  /** The credential for a registry as image references name it, or undefined to be anonymous there. */
  of(registry: string): Promise<Credential | undefined>
}
