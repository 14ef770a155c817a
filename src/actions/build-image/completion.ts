import type { Output } from '../../cnb/output.ts'
import { annotationKeys } from '../../image/annotations.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import { closureOf, type Image, sizeOf } from '../../image/image.ts'
import { pruneBlobs } from '../../layout/prune.ts'
import { checkComplete } from '../../layout/verify.ts'
import { writeIndex } from '../../layout/write.ts'
import { baseAnnotations, type RunImage } from '../../store/run-image.ts'
import type { LayerOrigins } from '../../store/run-images.ts'
import type { ImagePath } from './image-path.ts'
import type { Inputs } from './inputs.ts'
import { rewriteImage } from './rewriting.ts'
import { type Timed, timed } from './stopwatch.ts'

/** A layout that was proven to be complete. */
export interface CompleteLayout {
  readonly image: Image
  /** Of all blobs in the layout, in bytes. */
  readonly size: number
  /** The files of the layout's blobs: nothing else is in it but `oci-layout` and `index.json`. */
  readonly blobs: readonly Descriptor[]
}

/**
 * Finishes a layout: the image has the wanted media types and labels, the index names the image and what it is based upon,
 * nothing else is left in it, and every blob that the image consists of is there (with `sparse`, all but the run
 * image's layers). Those that were hashed as they were put there are not hashed again.
 *
 * Throws a Failure that names the first flaws.
 */
export const completeLayout = timed(
  'complete the layout',
  async (
    _job: Timed,
    layout: string,
    inputs: Pick<Inputs, 'imagePath' | 'mediaTypes' | 'labels' | 'sparse'>,
    runImage: RunImage,
    built: Pick<Output, 'image' | 'proven' | 'reused'>,
    layers: LayerOrigins,
  ): Promise<CompleteLayout> => {
    const { imagePath, sparse } = inputs
    const image = await rewriteImage(layout, built.image, inputs)
    const leftOut = new Set(sparse ? runImage.manifest.layers.map(({ digest }) => digest) : [])
    const blobs = closureOf(image).filter(({ digest }) => !leftOut.has(digest))
    await pruneBlobs(layout, new Set(blobs.map(({ digest }) => digest)))
    await writeIndex(layout, { ...image.descriptor, annotations: annotationsOf(imagePath, runImage) })
    const copied = [...layers.reused, ...layers.fetched, ...built.reused].map(({ digest }) => digest)
    await checkComplete(imagePath.name, layout, blobs, new Set([...built.proven, ...copied]))
    return { image, blobs, size: sizeOf(blobs) }
  },
)

/** What index.json says of the image. It is no part of the image's digest. */
const annotationsOf = ({ name, tag }: ImagePath, runImage: RunImage): Readonly<Record<string, string>> => ({
  [annotationKeys.refName]: tag,
  [annotationKeys.imageName]: `docker.io/library/${name}:${tag}`,
  ...baseAnnotations(runImage),
})
