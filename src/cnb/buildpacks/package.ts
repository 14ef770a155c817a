import * as v from 'valibot'
import type { ReadableContent } from '../../content/content.ts'
import { fetchImage, fetchIndex } from '../../content/image-documents.ts'
import { verifyStream } from '../../content/verify.ts'
import { withParents } from '../../files/folders.ts'
import { DigestSchema } from '../../image/digest.ts'
import type { Image } from '../../image/image.ts'
import { imageFor, platformsIn } from '../../image/image-index.ts'
import { compressionOf } from '../../image/media-type.ts'
import { formatPlatform, formatPlatforms, type Platform } from '../../image/platform.ts'
import { formatReference, type ImageReference } from '../../image/reference.ts'
import { parseDocument } from '../../json/document.ts'
import { Failure } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import type { Registry } from '../../registry/registry.ts'
import { decompress } from '../../tar/decompression.ts'
import {
  type CheckedEntry,
  checkedEntries,
  countClimbs,
  type Refusal,
  type TarRules,
} from '../../tar/read.ts'
import type { TarEntry } from '../../tar/write.ts'
import {
  type Buildpack,
  type BuildpackLayer,
  type BuildpackPackage,
  buildpackFolder,
  checkBuildpack,
  fileMode,
  foldersOf,
  formatName,
  ofRoot,
} from './buildpack.ts'

/** The registry and the platform for packages that are not in the builder. */
export interface PackageSources {
  readonly registry: Registry
  /** The builder's platform. */
  readonly platform: Platform
}

/** In a label of packages and of builders. */
export const layersLabel = 'io.buildpacks.buildpack.layers'

/** By ID and version. https://github.com/buildpacks/pack/blob/v0.40.5/pkg/dist/dist.go */
export const LayersSchema = v.record(
  v.string(),
  v.record(v.string(), v.looseObject({ api: v.string(), layerDiffID: DigestSchema })),
)

const metadataLabel = 'io.buildpacks.buildpackage.metadata'

/** Far more buildpacks than any composite has. */
export const packageLimit = 1_000

const MetadataSchema = v.looseObject({ id: v.string(), version: v.string() })

/** Creates errors for a refused package, called `source`. */
export const refusalOf =
  (source: string): Refusal =>
  (reason) =>
    new Failure(
      `The package of buildpacks ${source} is refused: ${reason}. Nothing was built. Ask its author to correct it.`,
    )

/** The rules for an untrusted archive of buildpacks. */
export const archiveRules = (refusal: Refusal): TarRules => ({
  ...{ strip: 0, rooted: true, links: true },
  ...{ nameLimit: 1_000, entryLimit: 200_000 },
  refusal,
})

/**
 * Reads a package of buildpacks from a registry. The engine is not involved: the layers are streamed from the registry into
 * the sandbox, and verified on the way.
 *
 * Throws a Failure if the image is unavailable, does not exist for the platform, or is not a package of buildpacks.
 */
export const imagePackage = async (
  reference: ImageReference,
  { registry, platform }: PackageSources,
): Promise<BuildpackPackage> => {
  const name = formatReference(reference)
  const root = await registry.resolve(reference)
  const content = registry.readableRepository(reference)
  const index = await fetchIndex(content, root)
  const descriptor = index === undefined ? root : imageFor(platform, index.listed)
  if (descriptor === undefined) {
    throw new Failure(
      `The package of buildpacks ${name} does not exist for ${formatPlatform(platform)}, only for: ` +
        `${formatPlatforms(platformsIn(index?.listed ?? []))}. Choose another package, or another platform.`,
    )
  }
  const found = readPackage(await fetchImage(content, descriptor), content, name)
  return { ...found, images: [{ ...reference, digest: root.digest }] }
}

/**
 * Reads the buildpacks in a package: an image in a registry or in a `.cnb` file. Each layer has one or several buildpacks.
 * https://github.com/buildpacks/spec/blob/main/distribution.md
 *
 * Throws a Failure if the image is not a package. Layers are fetched when their entries are read. Reading entries throws a
 * refusal if the layer differs from its digest, or contains files outside of its buildpacks.
 */
