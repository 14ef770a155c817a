import { annotationKeys } from '../../image/annotations.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Image } from '../../image/image.ts'
import { annotationsOf } from '../../image/image-annotations.ts'
import { type ImageReference, parseReference } from '../../image/reference.ts'
import { readRunImageRecord } from './rebase-label.ts'

/** Where a layer is, and whose it is: the run image's, or the app's own. */
export interface LayerOrigin {
  readonly reference: ImageReference
  readonly owner: 'base' | 'app'
}

/**
 * Where layers of an image are that its layout lacks, by their positions: those of its run image if that is, the app's
 * own where the image is that it was rebased from, as the index that lists it, the layout's own index (`root`), or its
 * manifest says; undefined if none does. They are places, no proof: from one that is named in vain, or by a stranger,
 * only blobs are taken, by their digests. Throws a Failure if a name is no reference.
 */
export const layerOrigins = (
  { descriptor, manifest, config }: Image,
  root: Descriptor = descriptor,
): ((position: number) => LayerOrigin | undefined) => {
  const said = annotationsOf(descriptor, root)
  const named = (key: string, owner: LayerOrigin['owner']): LayerOrigin | undefined => {
    const name = said[key] ?? manifest.annotations?.[key]
    return name === undefined ? undefined : { reference: parseReference(name), owner }
  }
  const base = named(annotationKeys.baseName, 'base')
  const app = named(annotationKeys.appName, 'app')
  const record = app === undefined ? undefined : readRunImageRecord(config)
  if (record === undefined) return () => base
  const baseLayers = config.rootfs.diff_ids.indexOf(record.topLayer) + 1
  return (position) => (position < baseLayers ? base : app)
}
