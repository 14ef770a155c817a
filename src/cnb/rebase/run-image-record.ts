import * as v from 'valibot'
import { annotationKeys, annotationsOf } from '../../image/annotations.ts'
import type { ImageConfig } from '../../image/config.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import { type Digest, DigestSchema } from '../../image/digest.ts'
import type { Image } from '../../image/image.ts'
import { type ImageReference, parseReference } from '../../image/reference.ts'
import { goJson, goStruct } from '../../json/go-json.ts'
import { Failure } from '../../message/failure.ts'
import type { NamedRunImage } from '../builder/run-image-choice.ts'
import { lifecycleMetadataLabel } from '../labels.ts'

const NamedSchema = v.object({
  image: v.optional(v.string(), ''),
  mirrors: v.optional(v.nullable(v.array(v.string()))),
})

const LabelSchema = v.object({
  runImage: v.object({
    topLayer: DigestSchema,
    reference: v.optional(v.string(), ''),
    ...NamedSchema.entries,
  }),
  stack: v.nullish(v.object({ runImage: v.optional(NamedSchema, {}) })),
})

/** The run image of an image that a lifecycle built, from the label of the image. */
export interface RunImageRecord extends NamedRunImage {
  /** The diff ID of the run image's last layer. */
  readonly topLayer: Digest
  /** A reference with a digest; or the path of a layout in the sandbox, with a digest that has no meaning. */
  readonly reference: string
  /** The text of the label before the run image. */
  readonly before: string
  /** The names in the label's `runImage`. Empty for platform APIs below 0.12. */
  readonly own: NamedRunImage
  /** The names in the label's `stack`, for platform APIs below 0.12. */
  readonly stack: NamedRunImage | undefined
}

const named = ({ image, mirrors }: v.InferOutput<typeof NamedSchema>): NamedRunImage => ({
  image,
  mirrors: mirrors ?? [],
})

/**
 * Reads the part of the label `io.buildpacks.lifecycle.metadata` that a rebase changes. Undefined if no lifecycle wrote it.
 * The rest is kept as text, because its numbers and the order of its keys are Go's.
 */
export const readRunImageRecord = ({ config }: ImageConfig): RunImageRecord | undefined => {
  const text = config?.Labels?.[lifecycleMetadataLabel]
  if (text === undefined) return undefined
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), LabelSchema), text)
  if (!result.success) return undefined
  const { runImage, stack } = result.output
  const own = named(runImage)
  const ofStack = stack ? named(stack.runImage) : undefined
  const record = {
    topLayer: runImage.topLayer,
    reference: runImage.reference,
    own,
    stack: ofStack,
    ...(own.image !== '' || ofStack === undefined ? own : ofStack),
  }
  const end = endOf(record)
  return text.endsWith(end) ? { ...record, before: text.slice(0, -end.length) } : undefined
}

/** The label's last two fields, as the lifecycle writes them. */
const endOf = ({ topLayer, reference, own, stack }: Omit<RunImageRecord, 'before' | keyof NamedRunImage>) => {
  const names = ['image', 'mirrors']
  const runImage = goJson({ topLayer, reference, ...goStruct({ ...own }, names) })
  const ofStack = stack === undefined ? '' : `,"stack":${goJson({ runImage: goStruct({ ...stack }, names) })}`
  return `"runImage":${runImage}${ofStack}}`
}

/** The label of the rebased image. `rename` is the run image's name if the image does not list that name. */
export const formatRunImageRecord = (
  record: RunImageRecord,
  {
    topLayer,
    reference,
    rename,
  }: Pick<RunImageRecord, 'topLayer' | 'reference'> & { rename?: string | undefined },
): string => {
  const other = rename === undefined ? undefined : { image: rename, mirrors: [] }
  return (
    record.before + endOf({ topLayer, reference, own: other ?? record.own, stack: other ?? record.stack })
  )
}

/** As `readRunImageRecord`, but throws a Failure if no lifecycle built the image. */
export const runImageRecordOf = (config: ImageConfig, name: string): RunImageRecord => {
  const record = readRunImageRecord(config)
  if (record !== undefined) return record
  throw new Failure(
    `The image ${name} cannot be rebased: it was not built with Cloud Native Buildpacks, or something changed its label ` +
      `${lifecycleMetadataLabel}, which separates the app from the run image.`,
  )
}

/** How many layers at the start of an image are the run image's, by its label. 0 if the label does not say. */
export const countRunImageLayers = (config: ImageConfig): number => {
  const record = readRunImageRecord(config)
  return record === undefined ? 0 : config.rootfs.diff_ids.indexOf(record.topLayer) + 1
}

/** A repository that has a layer. The layer belongs to the run image (`base`) or to the app. */
export interface LayerOrigin {
  readonly reference: ImageReference
  readonly owner: 'base' | 'app'
}

/**
 * The repositories of layers that an image's layout lacks, by the layers' positions: the run image's repository, and the
 * repository of the image that was rebased. Annotations in the index that lists the image, in the layout's index.json
 * (`root`), or in the manifest name them; undefined if none does.
 *
 * These locations are untrusted hints: blobs from there are verified by digest. Throws a Failure if a name is malformed.
 */
export const layerOrigins = (
  { descriptor, manifest, config }: Image,
  root: Descriptor = descriptor,
): ((position: number) => LayerOrigin | undefined) => {
  const annotations = annotationsOf(descriptor, root)
  const origin = (key: string, owner: LayerOrigin['owner']): LayerOrigin | undefined => {
    const name = annotations[key] ?? manifest.annotations?.[key]
    return name === undefined ? undefined : { reference: parseReference(name), owner }
  }
  const base = origin(annotationKeys.baseName, 'base')
  const app = origin(annotationKeys.appName, 'app')
  const record = app === undefined ? undefined : readRunImageRecord(config)
  if (record === undefined) return () => base
  const baseLayers = config.rootfs.diff_ids.indexOf(record.topLayer) + 1
  return (position) => (position < baseLayers ? base : app)
}
