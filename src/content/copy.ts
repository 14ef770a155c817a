import type { Descriptor } from '../image/descriptor.ts'
import { uniqueBlobs } from '../image/image.ts'
import { Failure } from '../message/failure.ts'
import { inParallel, streamUnlessAborted } from '../task/abort.ts'
import type { Content, ReadableContent } from './content.ts'
import { CorruptContent, WrongContent } from './verify.ts'

export interface CopyOptions {
  /** Gets the reason for each repeated fetch. */
  readonly warn: (message: string) => void
  /**
   * Called and awaited after each fetch, when the target has the content, so that it can be cached even if a later part
   * fails. An error ends the copy.
   */
  readonly onFetched?: (descriptor: Descriptor) => Promise<void>
  /** More stores to mount from, before the sources. Nothing is fetched from them. */
  readonly mountFrom?: readonly ReadableContent[]
}

/** How content came to a target. Each list has the order of the descriptors. */
export interface CopyResult {
  /** The target already had it. */
  readonly existed: readonly Descriptor[]
  readonly mounted: readonly Mount[]
  /** It was fetched from a source and pushed. */
  readonly fetched: readonly Descriptor[]
}

/** A blob that a target mounted from a store. */
export interface Mount {
  readonly descriptor: Descriptor
  readonly from: ReadableContent
}

type Outcome = 'existed' | 'fetched' | { readonly from: ReadableContent }

/** A target lacks content, and there is no source to copy it from. */
export class MissingSource extends Failure {}

/**
 * The number of transfers at the same time, and so of connections to a registry. Enough to hide its latency; more would
 * only make each transfer slower.
 */
export const concurrentTransfers = 5

/**
 * Copies the content that a target lacks. Mounts it from the first source that allows that, or else fetches it from the
 * first source that has it and pushes it. List the sources that cost least first. If a source sends wrong content, the
 * next source is tried; sources that may send correct content later are tried a second time.
 *
 * The descriptors are copied in any order. If a target accepts a manifest only after its blobs, as registries do, copy the
 * blobs first. The first failure aborts the other transfers and is thrown when they have ended. Only a request for a token
 * continues, because other requests may wait for it.
 */
export const copy = async (
  descriptors: readonly Descriptor[],
  sources: readonly ReadableContent[],
  target: Content,
  options: CopyOptions,
): Promise<CopyResult> => {
  const all = uniqueBlobs(descriptors)
  const outcomes = await inParallel(all, concurrentTransfers, (descriptor, signal) =>
    copyOne(descriptor, sources, target, options, signal),
  )
  return {
    existed: all.filter((_, nth) => outcomes[nth] === 'existed'),
    mounted: all.flatMap((descriptor, nth) => {
      const outcome = outcomes[nth]
      return typeof outcome === 'object' ? { descriptor, from: outcome.from } : []
    }),
    fetched: all.filter((_, nth) => outcomes[nth] === 'fetched'),
  }
}

const copyOne = async (
  descriptor: Descriptor,
  sources: readonly ReadableContent[],
  target: Content,
  { warn, onFetched, mountFrom = [] }: CopyOptions,
  signal: AbortSignal,
): Promise<Outcome> => {
  if (await target.exists(descriptor, signal)) return 'existed'
  for (const from of [...mountFrom, ...sources]) {
    if (await target.mount(descriptor, from, signal)) return { from }
  }
  await fetchAndPush(descriptor, sources, target, warn, signal)
  await onFetched?.(descriptor)
  return 'fetched'
}

const fetchAndPush = async (
  descriptor: Descriptor,
  sources: readonly ReadableContent[],
  target: Content,
  warn: (message: string) => void,
  signal: AbortSignal,
): Promise<void> => {
  const corrupt = new Set<ReadableContent>()
  let failure: WrongContent | undefined
  for (const source of [...sources, ...sources]) {
    if (corrupt.has(source)) continue
    // Do not ask the last source whether it has the content: that costs a request, and its failure explains more.
    const isLast = source === sources.at(-1)
    if (!isLast && !(await source.exists(descriptor, signal))) continue
    if (failure !== undefined) warn(`A layer is fetched again: ${failure.message}`)
    try {
      const open = () => streamUnlessAborted(source.fetch(descriptor, signal), signal)
      return await target.push(descriptor, open, signal)
    } catch (error) {
      if (!(error instanceof WrongContent) || signal.aborted) throw error
      if (error instanceof CorruptContent) corrupt.add(source)
      failure = error
    }
  }
  throw failure ?? new MissingSource(`The target lacks ${descriptor.digest}, and there is no source for it.`)
}
