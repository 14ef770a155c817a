import * as v from 'valibot'
import { type Digest, DigestSchema } from '../../image/digest.ts'
import { parseDocument } from '../../json/document.ts'
import { type BuildpackName, formatName } from './buildpack.ts'
import type { Order } from './order.ts'

/** The buildpacks of a builder, from its labels. */
export interface BuilderBuildpacks {
  readonly all: readonly BuildpackName[]
  /** The builder's order. Undefined if the label is missing or malformed. */
  readonly order: Order | undefined
  /** The digests of the uncompressed layers, by ID and version: `acme/node@1.2.3`. */
  readonly diffIds: ReadonlyMap<string, Digest>
  /** The buildpack APIs that the lifecycle supports. Empty if unknown. */
  readonly apis: readonly string[]
  /** Empty if the builder has no stack. */
  readonly stackId: string
}

type Labels = Readonly<Record<string, string>>

const orderLabel = 'io.buildpacks.buildpack.order'
const layersLabel = 'io.buildpacks.buildpack.layers'

const OrderSchema = v.array(
  v.looseObject({
    group: v.array(
      v.object({
        id: v.string(),
        version: v.optional(v.string()),
        optional: v.optional(v.boolean()),
      }),
    ),
  }),
)

/** By ID and version. https://github.com/buildpacks/pack/blob/v0.40.5/pkg/dist/dist.go */
export const LayersSchema = v.record(
  v.string(),
  v.record(v.string(), v.looseObject({ api: v.string(), layerDiffID: DigestSchema })),
)

/** Reads a builder's labels about buildpacks. A malformed label counts as missing. */
export const readBuilderBuildpacks = (
  labels: Labels,
  all: readonly BuildpackName[],
  apis: readonly string[],
): BuilderBuildpacks => ({
  all,
  apis,
  stackId: labels['io.buildpacks.stack.id'] ?? '',
  order: readLabel(labels[orderLabel], OrderSchema)?.map(({ group }) => group),
  diffIds: new Map(
    Object.entries(readLabel(labels[layersLabel], LayersSchema) ?? {}).flatMap(([id, versions]) =>
      Object.entries(versions).map(([version, { layerDiffID }]) => [
        formatName({ id, version }),
        layerDiffID,
      ]),
    ),
  ),
})

const readLabel = <Schema extends v.GenericSchema>(
  label: string | undefined,
  schema: Schema,
): v.InferOutput<Schema> | undefined => {
  try {
    return label === undefined ? undefined : parseDocument(schema, label, 'label')
  } catch {
    return undefined
  }
}
