import * as v from 'valibot'
import { type Digest, DigestSchema } from '../../image/digest.ts'
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

/** https://github.com/buildpacks/spec/blob/main/platform.md#ordertoml-toml */
export const OrderSchema = v.pipe(
  v.array(
    v.object({
      group: v.array(
        v.object({
          id: v.string(),
          version: v.optional(v.string()),
          optional: v.optional(v.boolean()),
        }),
      ),
    }),
  ),
  v.transform((order): Order => order.map(({ group }) => group)),
)

/** By ID and version. https://github.com/buildpacks/pack/blob/v0.40.5/pkg/dist/dist.go */
export const LayersSchema = v.record(
  v.string(),
  v.record(v.string(), v.looseObject({ api: v.string(), layerDiffID: DigestSchema })),
)

export const layersLabel = 'io.buildpacks.buildpack.layers'

const labelWith = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.fallback(v.optional(v.pipe(v.string(), v.parseJson(), schema)), undefined)
const OrderLabelSchema = labelWith(OrderSchema)
const LayersLabelSchema = labelWith(LayersSchema)

/** Reads a builder's labels about buildpacks. A malformed label counts as missing. */
export const readBuilderBuildpacks = (
  labels: Readonly<Record<string, string>>,
  all: readonly BuildpackName[],
  apis: readonly string[],
): BuilderBuildpacks => ({
  all,
  apis,
  stackId: labels['io.buildpacks.stack.id'] ?? '',
  order: v.parse(OrderLabelSchema, labels['io.buildpacks.buildpack.order']),
  diffIds: new Map(
    Object.entries(v.parse(LayersLabelSchema, labels[layersLabel]) ?? {}).flatMap(([id, versions]) =>
      Object.entries(versions).map(([version, layer]) => [formatName({ id, version }), layer.layerDiffID]),
    ),
  ),
})
