import { concurrentTransfers } from '../../content/copy.ts'
import type { Log } from '../../github/step/log.ts'
import type { Digest } from '../../image/digest.ts'
import { formatReference, formatRepository, type ImageReference } from '../../image/reference.ts'
import type { ArtifactTag } from '../../layout/graph.ts'
import { Failure, messageOf } from '../../message/failure.ts'
import { RequestError } from '../../registry/client/request-error.ts'
import type { Registry } from '../../registry/registry.ts'
import type { Repository } from '../../registry/repository.ts'
import { inParallel } from '../../task/abort.ts'
import type { TaskGroup } from '../../task/task-group.ts'
import type { Payload } from './payload.ts'

/** What a push works with. */
export interface PushServices {
  readonly tasks: TaskGroup
  readonly log: Log
  readonly registry: Registry
  /** Whether blobs are checked even if the registry has the manifest that names them. */
  readonly checksAll: boolean
}

/** A repository to push to, and the tags that the root gets there. */
export interface Target {
  /** `ghcr.io/owner/app` */
  readonly name: string
  readonly repository: Repository
  readonly tags: readonly string[]
}

/** The repositories that references name, each once, in their order. */
export const targetsOf = (references: readonly ImageReference[], registry: Registry): readonly Target[] => {
  const byRepository = Map.groupBy(references, formatRepository)
  return [...byRepository].flatMap(([name, [first, ...others]]) => {
    if (first === undefined) return []
    const tags = [first, ...others].flatMap(({ tag }) => tag ?? [])
    return { name, repository: registry.repository(first), tags: [...new Set(tags)] }
  })
}

/** All references by tag: `ghcr.io/owner/app:1.2, ghcr.io/owner/app:latest` */
export const tagReferences = (targets: readonly Target[]): readonly string[] =>
  targets.flatMap(({ repository, tags }) =>
    tags.map((tag) => formatReference({ ...repository.reference, tag })),
  )

/** A tag to set, and the digest that it has now; undefined if there is no such tag. */
export interface WantedTag extends ArtifactTag {
  readonly previous: Digest | undefined
}

/** Looks up the tags that the root gets, and those by which clients find other artifacts. */
export const findTags = (
  { root, artifactTags }: Pick<Payload, 'root' | 'artifactTags'>,
  { repository, tags }: Target,
): Promise<readonly WantedTag[]> =>
  inParallel(
    [...artifactTags, ...tags.map((tag): ArtifactTag => ({ descriptor: root, tag }))],
    concurrentTransfers,
    async (wanted, ended) => ({ ...wanted, previous: await repository.find(wanted.tag, ended) }),
  )

/**
 * Tags what was pushed. Tags that are right already stay; the registry's answer is enough for them. Returns the tags that are
 * new or have changed.
 *
 * Throws a Failure if a registry rejects a tag, and the signal's reason.
 */
export const setTags = async (
  { content }: Pick<Payload, 'content'>,
  { name, repository }: Target,
  tags: readonly WantedTag[],
  { log, tasks }: Pick<PushServices, 'log' | 'tasks'>,
): Promise<readonly ArtifactTag[]> => {
  const changed: ArtifactTag[] = []
  for (const { descriptor, tag, previous } of tags) {
    const { digest } = descriptor
    if (previous === digest) {
      log.info(`${name}:${tag} was ${digest} already.`)
      continue
    }
    const bytes = Buffer.concat(await Array.fromAsync(content.fetch(descriptor)))
    try {
      await repository.tag(descriptor, bytes, tag)
    } catch (cause) {
      tasks.signal.throwIfAborted()
      if (previous === undefined || !(cause instanceof Failure && isPossiblyImmutable(cause))) throw cause
      throw new Failure(
        `${explainTagFailure(cause)} The tag still points to ${previous}. If the registry does not allow tags to change, use a ` +
          `new tag. The image was pushed as ${name}@${digest}.`,
        { cause },
      )
    }
    changed.push({ descriptor, tag })
    log.info(`${name}:${tag} is ${digest}${previous === undefined ? '' : `, and was ${previous}`}.`)
  }
  return changed
}

// These have other causes: no login, the name, the size, a rate limit.
const otherCauses: readonly number[] = [404, 408, 413, 429]

/**
 * Whether a registry may have rejected a tag because it exists. Registries answer with different statuses, 400, 403, 405, 409
 * or 412; zot also with 401, although the login has just worked for everything else.
 */
const isPossiblyImmutable = ({ cause }: Failure): boolean => {
  if (!(cause instanceof RequestError) || cause.status === undefined) return false
  const { status, hadCredential } = cause
  return status >= 400 && status < 500 && !otherCauses.includes(status) && (status !== 401 || hadCredential)
}

/** The registry's answer, without the advice to log in if the login has worked. */
const explainTagFailure = (failure: Failure): string => {
  const message = messageOf(failure).replace(/\.?$/, '.')
  const { cause } = failure
  if (!(cause instanceof RequestError) || cause.status !== 401) return message
  return message.replace(` ${cause.advice.replace(/\.?$/, '.')}`, '')
}

/** Reads manifests and indexes back by their tags. Throws a Failure if the registry returns something else. */
export const confirmTags = async ({ repository }: Target, tags: readonly ArtifactTag[]): Promise<void> => {
  await inParallel(tags, concurrentTransfers, ({ descriptor, tag }, ended) =>
    repository.confirm(descriptor, tag, ended),
  )
}
