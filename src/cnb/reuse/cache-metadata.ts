import * as v from 'valibot'
import { type Digest, DigestSchema } from '../../image/digest.ts'
import { parseDocument } from '../../json/document.ts'
import { sandboxPaths } from '../sandbox-paths.ts'

/** The name under which the lifecycle keeps what it says of its cache, as a file or as a label of a cache image. */
export const cacheMetadataName = 'io.buildpacks.lifecycle.cache.metadata'

const flag = v.optional(v.boolean())

/** A layer that is there or not: of SBOMs, say. */
export const PartSchema = v.nullish(v.object({ sha: v.nullish(v.union([v.literal(''), DigestSchema])) }))

/** A layer of a buildpack, as the lifecycle has it in a cache and in an image's label. */
export const LayerSchema = v.object({
  sha: DigestSchema,
  /** Whatever the buildpack wrote of it. */
  data: v.optional(v.unknown()),
  build: flag,
  launch: flag,
  cache: flag,
})

// https://github.com/buildpacks/lifecycle/blob/v0.21.0/platform/cache.go and buildpack/files.go#L279
// Only what is known is kept. Go takes keys in any case, and so would read what this project never saw.
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

/** What the lifecycle says of its cache: which layer of which buildpack is in which tar. */
export type CacheMetadata = v.InferOutput<typeof CacheMetadataSchema>

/** Throws a Failure if it is none. */
export const parseCacheMetadata = (text: string): CacheMetadata =>
  parseDocument(CacheMetadataSchema, text, 'metadata of the lifecycle’s cache')

/** The layers, by diff ID, and the folder that the lifecycle unpacks each in; undefined if that is no single one. */
export const cachedFolders = ({
  sbom,
  buildpacks,
}: CacheMetadata): ReadonlyMap<Digest, string | undefined> => {
  const folders = new Map<Digest, string | undefined>()
  const add = (diffId: Digest, folder: string | undefined): void => {
    folders.set(diffId, folders.has(diffId) ? undefined : folder)
  }
  if (sbom?.sha) add(sbom.sha, sbomFolders.cache)
  for (const { key, layers } of buildpacks ?? []) {
    for (const [name, { sha }] of Object.entries(layers ?? {})) add(sha, layerFolder(key, name))
  }
  return folders
}

/** Where the SBOMs of cached and of launched layers lie. */
export const sbomFolders = {
  cache: `${sandboxPaths.layers}/sbom/cache`,
  launch: `${sandboxPaths.layers}/sbom/launch`,
} as const

/** Whether a layer's name is that of a folder in its buildpack's: the lifecycle makes paths of it. */
export const isLayerName = (name: string): boolean => /^(?!\.{1,2}$)[^/\0]+$/.test(name)

// https://github.com/buildpacks/lifecycle/blob/v0.21.0/launch/launch.go#L96
const layerFolder = (buildpack: string, name: string): string | undefined => {
  const escaped = buildpack.replaceAll('/', '_')
  return isLayerName(escaped) && isLayerName(name) ? `${sandboxPaths.layers}/${escaped}/${name}` : undefined
}

/** The same without all that is in other layers than those given. */
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
