import { preferredNames } from '../../cnb/builder/run-image-choice.ts'
import { type RebaseResult, rebaseImage } from '../../cnb/rebase/rebase.ts'
import { checkRebase, isNamed } from '../../cnb/rebase/rebase-guards.ts'
import { rebaseIndex } from '../../cnb/rebase/rebase-index.ts'
import { runImageRecordOf } from '../../cnb/rebase/run-image-record.ts'
import type { Log } from '../../github/step/log.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { ImageDocuments } from '../../image/image.ts'
import type { Registry } from '../../registry/registry.ts'
import { baseAnnotations, type RunImage } from '../../store/run-image.ts'
import { inParallel } from '../../task/abort.ts'
import type { Inputs } from './inputs.ts'
import { formerConfig, openRunImage, runImageResolver } from './run-image-lookup.ts'
import type { RebaseSource, SourceImages } from './source.ts'

/** An image, and the same app on another run image. */
export interface RebasedImage {
  readonly former: ImageDocuments
  readonly runImage: RunImage
  readonly rebased: RebaseResult
}

/** All images of a source, rebased. */
export interface RebasedImages {
  readonly images: readonly RebasedImage[]
  /** The descriptor in index.json: of the image, or of the new index. */
  readonly root: Descriptor
  /** Undefined if the source is a single image. */
  readonly indexBytes: Buffer | undefined
}

/** An index may list thousands of images, and each takes requests. */
const concurrentImages = 4

/** Rebases each image of a source. Throws a Failure if an image cannot or must not be rebased. */
export const rebaseImages = async (
  source: RebaseSource,
  { index, images }: SourceImages,
  inputs: Pick<Inputs, 'runImage' | 'force'>,
  { registry, log }: { readonly registry: Registry; readonly log: Log },
): Promise<RebasedImages> => {
  const { info, warning: warn } = log
  const resolve = runImageResolver(registry, { info, warn })
  const rebase = async (former: ImageDocuments): Promise<RebasedImage> => {
    const record = runImageRecordOf(former.config, source.name)
    const names =
      inputs.runImage === undefined
        ? preferredNames(record, source.appReference?.registry)
        : [inputs.runImage]
    const named = await resolve(names)
    const runImage = await openRunImage(named, former.config, registry)
    const guarded = { app: former.config, record, runImage: runImage.config, runImageName: named.name }
    checkRebase(guarded, { force: inputs.force, warn })
    const formerRunImage = await formerConfig(former, source.root, record, runImage, registry, info)
    const rename = isNamed(record, named.name) ? undefined : named.name
    return {
      ...{ former, runImage },
      rebased: rebaseImage({ app: former, record, runImage, formerRunImage, rename }),
    }
  }
  const all = await inParallel(images, concurrentImages, rebase)
  if (index === undefined) {
    const [only] = all
    return { images: all, root: only?.rebased.descriptor ?? source.root, indexBytes: undefined }
  }
  const replacements = new Map(
    all.map(({ former, runImage, rebased }) => [
      former.descriptor.digest,
      { descriptor: rebased.descriptor, annotations: baseAnnotations(runImage) },
    ]),
  )
  const { descriptor, bytes } = rebaseIndex(index.bytes, index.descriptor, replacements)
  return { images: all, root: descriptor, indexBytes: bytes }
}