export const readPackage = (
  { manifest, config }: Image,
  content: ReadableContent,
  source: string,
): BuildpackPackage => {
  const refuse = refusalOf(source)
  const labels = config.config?.Labels ?? {}
  const label = <Schema extends v.GenericSchema>(name: string, schema: Schema): v.InferOutput<Schema> => {
    const text = labels[name]
    if (text !== undefined) return parseDocument(schema, text, `label ${name} of ${source}`)
    const extension = labels['io.buildpacks.extension.layers'] !== undefined
    throw new Failure(
      `${source} is not a package of buildpacks: it has no label ${name}. ` +
        (extension
          ? 'It is a package of image extensions, and the lifecycle cannot extend images in an OCI layout. Build without it.'
          : 'Check the name; `pack buildpack package` creates packages.'),
    )
  }
  const named = label(metadataLabel, MetadataSchema)
  const buildpacks = Object.entries(label(layersLabel, LayersSchema)).flatMap(([id, versions]) =>
    Object.entries(versions).map(([version, { api, layerDiffID }]) => ({
      buildpack: checkBuildpack({ id, version, api }, source),
      diffId: layerDiffID,
    })),
  )
  if (buildpacks.length > packageLimit) {
    throw refuse(`it has ${buildpacks.length} buildpacks, more than ${packageLimit}`)
  }
  const main = buildpacks.find(({ buildpack }) => formatName(buildpack) === formatName(named))
  if (main === undefined) throw refuse(`its main buildpack ${printable(formatName(named))} is missing`)
  const layers = [...Map.groupBy(buildpacks, ({ diffId }) => diffId)].map(
    ([diffId, group]): BuildpackLayer => {
      const descriptor = manifest.layers[config.rootfs.diff_ids.indexOf(diffId)]
      if (descriptor === undefined) throw refuse(`the layer ${diffId} is missing`)
      const inside = group.map(({ buildpack }) => buildpack)
      const entries = () => {
        const compression = compressionOf(descriptor.mediaType)
        const tar = decompress(content.fetch(descriptor), compression, descriptor.size, refuse)
        return layerEntries(verifyStream(tar, { digest: diffId }, refuse), inside, refuse)
      }
      return { buildpacks: inside, diffId, entries }
    },
  )
  return { main: main.buildpack, layers }
}

/** The entries of a layer's buildpacks. */
async function* layerEntries(
  tar: AsyncIterable<Uint8Array>,
  buildpacks: readonly Buildpack[],
  refuse: Refusal,
): AsyncGenerator<TarEntry> {
  const folders = new Set(buildpacks.map(buildpackFolder))
  const around = new Set([...folders].flatMap(withParents))
  for (const buildpack of buildpacks) yield* foldersOf(buildpack)
  for await (const entry of checkedEntries(tar, archiveRules(refuse))) {
    const { name, type } = entry
    if (type === 'directory' && (name === '' || around.has(`/${name}`))) continue
    const folder = name.split('/').slice(0, 4).join('/')
    if (!folders.has(`/${folder}`) || folder === name) {
      throw refuse(`it has "${printable(name)}", which is not part of its buildpacks`)
    }
    yield placed(entry, name.slice(folder.length + 1), folder, refuse)
  }
}

/** An entry at its place in a buildpack's folder. Throws a refusal if it is a link that leaves that folder. */
export const placed = (
  { type, mode, size, linkname, content }: CheckedEntry,
  name: string,
  folder: string,
  refuse: Refusal,
): TarEntry => {
  const path = `${folder}/${name}`
  if (type === 'directory') return ofRoot({ name: path, mode: 0o755, type })
  if (type === 'file') return ofRoot({ name: path, mode: fileMode(name, mode), type, size, content })
  const leavingLink = () => refuse(`"${printable(path)}" is a link that leads out of its buildpack`)
  if (type === 'link') {
    if (!linkname.startsWith(`${folder}/`)) throw leavingLink()
    return ofRoot({ name: path, mode: fileMode(name, mode), type, linkname })
  }
  if (countClimbs(linkname) > name.split('/').length - 1) throw leavingLink()
  return ofRoot({ name: path, mode: 0o777, type, linkname })
}
