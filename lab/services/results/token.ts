import { createHash } from 'node:crypto'
import * as v from 'valibot'

/** The token that the REST API takes. */
export const githubToken = 'lab-github-token'

/** Who starts the workflows, and may use a registry with that token for a password. */
export const actor = {
  name: 'octocat',
  tokenBcrypt: '$2b$05$j8sUZ23KBjAPlYj3McX8Lu7YY4elDGRtWyupXAcXKufDj6WF8bsyS',
} as const

/** A cache scope of a job, such as `refs/heads/main`, and what the job may do with the entries in it. */
export interface CacheScope {
  readonly name: string
  readonly read: boolean
  readonly write: boolean
}

/** A job of a workflow run, as far as GitHub's results service tells jobs apart. */
export interface Job {
  /** `owner/name` */
  readonly repository: string
  /** The run's number in GitHub's REST API. */
  readonly run: number
  readonly job: string
  /** In the order in which they are searched; entries go into the first that may be written. */
  readonly scopes: readonly CacheScope[]
}

/** What a runtime token says of its bearer. */
export interface Bearer {
  readonly repository: string
  readonly runBackendId: string
  readonly jobBackendId: string
  readonly scopes: readonly CacheScope[]
}

/** The results service's own id of a workflow run: derived, so that it needs no register that must be kept. */
export const runBackendId = (repository: string, run: number): string => uuidOf(`run ${repository} ${run}`)

const jobBackendId = ({ repository, run, job }: Job): string => uuidOf(`job ${repository} ${run} ${job}`)

const uuidOf = (text: string): string =>
  createHash('sha256')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')

/**
 * The runtime token of a job. Its form is GitHub's: the clients read `scp`, the service reads `ac` (cache scopes,
 * permission bits 1 for reading and 2 for writing). It is not signed: the service is for loopback.
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

/** Reads an `Authorization` header; nothing if it carries no token of ours. */
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
