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
