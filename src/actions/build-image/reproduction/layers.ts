import { countRunImageLayers } from '../../../cnb/rebase/run-image-record.ts'
import type { ReadableContent } from '../../../content/content.ts'
import type { Descriptor } from '../../../image/descriptor.ts'
import type { Image } from '../../../image/image.ts'
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
import { type OriginLayer, originsOf } from '../summary/origin.ts'
import { causesOf } from './causes.ts'
import { type Finding, formatInFull, type ImagePair } from './finding.ts'
import { isNotFound } from './published-image.ts'

/** A layer that differs between two images. */
export interface LayerDifference {
  readonly finding: Finding
  /** The layer in both images if its content differs. Undefined if one lacks it, or if only its compression differs. */
  readonly pair: { readonly expected: OriginLayer; readonly found: OriginLayer } | undefined
}

/**
 * Compares the layers of two images by their diff IDs, without those of the run images. Layers belong together if the same
 * buildpack made them under the same name, as the lifecycle's label says.
 */
export const compareLayers = ({ expected, found }: ImagePair): readonly LayerDifference[] => {
  const [one, other] = [appLayersOf(expected), appLayersOf(found)]
  const differences = [...new Set([...one.keys(), ...other.keys()])].flatMap((name) =>
    compareLayer(name, one.get(name), other.get(name)),
  )
  const isMoved = [...one.keys()].join('\n') !== [...other.keys()].join('\n')
  if (differences.length > 0 || !isMoved) return differences
  const detail = 'they are the same, in another order: the buildpacks ran in another order'
  return [{ finding: { subject: 'layers', brief: 'in another order', detail }, pair: undefined }]
}

const compareLayer = (
  subject: string,
  expected: OriginLayer | undefined,
  found: OriginLayer | undefined,
): readonly LayerDifference[] => {
  const difference = (brief: string, detail: string): readonly LayerDifference[] => [
    { finding: { subject, brief, detail }, pair: undefined },
  ]
  if (expected === undefined) return difference('added', 'the published image does not have it')
  if (found === undefined) return difference('removed', 'only the published image has it')
  if (expected.diffId !== found.diffId) {
    return [{ finding: { subject, brief: '', detail: 'its content differs' }, pair: { expected, found } }]
  }
  if (expected.digest === found.digest) return []
  return difference(
    'compressed differently',
    'its content is the same, but compressed differently: another lifecycle wrote it; use the same builder by its digest',
  )
}

const appLayersOf = (image: Image): ReadonlyMap<string, OriginLayer> => {
  const base = countRunImageLayers(image.config)
  const layers = originsOf(image, base).slice(base)
  return new Map(layers.map((layer, position) => [subjectOf(layer, position), layer]))
}

const subjectOf = ({ origin: { kind, id = '' }, name }: OriginLayer, position: number): string => {
  switch (kind) {
    case 'app':
      return name === 'application' ? 'application layer' : `application layer "${name}"`
    case 'buildpack':
      return `layer "${printable(name)}" of ${printable(id)}`
    case 'launcher':
    case 'SBOM':
      return `${kind} layer`
    case 'configuration':
      return `layer "${name}"`
    default:
      return `layer ${position + 1} above the run image`
  }
}

/** Where the layers of both images can be read. */
interface PairContents {
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
  expected: OriginLayer,
  found: OriginLayer,
  sources: PairContents,
): Promise<readonly string[]> => {
  try {
    const { differences, isComplete } = await compareTars(
      tarOf(expected, sources.expected, sources.signal),
      tarOf(found, sources.found, sources.signal),
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
