import type { Descriptor } from '../image/descriptor.ts'
import { uniqueBlobs } from '../image/image.ts'
import { streamUnlessAborted } from '../task/abort.ts'
import type { Content, ReadableContent } from './content.ts'
import { inParallel } from './in-parallel.ts'
import { NoSource } from './no-source.ts'
import { CorruptContent, WrongContent } from './wrong-content.ts'

export interface CopyOptions {
  /** Told why something is fetched once more. */
  readonly warn: (message: string) => void
  /**
   * Called as soon as the target has what was fetched for it, and waited for: what came from afar can be kept nearby
   * although something that comes after it fails. What it throws ends the copying.
   */
  readonly onFetched?: (descriptor: Descriptor) => Promise<void>
  /** From where things may be mounted beside the sources, and before them; nothing is fetched there. */
  readonly mountFrom?: readonly ReadableContent[]
}

/** How content came to a target; each list in the order of the descriptors. */
export interface Copied {
  /** Was there already. */
  readonly existed: readonly Descriptor[]
  /** Was taken over from the source named beside it. */
  readonly mounted: readonly Mounted[]
  /** Came as bytes. */
  readonly fetched: readonly Descriptor[]
}

export interface Mounted {
  readonly descriptor: Descriptor
  readonly from: ReadableContent
}

type Outcome = 'existed' | 'fetched' | { readonly from: ReadableContent }

/**
 * How many transfers, and so connections to a registry, there are at once: enough to hide its latency; more only makes many
 * slow transfers out of a few fast ones.
 */
export const concurrentTransfers = 5

/**
 * Sees to it that `target` has what descriptors name. What it has is left; else it is mounted from the first of the
 * `sources` from which that works; else fetched from the first that has it, and pushed. `sources` come in the order of
 * preference: those first that cost least. A source that gives something else is passed over, and all whose next answer
 * may be another one are asked once more before that is a failure.
 *
 * There is no order among descriptors: where a target takes a manifest only after what it refers to (a registry does),
 * copy the blobs first. Throws the first failure, which ends what else is being copied, so that nothing goes on behind who
 * cleans up: transfers, and waiting for another try or for an answer, except for a token, which others may wait for too.
 */
export const copy = async (
  descriptors: readonly Descriptor[],
  sources: readonly ReadableContent[],
  target: Content,
  options: CopyOptions,
): Promise<Copied> => {
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
    // The last source is not asked whether it has it: that costs a request, and its failure says best why it has not.
    const isLast = source === sources.at(-1)
    if (!isLast && !(await source.exists(descriptor, signal))) continue
    if (failure !== undefined) warn(`A layer is fetched once more: ${failure.message}`)
    try {
      const open = () => streamUnlessAborted(source.fetch(descriptor, signal), signal)
      return await target.push(descriptor, open, signal)
    } catch (error) {
      if (!(error instanceof WrongContent) || signal.aborted) throw error
      if (error instanceof CorruptContent) corrupt.add(source)
      failure = error
    }
  }
  throw failure ?? new NoSource(`No source was given for ${descriptor.digest}, which the target lacks.`)
}
