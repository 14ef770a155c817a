import type { Descriptor } from '../../../image/descriptor.ts'
import type { Digest } from '../../../image/digest.ts'
import type { ImageDocuments } from '../../../image/image.ts'
import { printable } from '../../../message/printable.ts'
import { type OriginLayer, originsOf } from '../summary/origin.ts'
import type { Finding, ImagePair } from './finding.ts'
import { runImageLayersOf } from './run-image-finding.ts'

/** A layer of the app, and where its bytes are. */
export interface AppLayer extends OriginLayer {
  readonly descriptor: Descriptor
  readonly diffId: Digest | undefined
}

/** A layer that differs between two images. */
export interface LayerDifference {
  readonly finding: Finding
  /** The layer in both images if its content differs. Undefined if one lacks it, or if only its compression differs. */
  readonly pair: { readonly expected: AppLayer; readonly found: AppLayer } | undefined
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
  expected: AppLayer | undefined,
  found: AppLayer | undefined,
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

const appLayersOf = (image: ImageDocuments): ReadonlyMap<string, AppLayer> => {
  const base = runImageLayersOf(image.config)
  const layers = originsOf(image, base).flatMap((layer, position): [string, AppLayer][] => {
    const descriptor = image.manifest.layers[position]
    if (descriptor === undefined || position < base) return []
    return [
      [
        subjectOf(layer, position - base),
        { ...layer, descriptor, diffId: image.config.rootfs.diff_ids[position] },
      ],
    ]
  })
  return new Map(layers)
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
