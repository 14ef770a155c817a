import { Failure, messageOf } from '../../message/failure.ts'
import { RequestError } from '../../registry/http/request-error.ts'
import type { Source } from './source.ts'
import type { Target } from './target.ts'

/**
 * Gives what was pushed its tags. One that means it already is left.
 *
 * Throws a Failure where a registry does not take one, and the signal's reason.
 */
export const tagAll = async (
  { root, rootBytes }: Pick<Source, 'root' | 'rootBytes'>,
  { name, repository, tags }: Target,
  { info, signal }: { readonly info: (line: string) => void; readonly signal: AbortSignal },
): Promise<void> => {
  for (const tag of tags) {
    const earlier = await repository.find(tag)
    if (earlier === root.digest) {
      info(`${name}:${tag} was ${root.digest} already.`)
      continue
    }
    try {
      await repository.tag(root, rootBytes, tag)
    } catch (cause) {
      signal.throwIfAborted()
      if (earlier === undefined || !(cause instanceof Failure && mayBeFixed(cause))) throw cause
      throw new Failure(
        `${messageOf(cause).replace(/\.?$/, '.')} The tag is ${earlier} so far: where a registry lets no tag change, choose a new ` +
          `one. What was pushed is there as ${name}@${root.digest}.`,
        { cause },
      )
    }
    info(`${name}:${tag} is ${root.digest}${earlier === undefined ? '' : `, and was ${earlier}`}.`)
  }
}

// A login that is missing, a name, a size or a rate is refused whether there is such a tag or not.
const otherReasons: readonly number[] = [401, 404, 408, 413, 429]

/** Whether a tag may have been refused since it exists: registries say that by different statuses, 400, 403, 405, 409, 412. */
const mayBeFixed = ({ cause }: Failure): boolean => {
  const status = cause instanceof RequestError ? cause.status : undefined
  return status !== undefined && status >= 400 && status < 500 && !otherReasons.includes(status)
}

/** Reads back what was pushed by its digest; throws a Failure where anything else comes. */
export const confirmDigests = async (
  { root, images }: Pick<Source, 'root' | 'images'>,
  { repository }: Target,
): Promise<void> => {
  for (const { descriptor } of images) {
    if (descriptor.digest !== root.digest) await repository.confirm(descriptor, descriptor.digest)
  }
  await repository.confirm(root, root.digest)
}

/** Reads back what was pushed by its tags; throws a Failure where anything else comes. */
export const confirmTags = async (
  { root }: Pick<Source, 'root'>,
  { repository, tags }: Target,
): Promise<void> => {
  for (const tag of tags) await repository.confirm(root, tag)
}
