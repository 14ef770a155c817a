import type { ReadableContent } from '../../../content/content.ts'
import type { Descriptor } from '../../../image/descriptor.ts'
import { compressionOf } from '../../../image/media-type.ts'
import { Failure } from '../../../message/failure.ts'
import { printable } from '../../../message/printable.ts'
import { formatBytes } from '../../../message/quantity.ts'
import {
  compareTars,
  differenceLimit,
  type EntryDifference,
  type PropertyChange,
} from '../../../tar/comparison.ts'
import { decompress } from '../../../tar/decompression.ts'
import { isNotFound } from '../published-image.ts'
import { causesOf } from './causes.ts'
import { formatInFull } from './finding.ts'
import type { AppLayer, LayerDifference } from './layer-pairs.ts'

/** Where the layers of both images can be read. */
export interface PairContents {
  readonly expected: ReadableContent
  readonly found: ReadableContent
  readonly signal: AbortSignal
}

// One cause usually changes few layers, or all. In compressed bytes: of both images together.
const layerLimit = 10
const byteLimit = 4 * 1000 ** 3

/**
 * Compares the entries of layers that differ, one layer after the other, and describes them line by line. Layers that cannot
 * be read, and those beyond the limits of 10 layers and 4 GB, are described as such.
 */
export const describeLayers = async (
  differences: readonly LayerDifference[],
  sources: PairContents,
): Promise<readonly string[]> => {
  const lines: string[] = []
  let layers = 0
  let bytes = 0
  for (const { finding, pair } of differences) {
    lines.push(formatInFull(finding))
    if (pair === undefined) continue
    layers += 1
    bytes += pair.expected.size + pair.found.size
    const isWithinLimits = layers <= layerLimit && bytes <= byteLimit
    lines.push(
      ...(isWithinLimits
        ? await describeLayer(pair.expected, pair.found, sources)
        : [
            `  Its files were not compared: the limit is ${layerLimit} layers and ${formatBytes(byteLimit)}.`,
          ]),
    )
  }
  return lines
}

const mayBeMore = '  There may be more differences.'
const endedEarly =
  '  The comparison ended early: too many entries in another order, or in only one of the layers.'

const describeLayer = async (
  expected: AppLayer,
  found: AppLayer,
  sources: PairContents,
): Promise<readonly string[]> => {
  try {
    const { differences, isComplete } = await compareTars(
      tarOf(expected.descriptor, sources.expected, sources.signal),
      tarOf(found.descriptor, sources.found, sources.signal),
      unreadableLayer,
    )
    if (differences.length === 0 && isComplete)
      return ['  The files are the same, but the tar is written differently.']
    return [
      ...differences.map((difference) => `  ${describeEntry(difference)}`),
      ...(isComplete ? [] : [differences.length < differenceLimit ? endedEarly : mayBeMore]),
      ...causesOf(differences).map((cause) => `  Likely cause: ${cause}.`),
    ]
  } catch (error) {
    sources.signal.throwIfAborted()
    if (!(error instanceof Failure)) throw error
    const reason = isNotFound(error) ? 'The registry no longer has the published layer.' : error.message
    return [`  Its files could not be compared: ${reason}`]
  }
}

const unreadableLayer = (reason: string): Failure => new Failure(`The layer could not be read: ${reason}.`)

const tarOf = (
  descriptor: Descriptor,
  content: ReadableContent,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> =>
  decompress(
    content.fetch(descriptor, signal),
    compressionOf(descriptor.mediaType),
    descriptor.size,
    unreadableLayer,
  )

/** `changed: workspace/run.sh (mode 0644 → 0755, content)` */
const describeEntry = ({ kind, name, changes }: EntryDifference): string => {
  const shown = printable(name)
  if (kind === 'moved') return `in another order: ${shown} first`
  return changes.length === 0
    ? `${kind}: ${shown}`
    : `${kind}: ${shown} (${changes.map(describeChange).join(', ')})`
}

const describeChange = ({ property, expected, found }: PropertyChange): string => {
  if (property === 'content' || property === 'attributes') return property
  const [before, after] = [expected, found].map((value) =>
    property === 'time' ? timeOf(value) : printable(value) || 'none',
  )
  return `${property} ${before} → ${after}`
}

const timeOf = (seconds: string): string => {
  const time = new Date(Number(seconds) * 1000)
  return Number.isNaN(time.getTime()) ? printable(seconds) : time.toISOString()
}
