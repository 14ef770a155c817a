import { concurrentTransfers } from '../../content/copy.ts'
import { Failure, messageOf } from '../../message/failure.ts'
import { RequestError } from '../../registry/client/request-error.ts'
import { inParallel } from '../../task/abort.ts'
import type { PushSource } from './source.ts'
import type { Target } from './target.ts'

/**
 * Gives what was pushed its tags, except those that mean it already: the registry's word is enough for them. Resolves with
 * the target and the tags that are new or have changed.
 *
 * Throws a Failure if a registry does not take one, and the signal's reason.
 */
export const tagAll = async (
  { root, rootBytes }: Pick<PushSource, 'root' | 'rootBytes'>,
  target: Target,
  { info, signal }: { readonly info: (line: string) => void; readonly signal: AbortSignal },
): Promise<Target> => {
  const { name, repository, tags } = target
  const digests = await inParallel(tags, concurrentTransfers, (tag, ended) => repository.find(tag, ended))
  const changed: string[] = []
  for (const [position, tag] of tags.entries()) {
    const earlier = digests[position]
    if (earlier === root.digest) {
      info(`${name}:${tag} was ${root.digest} already.`)
      continue
    }
    try {
      await repository.tag(root, rootBytes, tag)
    } catch (cause) {
      signal.throwIfAborted()
      if (earlier === undefined || !(cause instanceof Failure && isImmutableTag(cause))) throw cause
      throw new Failure(
        `${explain(cause)} The tag is ${earlier} so far: where a registry lets no tag change, choose a new ` +
          `one. What was pushed is there as ${name}@${root.digest}.`,
        { cause },
      )
    }
    changed.push(tag)
    info(`${name}:${tag} is ${root.digest}${earlier === undefined ? '' : `, and was ${earlier}`}.`)
  }
  return { ...target, tags: changed }
}

// A login that is missing, a name, a size or a rate is refused whether there is such a tag or not.
const otherReasons: readonly number[] = [404, 408, 413, 429]

/**
 * Whether a tag may have been refused since it exists: registries say that by different statuses, 400, 403, 405, 409, 412;
 * zot also by 401, although the login has just been good for everything else.
 */
const isImmutableTag = ({ cause }: Failure): boolean => {
  if (!(cause instanceof RequestError) || cause.status === undefined) return false
  const { status, identified } = cause
  return status >= 400 && status < 500 && !otherReasons.includes(status) && (status !== 401 || identified)
}

/** What a registry said; without the advice to log in, if the login is known to work. */
const explain = (failure: Failure): string => {
  const message = messageOf(failure).replace(/\.?$/, '.')
  const { cause } = failure
  if (!(cause instanceof RequestError) || cause.status !== 401) return message
  return message.replace(` ${cause.advice.replace(/\.?$/, '.')}`, '')
}

/** Reads back what was pushed by its tags; throws a Failure if anything else comes. */
export const confirmTags = async (
  { root }: Pick<PushSource, 'root'>,
  { repository, tags }: Target,
): Promise<void> => {
  await inParallel(tags, concurrentTransfers, (tag, ended) => repository.confirm(root, tag, ended))
}
