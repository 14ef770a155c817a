import * as v from 'valibot'
import type { ImageConfig } from '../../image/config.ts'
import { type Digest, DigestSchema } from '../../image/digest.ts'
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

/** What an image built by a lifecycle says of its run image, and the label that says so. */
export interface RunImageRecord extends NamedRunImage {
  /** The diff ID of the run image's last layer. */
  readonly topLayer: Digest
  /** Which run image it was: a reference by digest, or the lifecycle's path of a layout, with a digest that means nothing. */
  readonly reference: string
  /** All of the label but the run image, as it stands. */
  readonly before: string
  /** What stood instead of `image` and `mirrors` of an image that is made for a platform API below 0.12. */
  readonly own: NamedRunImage
  readonly stack: NamedRunImage | undefined
}

const named = ({ image, mirrors }: v.InferOutput<typeof NamedSchema>): NamedRunImage => ({
  image,
  mirrors: mirrors ?? [],
})

/**
 * Reads the part of the label `io.buildpacks.lifecycle.metadata` that a rebase changes; undefined if no lifecycle wrote
 * it. Everything before that part is kept as text: its numbers and the order of its keys are Go's.
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

/** The label of the rebased image; `rename` is the run image's name where the image did not name it. */
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

/** What an image built by a lifecycle says of its run image; throws a Failure for any other image. */
export const runImageRecordOf = (config: ImageConfig, name: string): RunImageRecord => {
  const record = readRunImageRecord(config)
  if (record !== undefined) return record
  throw new Failure(
    `The image ${name} cannot be rebased: no lifecycle made it, or something changed its label ${lifecycleMetadataLabel}, ` +
      'which says where the app begins. Rebase an image that was built with Cloud Native Buildpacks.',
  )
}
