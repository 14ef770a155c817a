import type { Content, ReadableContent } from '../../content/content.ts'
import {
  type CopyOptions,
  type CopyResult,
  concurrentTransfers,
  copy,
  MissingSource,
} from '../../content/copy.ts'
import { WrongContent } from '../../content/verify.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import { type Image, sizeOf } from '../../image/image.ts'
import { formatReference } from '../../image/reference.ts'
import { Failure } from '../../message/failure.ts'
import { formatBytes, formatCount } from '../../message/quantity.ts'
import type { Registry } from '../../registry/registry.ts'
import type { Repository } from '../../registry/repository.ts'
import { inParallel } from '../../task/abort.ts'
import { documentsOf, findDocuments, inOrderOfSubjects } from './documents.ts'
import type { MissingLayers, PushSource } from './source.ts'
import type { Target } from './target.ts'

/** How what an image or an index consists of came to a repository. */
export interface Transfer {
  readonly target: Target
  readonly copied: CopyResult
}

/** What a transfer works with. */
export interface TransferOptions {
  readonly registry: Registry
  /** Repositories that have all of it already. */
  readonly filled: readonly Repository[]
  /** Whether blobs are checked even if the registry has the manifest that names them. */
  readonly checksAll: boolean
  readonly info: (line: string) => void
  readonly warn: (line: string) => void
  readonly signal: AbortSignal
}

/**
 * Sees to it that a repository has all of a layout, by digests. If it has the root and all manifests below it, it has
 * accepted them once, and so has had what they name: nothing else is asked, unless everything is to be checked. Otherwise
 * each blob that it lacks is mounted from another repository of its registry, or its bytes go there, those of an absent
 * layer from the registry that has it. Blobs go before the manifest that names them, and manifests before the index; each
 * document that was sent is read back.
 *
 * Throws the first failure, or the signal's reason; nothing is named by then.
 */
export const transfer = async (
  source: PushSource,
  target: Target,
  { registry, filled, checksAll, info, warn, signal }: TransferOptions,
): Promise<Transfer> => {
  const { repository, name } = target
  const documents = documentsOf(source)
  const found = await findDocuments(source, repository)
  const isThere = documents.every(({ digest }) => found.get(digest) === true)
  if (isThere && !checksAll && !source.images.some(isReferrer)) {
    const blobs = [...source.blobs, ...source.absent.flatMap(({ layers }) => layers)]
    const copied = { existed: [...blobs, ...documents], mounted: [], fetched: [] }
    info(
      `${name} has all of it: ${describeCopied(copied)}. The registry accepted the manifest before, so ` +
        `${formatCount(blobs.length, 'blob')} were not checked.`,
    )
    return { target, copied }
  }
  if (isThere) info(`${name} has ${source.root.digest}; all blobs are checked.`)
  const sibling = filled.filter(({ reference }) => reference.registry === repository.reference.registry)
  const options: CopyOptions = { warn, mountFrom: sibling.slice(0, 1) }
  const progress = countBytes(repository)
  using _ = reporting(() => info(`Pushing to ${name}: ${formatBytes(progress.bytes())} sent so far.`))
  const done = [await copy(source.blobs, [source.content], progress.content, options)]
  for (const absent of source.absent) {
    done.push(await copyAbsent(absent, progress.content, { registry, options, signal }))
  }
  const sent = await pushDocuments(source, target, progress.content, found)
  const copied = {
    existed: [...done.flatMap(({ existed }) => existed), ...documents.filter((one) => !sent.includes(one))],
    mounted: done.flatMap(({ mounted }) => mounted),
    fetched: [...done.flatMap(({ fetched }) => fetched), ...sent],
  }
  info(`${name} has all of it: ${describeCopied(copied)}.`)
  return { target, copied }
}

