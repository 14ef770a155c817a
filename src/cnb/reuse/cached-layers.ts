import * as v from 'valibot'
import { type Digest, DigestSchema } from '../../image/digest.ts'
import { parseDocument } from '../../json/document.ts'
import { type HeaderReader, headerReader, printableName, type TarHeader } from '../../tar/header-reader.ts'
import { sandboxPaths } from '../sandbox-paths.ts'

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

type Layers = Readonly<Record<string, v.InferOutput<typeof LayerSchema>>>

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
  const layers: { readonly diffId: Digest; readonly folder: string | undefined }[] = [
    ...(sbom?.sha ? [{ diffId: sbom.sha, folder: sbomFolders.cache }] : []),
    ...(buildpacks ?? []).flatMap(({ key, layers }) =>
      Object.entries(layers ?? {}).map(([name, { sha }]) => ({
        diffId: sha,
        folder: layerFolder(key, name),
      })),
    ),
  ]
  const inFolder = Map.groupBy(layers, ({ folder }) => folder)
  const withDiffId = Map.groupBy(layers, ({ diffId }) => diffId)
  return new Map(
    layers.map(({ diffId, folder }) => {
      const isAlone = inFolder.get(folder)?.length === 1 && withDiffId.get(diffId)?.length === 1
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
  sbom: onlyPart(sbom, diffIds),
  buildpacks: onlyLayers(buildpacks, diffIds),
})

/** A layer that may be missing; without a digest if that is not in `diffIds`. */
export const onlyPart = (
  part: v.InferOutput<typeof PartSchema>,
  diffIds: ReadonlySet<Digest>,
): { readonly sha: Digest | '' } => ({ sha: part?.sha && diffIds.has(part.sha) ? part.sha : '' })

/** Buildpacks without the layers that are not in `diffIds`. */
export const onlyLayers = <Buildpack extends { readonly layers?: Layers | null | undefined }>(
  buildpacks: readonly Buildpack[] | null | undefined,
  diffIds: ReadonlySet<Digest>,
) =>
  (buildpacks ?? []).map((buildpack) => ({
    ...buildpack,
    layers: Object.fromEntries(
      Object.entries(buildpack.layers ?? {}).filter(([, { sha }]) => diffIds.has(sha)),
    ),
  }))

/** Why a cached layer cannot be checked. */
export const notOneFolder = 'it is not the only layer of one folder'

/**
 * Checks a layer's tar while it is streamed: it must look as if the lifecycle had written it from `folder`, an absolute path.
 * Its entries are the parent folders, then the folder and everything below it, in the order of names.
 *
 * The lifecycle unpacks the tar at the root and follows links. A tar with other names, or with files below a link, would
 * write into the app or into other layers. So each parent must be a folder of the same tar, and each name must occur once.
 * The targets of links are not checked: real layers have links to other layers and into the run image.
 */
export const layerTarCheck = (folder: string): HeaderReader => {
  const own = Buffer.from(folder).toString('latin1')
  /** The current folder and its parents; `last` is the last name in each. */
  const open: { readonly path: string; last: string }[] = [{ path: '', last: '' }]

  const check = ({ type, name }: TarHeader): string | undefined => {
    const isAround = name.length <= own.length && `${own}/`.startsWith(`${name}/`)
    if (!isAround && !name.startsWith(`${own}/`)) return `"${printableName(name)}" lies outside of ${folder}`
    if (isAround && type !== 'directory') return `"${printableName(name)}" is not a folder`
    const slash = name.lastIndexOf('/')
    const last = name.slice(slash + 1)
    if (slash === -1 || ['', '.', '..'].includes(last)) return `"${printableName(name)}" is not a path`
    while (open.length > 1 && open.at(-1)?.path !== name.slice(0, slash)) open.pop()
    const parent = open.at(-1)
    if (parent === undefined || parent.path !== name.slice(0, slash))
      return `"${printableName(name)}" is not in a folder of the layer`
    if (last <= parent.last) return `"${printableName(name)}" comes after "${printableName(parent.last)}"`
    parent.last = last
    if (type === 'directory') open.push({ path: name, last: '' })
    return undefined
  }
  return headerReader(check)
}
