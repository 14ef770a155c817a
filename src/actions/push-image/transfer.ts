import type { Content, ReadableContent } from '../../content/content.ts'
import { type CopyOptions, type CopyResult, copy, MissingSource } from '../../content/copy.ts'

import { WrongContent } from '../../content/verify.ts'
import { sizeOf } from '../../image/image.ts'
import { formatReference } from '../../image/reference.ts'
import { Failure } from '../../message/failure.ts'
import { formatBytes, formatCount } from '../../message/quantity.ts'
import type { Registry } from '../../registry/registry.ts'
import type { Repository } from '../../registry/repository.ts'
import { checkMissingDocuments, findDocuments, pushDocuments } from './documents.ts'
import type { MissingBlobs, Payload } from './payload.ts'
import type { Target } from './targets.ts'

/** How the content of a payload came to a repository. */
export interface Transfer {
  readonly target: Target
  readonly copied: CopyResult
}

/** What a transfer works with. */
export interface TransferOptions {
  readonly registry: Registry
  /** Repositories that have the whole payload already. */
  readonly filled: readonly Repository[]
  /** Whether blobs are checked even if the registry has the manifest that names them. */
  readonly checksAll: boolean
  readonly info: (line: string) => void
  readonly warn: (line: string) => void
  readonly signal: AbortSignal
}

/**
 * Gives a repository everything in a payload, by digest. A repository that has the root and all other documents has accepted
 * them before, and so has had their blobs: these are not checked, unless `checksAll` is set. Otherwise each blob that the
 * repository lacks is mounted from another repository of its registry, or sent; a blob that the layout lacks comes from the
 * registry that has it. Then documents follow in their order. Each document that was sent is read back.
 *
 * Throws the first failure, or the signal's reason. No tag is changed before this succeeds.
 */
export const transfer = async (
  payload: Payload,
  target: Target,
  { registry, filled, checksAll, info, warn, signal }: TransferOptions,
): Promise<Transfer> => {
  const { repository, name } = target
  const documents = payload.documents.map(({ descriptor }) => descriptor)
  const found = await findDocuments(payload, repository)
  const isThere = documents.every(({ digest }) => found.get(digest) === true)
  const skipsBlobs = isThere && !checksAll
  if (isThere && checksAll) info(`${name} has ${payload.root.digest}; all blobs are checked.`)
  const progress = countBytes(repository)
  using _ = reportRegularly(() => info(`Pushing to ${name}: ${formatBytes(progress.bytes())} sent so far.`))
  const done: CopyResult[] = []
  if (skipsBlobs) {
    const blobs = [...payload.blobs, ...payload.missingBlobs.flatMap((missing) => missing.blobs)]
    done.push({ existed: blobs, mounted: [], fetched: [] })
  } else {
    await checkMissingDocuments(payload, target)
    const sibling = filled.filter(({ reference }) => reference.registry === repository.reference.registry)
    const options: CopyOptions = { warn, mountFrom: sibling.slice(0, 1) }
    done.push(await copy(payload.blobs, [payload.content], progress.content, options))
    for (const missing of payload.missingBlobs) {
      done.push(await copyMissing(missing, progress.content, { registry, options, signal }))
    }
  }
  const sent = await pushDocuments(payload, target, progress.content, found)
  const copied = {
    existed: [...done.flatMap(({ existed }) => existed), ...documents.filter((one) => !sent.includes(one))],
    mounted: done.flatMap(({ mounted }) => mounted),
    fetched: [...done.flatMap(({ fetched }) => fetched), ...sent],
  }
  const unchecked = skipsBlobs
    ? ` The registry accepted the manifest before, so ${formatCount(done[0]?.existed.length ?? 0, 'blob')} were not checked.`
    : ''
  info(`${name} has all of it: ${describeCopied(copied)}.${unchecked}`)
  return { target, copied }
}

/** Copies blobs that the layout does not have. A failure of the origin gets advice; one of the target explains itself. */
const copyMissing = async (
  missing: MissingBlobs,
  target: Content,
  { registry, options, signal }: Pick<TransferOptions, 'registry' | 'signal'> & { options: CopyOptions },
): Promise<CopyResult> => {
  const { origin, blobs } = missing
  try {
    if (origin === undefined) return await copy(blobs, [], target, options)
    const repository = registry.readableRepository(origin)
    const source: ReadableContent = {
      exists: (blob, ended) => repository.exists(blob, ended),
      async *fetch(blob, ended) {
        try {
          yield* repository.fetch(blob, ended)
        } catch (cause) {
          signal.throwIfAborted()
          // The copy asks once more for content that is wrong.
          throw cause instanceof Failure && !(cause instanceof WrongContent)
            ? missingBlobsFailure(missing, cause)
            : cause
        }
      },
    }
    // A registry can mount only from a repository itself.
    const mountFrom = [...(options.mountFrom ?? []), repository]
    return await copy(blobs, [source], target, { ...options, mountFrom })
  } catch (cause) {
    throw cause instanceof MissingSource ? missingBlobsFailure(missing, cause) : cause
  }
}

const missingBlobsFailure = ({ origin, blobs }: MissingBlobs, cause: Failure): Failure => {
  const what = `${formatCount(blobs.length, 'layer')} that the layout lacks`
  const from = origin === undefined ? '' : ` from ${formatReference(origin)}`
  const advice =
    origin === undefined
      ? 'The layout does not name the image that it is based on. Push a complete layout'
      : `Check that this job can read from ${origin.registry} ("docker/login-action"), or push a complete layout`
  return new Failure(`Could not push ${what}${from}: ${cause.message.replace(/\.$/, '')}. ${advice}.`, {
    cause,
  })
}

const describeCopied = ({ existed, mounted, fetched }: CopyResult): string =>
  `${formatBytes(sizeOf(fetched))} uploaded in ${fetched.length}, ${mounted.length} mounted, ` +
  `${existed.length} were there already`

/** A repository as the target of a copy, and the number of bytes that were sent to it. */
const countBytes = (repository: Repository): { content: Content; bytes: () => number } => {
  let bytes = 0
  const content: Content = {
    exists: (descriptor, ended) => repository.exists(descriptor, ended),
    fetch: (descriptor, ended) => repository.fetch(descriptor, ended),
    mount: (descriptor, from, ended) => repository.mount(descriptor, from, ended),
    push: (descriptor, open, ended) => {
      // A resumed transfer reads bytes again; they count once.
      let furthest = 0
      const counted = async function* () {
        let position = 0
        for await (const chunk of open()) {
          yield chunk
          position += chunk.length
          bytes += Math.max(0, position - furthest)
          furthest = Math.max(furthest, position)
        }
      }
      return repository.push(descriptor, counted, ended)
    },
  }
  return { content, bytes: () => bytes }
}

const reportEvery = 10_000

/** Reports the progress every 10 s. */
const reportRegularly = (report: () => void): Disposable => {
  const timer = setInterval(report, reportEvery)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
