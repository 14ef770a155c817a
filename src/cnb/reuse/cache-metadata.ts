import * as v from 'valibot'
import { type Digest, DigestSchema } from '../../image/digest.ts'
import { parseDocument } from '../../json/document.ts'
import { sandboxPaths } from '../sandbox-files.ts'

/** The name of the lifecycle's cache metadata, as a file or as a label of a cache image. */
export const cacheMetadataName = 'io.buildpacks.lifecycle.cache.metadata'

const flag = v.optional(v.boolean())

/** A layer that may be missing, for example of SBOMs. */
export const PartSchema = v.nullish(v.object({ sha: v.nullish(v.union([v.literal(''), DigestSchema])) }))

/** A buildpack's layer in the metadata of a cache or of an image. */
export const LayerSchema = v.object({
  sha: DigestSchema,
  /** The buildpack's own metadata. */
  data: v.optional(v.unknown()),
  build: flag,
  launch: flag,
  cache: flag,
})

// https://github.com/buildpacks/lifecycle/blob/v0.21.0/platform/cache.go and buildpack/files.go#L279
// Unknown keys are dropped: Go accepts keys in any case, so the lifecycle would read keys that this project did not check.
const CacheMetadataSchema = v.object({
  sbom: PartSchema,
  buildpacks: v.nullish(
    v.array(
      v.object({
        key: v.string(),
        version: v.optional(v.string(), ''),
        layers: v.nullish(v.record(v.string(), LayerSchema)),
      }),
    ),
  ),
})

/** What the lifecycle wrote about its cache: which layer of which buildpack is in which tar. */
export type CacheMetadata = v.InferOutput<typeof CacheMetadataSchema>

/** Throws a Failure if the text is not cache metadata. */
export const parseCacheMetadata = (text: string): CacheMetadata =>
  parseDocument(CacheMetadataSchema, text, 'metadata of the lifecycle’s cache')

/**
 * The layers by diff ID, and the folder that the lifecycle unpacks each into; undefined if that is not exactly one folder, or
 * if another layer is unpacked into it too: a link of one layer would redirect files of the other.
 */
export const cachedFolders = ({
  sbom,
  buildpacks,
}: CacheMetadata): ReadonlyMap<Digest, string | undefined> => {
  const layers: { readonly diffId: Digest; readonly folder: string | undefined }[] = []
  if (sbom?.sha) layers.push({ diffId: sbom.sha, folder: sbomFolders.cache })
  for (const { key, layers: named } of buildpacks ?? []) {
    for (const [name, { sha }] of Object.entries(named ?? {})) {
      layers.push({ diffId: sha, folder: layerFolder(key, name) })
    }
  }
  const timesOf = (values: readonly (string | undefined)[]): ReadonlyMap<string | undefined, number> => {
    const times = new Map<string | undefined, number>()
    for (const value of values) times.set(value, (times.get(value) ?? 0) + 1)
    return times
  }
  const layersIn = timesOf(layers.map(({ folder }) => folder))
  const foldersOf = timesOf(layers.map(({ diffId }) => diffId))
  return new Map(
    layers.map(({ diffId, folder }) => {
      const isAlone = layersIn.get(folder) === 1 && foldersOf.get(diffId) === 1
      return [diffId, isAlone ? folder : undefined]
    }),
  )
}

/** The folders of the SBOMs of cached layers and of launch layers. */
export const sbomFolders = {
  cache: `${sandboxPaths.layers}/sbom/cache`,
  launch: `${sandboxPaths.layers}/sbom/launch`,
} as const

/** Whether a layer's name is a valid name of a folder. The lifecycle makes a path of it. */
export const isLayerName = (name: string): boolean => /^(?!\.{1,2}$)[^/\0]+$/.test(name)

// https://github.com/buildpacks/lifecycle/blob/v0.21.0/launch/launch.go#L96
const layerFolder = (buildpack: string, name: string): string | undefined => {
  const escaped = buildpack.replaceAll('/', '_')
  return isLayerName(escaped) && isLayerName(name) ? `${sandboxPaths.layers}/${escaped}/${name}` : undefined
}

/** The metadata without the layers that are not in `diffIds`. */
export const withOnly = (
  { sbom, buildpacks }: CacheMetadata,
  diffIds: ReadonlySet<Digest>,
): CacheMetadata => ({
  sbom: { sha: sbom?.sha && diffIds.has(sbom.sha) ? sbom.sha : '' },
  buildpacks: (buildpacks ?? []).map(({ key, version, layers }) => ({
    key,
    version,
    layers: Object.fromEntries(Object.entries(layers ?? {}).filter(([, { sha }]) => diffIds.has(sha))),
  })),
})
