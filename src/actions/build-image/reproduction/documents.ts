import { buildMetadataLabel, lifecycleMetadataLabel, readBuildMetadata } from '../../../cnb/labels.ts'
import { countRunImageLayers, readRunImageRecord } from '../../../cnb/rebase/run-image-record.ts'
import { compareDocuments, type Difference } from '../../../image/comparison.ts'
import type { ImageConfig } from '../../../image/config.ts'
import { formatReference, parseReference } from '../../../image/reference.ts'
import { Failure } from '../../../message/failure.ts'
import { cutAtWord, printable } from '../../../message/printable.ts'
import { type Finding, formatInOneLine, type ImagePair } from './finding.ts'
import { compareLayers, type LayerDifference } from './layers.ts'

/** What differs between two images. */
export interface ImageComparison {
  /** The run image and the buildpacks: they often are the reason for the rest. */
  readonly origins: readonly Finding[]
  readonly layers: readonly LayerDifference[]
  /** All other fields of the documents. */
  readonly fields: readonly Finding[]
}

/** Compares two images by their documents alone. Images with different digests have at least one difference. */
export const compareImages = (images: ImagePair): ImageComparison => {
  const runImage = compareRunImages(images)
  const buildpacks = compareBuildpacks(images)
  const origins = [...runImage, ...buildpacks]
  const layers = compareLayers(images)
  const differences = compareDocuments(images.expected, images.found)
  const isConsequence = (difference: Difference): boolean =>
    isOfConfig(difference) ||
    (layers.length + runImage.length > 0 && isOfLayers(difference)) ||
    (runImage.length > 0 && isOfRunImage(difference)) ||
    (buildpacks.length > 0 && isOfBuildpacks(difference))
  const own = differences.filter((difference) => !isConsequence(difference))
  const isExplained = own.length + origins.length + layers.length > 0
  return { origins, layers, fields: (isExplained ? own : differences).map(fieldFinding) }
}

/** The differences in one line, the most important ones first, without a full stop. Empty if there are none. */
export const comparisonInOneLine = ({ origins, layers, fields }: ImageComparison): string =>
  formatInOneLine([...origins, ...layers.map(({ finding }) => finding), ...fields])

/**
 * The reference of the run image that an image was built on, by its label. A lifecycle that writes a layout names the path
 * in its layout-repo, `<registry>/<repository>/<tag>` or `…/sha256/<hex>`, with a digest that means nothing.
 * https://github.com/buildpacks/lifecycle/pull/1523
 */