/** Sends the documents that a repository lacks, and reads them back. Resolves with those that were sent. */
const pushDocuments = async (
  { content, images, indexes }: PushSource,
  { repository }: Target,
  target: Content,
  found: ReadonlyMap<Digest, boolean>,
): Promise<readonly Descriptor[]> => {
  const sent: Descriptor[] = []
  const push = async (document: Descriptor, ended?: AbortSignal): Promise<void> => {
    await target.push(document, () => content.fetch(document), ended)
    await repository.confirm(document, document.digest, ended)
    sent.push(document)
  }
  const pushIfAbsent = async (document: Descriptor, ended?: AbortSignal): Promise<void> => {
    if (!(found.get(document.digest) ?? (await repository.holds(document, ended)))) {
      await push(document, ended)
    }
  }
  for (const group of inOrderOfSubjects(images)) {
    const plain = group.filter((image) => !isReferrer(image))
    await inParallel(plain, concurrentTransfers, ({ descriptor }, ended) => pushIfAbsent(descriptor, ended))
    // Always, and one at a time: a list of referrers may have to be changed, and its absence does not show.
    for (const { descriptor } of group.filter(isReferrer)) await push(descriptor)
  }
  for (const index of indexes) await pushIfAbsent(index)
  return sent
}

const isReferrer = ({ manifest: { subject } }: Image): boolean => subject !== undefined

/** Only what fails at the origin is told as its failure; the target's errors say what they are by themselves. */
const copyAbsent = async (
  absent: MissingLayers,
  target: Content,
  { registry, options, signal }: Pick<TransferOptions, 'registry' | 'signal'> & { options: CopyOptions },
): Promise<CopyResult> => {
  const { origin, layers } = absent
  try {
    if (origin === undefined) return await copy(layers, [], target, options)
    const repository = registry.readableRepository(origin)
    const source: ReadableContent = {
      exists: (layer, ended) => repository.exists(layer, ended),
      async *fetch(layer, ended) {
        try {
          yield* repository.fetch(layer, ended)
        } catch (cause) {
          signal.throwIfAborted()
          // Wrong bytes are asked for once more.
          throw cause instanceof Failure && !(cause instanceof WrongContent)
            ? missingLayersFailure(absent, cause)
            : cause
        }
      },
    }
    // A registry mounts from what is a repository itself.
    const mountFrom = [...(options.mountFrom ?? []), repository]
    return await copy(layers, [source], target, { ...options, mountFrom })
  } catch (cause) {
    throw cause instanceof MissingSource ? missingLayersFailure(absent, cause) : cause
  }
}

const missingLayersFailure = ({ origin, layers }: MissingLayers, cause: Failure): Failure => {
  const what = `${formatCount(layers.length, 'layer')} that the layout lacks`
  const from = origin === undefined ? '' : ` from ${formatReference(origin)}`
  const advice =
    origin === undefined
      ? 'Nothing in the layout says which image it is based on: push a layout that is complete'
      : `Check that ${origin.registry} may be read from here ("docker/login-action"), or push a layout that is complete`
  return new Failure(`Could not push ${what}${from}: ${cause.message.replace(/\.$/, '')}. ${advice}.`, {
    cause,
  })
}

const describeCopied = ({ existed, mounted, fetched }: CopyResult): string =>
  `${formatBytes(sizeOf(fetched))} uploaded in ${fetched.length}, ${mounted.length} mounted, ` +
  `${existed.length} were there already`

/** A repository, and the number of bytes that go to it. */
const countBytes = (repository: Repository): { content: Content; bytes: () => number } => {
  let bytes = 0
  const content: Content = {
    exists: (descriptor, ended) => repository.exists(descriptor, ended),
    fetch: (descriptor, ended) => repository.fetch(descriptor, ended),
    mount: (descriptor, from, ended) => repository.mount(descriptor, from, ended),
    push: (descriptor, open, ended) => {
      // What is read once more, to go on where a transfer broke off, does not count once more.
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

/** Tells of what takes long while it lasts. */
const reporting = (report: () => void): Disposable => {
  const timer = setInterval(report, reportEvery)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
