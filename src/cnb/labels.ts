import * as v from 'valibot'
import type { ImageConfig } from '../image/config.ts'
import type { Descriptor } from '../image/descriptor.ts'
import { DigestSchema } from '../image/digest.ts'
import type { Image } from '../image/image.ts'
import { list } from '../json/fields.ts'

// Shapes: https://github.com/buildpacks/lifecycle/blob/v0.21.0/platform/files/metadata.go and analyzed.go,
// https://github.com/buildpacks/spec/blob/platform/0.15/platform.md#iobuildpacksbuildmetadata-json
// A buildpack can set any label to any value, so labels are untrusted: a malformed field counts as missing, and the rest is
// still used.

const maybe = <Schema extends v.GenericSchema>(schema: Schema) => v.fallback(v.nullable(schema), null)

const text = v.fallback(v.string(), '')

const LayerSchema = v.object({ sha: DigestSchema })

const LifecycleMetadataSchema = v.object({
  /** One layer; or one layer for each slice, and one for the remaining files. */
  app: list(LayerSchema),
  buildpacks: list(
    v.object({
      key: v.string(),
      version: text,
      layers: v.fallback(v.record(v.string(), maybe(LayerSchema)), {}),
    }),
  ),
  config: maybe(LayerSchema),
  launcher: maybe(LayerSchema),
  'process-types': maybe(LayerSchema),
  sbom: maybe(LayerSchema),
})

/** The origins of an image's layers, by diff ID. */
export type LifecycleMetadata = v.InferOutput<typeof LifecycleMetadataSchema>

const BuildMetadataSchema = v.object({
  buildpacks: list(v.object({ id: v.string(), version: text, homepage: text })),
  launcher: maybe(v.object({ version: text })),
  processes: list(
    v.object({
      type: v.string(),
      /** A list since platform API 0.10, a string before. */
      command: v.fallback(
        v.union([
          v.array(v.string()),
          v.pipe(
            v.string(),
            v.transform((word): string[] => [word]),
          ),
        ]),
        [],
      ),
      args: list(v.string()),
      /** Whether it starts without a shell. */
      direct: v.fallback(v.boolean(), false),
      buildpackID: text,
      'working-dir': text,
    }),
  ),
})

/** The buildpacks of a build, and the processes that the image can start. */
export type BuildMetadata = v.InferOutput<typeof BuildMetadataSchema>

const readLabel = <Schema extends v.GenericSchema>(
  { config }: ImageConfig,
  name: string,
  schema: Schema,
): v.InferOutput<Schema> => {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), config?.Labels?.[name])
  return result.success ? result.output : v.parse(schema, {})
}

/** https://github.com/buildpacks/spec/blob/platform/0.15/platform.md#iobuildpackslifecyclemetadata-json */
export const lifecycleMetadataLabel = 'io.buildpacks.lifecycle.metadata'

/** The label in which the lifecycle records buildpacks and processes. */
export const buildMetadataLabel = 'io.buildpacks.build.metadata'

/** Reads the label `io.buildpacks.lifecycle.metadata`. Missing and malformed fields are empty or null. */
export const readLifecycleMetadata = (config: ImageConfig): LifecycleMetadata =>
  readLabel(config, lifecycleMetadataLabel, LifecycleMetadataSchema)

/** The layers of an image that a lifecycle added to a run image: those in its label. */
export const ownLayersOf = ({ manifest, config }: Image): readonly Descriptor[] => {
  const { app, buildpacks, ...others } = readLifecycleMetadata(config)
  const layers = buildpacks.flatMap((buildpack) => Object.values(buildpack.layers))
  const named = new Set([...app, ...layers, ...Object.values(others)].flatMap((layer) => layer?.sha ?? []))
  return manifest.layers.filter((_, position) => {
    const diffId = config.rootfs.diff_ids[position]
    return diffId !== undefined && named.has(diffId)
  })
}

/** The layer of an image that contains the SBOMs. Undefined if there is none. */
export const sbomLayerOf = ({ manifest, config }: Image): Descriptor | undefined => {
  const { sbom } = readLifecycleMetadata(config)
  return sbom === null ? undefined : manifest.layers[config.rootfs.diff_ids.indexOf(sbom.sha)]
}

/** Reads the label `io.buildpacks.build.metadata`. Missing and malformed fields are empty or null. */
export const readBuildMetadata = (config: ImageConfig): BuildMetadata =>
  readLabel(config, buildMetadataLabel, BuildMetadataSchema)

const EntrypointSchema = v.looseTuple([v.pipe(v.string(), v.regex(/^\/cnb\/process\/./))])

/**
 * The type of the process that the image starts without a command. Undefined if it has none. Since platform API 0.10, the
 * entrypoint decides: `/cnb/process/<type>`, or the launcher.
 * https://github.com/buildpacks/spec/blob/platform/0.15/platform.md#exporter
 */
export const defaultProcessType = ({ config }: ImageConfig): string | undefined => {
  const entrypoint = v.safeParse(EntrypointSchema, config?.['Entrypoint'])
  return entrypoint.success ? entrypoint.output[0].slice('/cnb/process/'.length) : undefined
}