const runImageNameOf = (config: ImageConfig): string | undefined => {
  const reference = readRunImageRecord(config)?.reference ?? ''
  const [, path, hex, tag] =
    /^\/layout-repo\/([^@]+?)\/(?:sha256\/([0-9a-f]{64})|([^/@]+))(?:@.*)?$/.exec(reference) ?? []
  const name = path === undefined ? reference : `${path}${hex === undefined ? `:${tag}` : `@sha256:${hex}`}`
  if (name === '') return undefined
  try {
    return formatReference(parseReference(name))
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}

/** Compares what two images stand on. */
const compareRunImages = ({ expected, found }: ImagePair): readonly Finding[] => {
  const base = (config: ImageConfig): string =>
    config.rootfs.diff_ids.slice(0, countRunImageLayers(config)).join()
  const names = [runImageNameOf(expected.config), runImageNameOf(found.config)]
  const isSameBase = base(expected.config) === base(found.config)
  if (isSameBase && names[0] === names[1]) return []
  const [wanted, used] = names
  const subject = 'run image'
  if (isSameBase) {
    const detail =
      `the layers are the same, but the label names it ${wanted ?? 'otherwise'}, not ${used ?? 'so'}; ` +
      `set "run-image" to ${wanted ?? 'the reference of the first build'}`
    return [{ subject, brief: 'under another name', detail }]
  }
  return [{ subject, brief: '', detail: describeOtherBase(expected.config, wanted, used) }]
}

const describeOtherBase = (
  config: ImageConfig,
  wanted: string | undefined,
  used: string | undefined,
): string => {
  const stands = `the published image stands on ${wanted ?? 'another one'}, and this one on ${used ?? 'another one'}`
  if (wanted?.includes('@')) return `${stands}; set "run-image" to ${wanted}`
  const named = wanted ?? printable(readRunImageRecord(config)?.image ?? '')
  const reference = named === '' ? 'the one that it was built on' : `${named}@sha256:…`
  return (
    `${stands}, with other layers; the label does not have the digest: take it from the output "run-image-digest" or ` +
    `the provenance of the published build, and set "run-image" to ${reference} in both builds`
  )
}

const compareBuildpacks = ({ expected, found }: ImagePair): readonly Finding[] => {
  const [one, other] = [expected, found].map(
    ({ config }) => new Map(readBuildMetadata(config).buildpacks.map(({ id, version }) => [id, version])),
  )
  const ids = new Set([...(one?.keys() ?? []), ...(other?.keys() ?? [])])
  return [...ids].flatMap((id): readonly Finding[] => {
    const [before, after] = [one?.get(id), other?.get(id)].map((version) => version && printable(version))
    if (before === after) return []
    const subject = `buildpack ${printable(id)}`
    if (before === undefined) return [{ subject, brief: 'added', detail: `took part, in version ${after}` }]
    if (after === undefined) return [{ subject, brief: 'removed', detail: 'took no part' }]
    const change = `${before} → ${after}`
    const detail = `${change}; use the same builder by its digest, or name ${printable(id)}@${before} in "buildpacks"`
    return [{ subject, brief: change, detail }]
  })
}

/** The manifest's descriptor of the configuration differs whenever the configuration does. */
const isOfConfig = ({ document, path }: Difference): boolean =>
  document === 'manifest' && path[0] === 'config' && path[1] !== 'mediaType'

const labelOf = ({ document, path }: Difference): string | undefined =>
  document === 'configuration' && path[0] === 'config' && path[1] === 'Labels' ? path[2] : undefined

const isOfLayers = (difference: Difference): boolean => {
  const { document, path } = difference
  if (document === 'manifest') return path[0] === 'layers'
  if (path[0] === 'rootfs' || path[0] === 'history') return true
  return labelOf(difference) === lifecycleMetadataLabel && path.at(-1) === 'sha'
}

const isOfRunImage = (difference: Difference): boolean =>
  labelOf(difference) === lifecycleMetadataLabel && difference.path[3] === 'runImage'

const isOfBuildpacks = (difference: Difference): boolean =>
  [lifecycleMetadataLabel, buildMetadataLabel].includes(labelOf(difference) ?? '') &&
  difference.path[3] === 'buildpacks'

const fieldFinding = (difference: Difference): Finding => {
  const { expected, found, form } = difference
  const subject = subjectOf(difference)
  if (form === 'order') return { subject, brief: 'in another order', detail: 'the order differs' }
  if (form === 'spelling') {
    return {
      subject,
      brief: 'written differently',
      detail: 'the content is the same, but written differently',
    }
  }
  return {
    subject,
    brief: '',
    detail: `${formatValue(expected)} → ${formatValue(found)}${adviceOf(difference)}`,
  }
}

const subjectOf = (difference: Difference): string => {
  const { document, path } = difference
  const label = labelOf(difference)
  if (label !== undefined) {
    const field = path.slice(3).join('.')
    return `label ${printable(label)}${field === '' ? '' : ` at ${printable(field)}`}`
  }
  if (document === 'configuration' && path[0] === 'config') {
    if (path[1] === 'Env' && path.length === 3) return `variable ${printable(path[2] ?? '')}`
    return printable(path.slice(1).join('.')) || 'configuration'
  }
  return [document, ...(path.length === 0 ? [] : [`at ${printable(path.join('.'))}`])].join(' ')
}

const valueLimit = 120

// Strings are not escaped as in JSON: together with the escapes of the summary, the runner would not find a secret in them.
const formatValue = (value: unknown): string => {
  if (value === undefined) return 'nothing'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const cut = printable(cutAtWord(text, valueLimit))
  const quoted = typeof value === 'string' ? `"${cut}"` : cut
  return text.length > valueLimit ? `${quoted} (${text.length} characters)` : quoted
}

/** What to do about a difference, if an input of the action decides about the field. */
const adviceOf = ({ document, path }: Difference): string => {
  if (path.at(-1) === 'mediaType' || (document === 'manifest' && path[0] === 'annotations')) {
    return '; set "media-types" as in the first build'
  }
  if (document === 'configuration' && path[0] === 'created')
    return '; set "creation-time" as in the first build'
  if (
    path[0] === 'config' &&
    path[1] === 'Labels' &&
    path.length === 3 &&
    !path[2]?.startsWith('io.buildpacks.')
  ) {
    return '; set "labels" as in the first build, if they come from that input'
  }
  if (path[1] === 'Entrypoint') return '; set "default-process" as in the first build'
  if (path[3] === 'launcher') return '; use the same builder by its digest'
  return ''
}
