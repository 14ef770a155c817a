import { createHash } from 'node:crypto'
import * as v from 'valibot'

/** The token for the REST API. */
export const githubToken = 'lab-github-token'

/** The user that starts the workflows. Registries accept it with that token as the password. */
export const actor = {
  name: 'octocat',
  tokenBcrypt: '$2b$05$j8sUZ23KBjAPlYj3McX8Lu7YY4elDGRtWyupXAcXKufDj6WF8bsyS',
} as const

/** A cache scope of a job, such as `refs/heads/main`, and the job's permissions for it. */
export interface CacheScope {
  readonly name: string
  readonly read: boolean
  readonly write: boolean
}

/** A job of a workflow run, as GitHub's results service identifies it. */
export interface Job {
  /** `owner/name` */
  readonly repository: string
  /** The run's number in GitHub's REST API. */
  readonly run: number
  readonly job: string
  /** In search order. New entries go into the first writable scope. */
  readonly scopes: readonly CacheScope[]
}

/** The claims of a runtime token. */
export interface Bearer {
  readonly repository: string
  readonly runBackendId: string
  readonly jobBackendId: string
  readonly scopes: readonly CacheScope[]
}

/** The results service's ID of a workflow run, derived from the run so that nothing needs to be stored. */
export const runBackendId = (repository: string, run: number): string => uuidOf(`run ${repository} ${run}`)

const jobBackendId = ({ repository, run, job }: Job): string => uuidOf(`job ${repository} ${run} ${job}`)

const uuidOf = (text: string): string =>
  createHash('sha256')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')

/**
 * Returns the runtime token of a job in GitHub's format. The clients read `scp`, the service reads `ac` (cache scopes, with
 * the permission bits 1 for reading and 2 for writing). It has no signature, because the service runs on loopback only.
 */
export const tokenOf = (job: Job): string => {
  const scopes = job.scopes.map(({ name, read, write }) => ({
    Scope: name,
    Permission: (read ? 1 : 0) + (write ? 2 : 0),
  }))
  const claims = {
    scp: `Actions.Results:${runBackendId(job.repository, job.run)}:${jobBackendId(job)}`,
    ac: JSON.stringify(scopes),
    repository: job.repository,
  }
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')
  return `${encode({ typ: 'JWT', alg: 'none' })}.${encode(claims)}.unsigned`
}

const ClaimsSchema = v.object({
  scp: v.pipe(v.string(), v.regex(/^Actions\.Results:[^: ]+:[^: ]+$/)),
  ac: v.pipe(
    v.string(),
    v.parseJson(),
    v.array(v.object({ Scope: v.string(), Permission: v.pipe(v.number(), v.integer()) })),
  ),
  repository: v.string(),
})

/** Parses an `Authorization` header. Returns undefined if it has no token of this service. */
export const bearerOf = (authorization: string | undefined): Bearer | undefined => {
  const payload = /^Bearer [^.]+\.([^.]+)\./.exec(authorization ?? '')?.[1]
  if (payload === undefined) return undefined
  const claims = v.safeParse(
    v.pipe(v.string(), v.parseJson(), ClaimsSchema),
    Buffer.from(payload, 'base64url').toString(),
  )
  if (!claims.success) return undefined
  const [, runBackendId = '', jobBackendId = ''] = claims.output.scp.split(':')
  return {
    repository: claims.output.repository,
    runBackendId,
    jobBackendId,
    scopes: claims.output.ac.map(({ Scope, Permission }) => ({
      name: Scope,
      read: (Permission & 1) !== 0,
      write: (Permission & 2) !== 0,
    })),
  }
}
