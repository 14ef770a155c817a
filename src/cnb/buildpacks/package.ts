import * as v from 'valibot'
import type { ReadableContent } from '../../content/content.ts'
import { verifyStream } from '../../content/verify.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import type { Image } from '../../image/image.ts'
import { compressionOf } from '../../image/media-type.ts'
import { parseDocument } from '../../json/document.ts'
import { Failure } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import { decompress } from '../../tar/decompression.ts'
import {
  type CheckedEntry,
  checkedEntries,
  countClimbs,
  type Refusal,
  type TarRules,
} from '../../tar/read.ts'
import type { TarEntry } from '../../tar/write.ts'
import { LayersSchema } from './builder-buildpacks.ts'
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

const metadataLabel = 'io.buildpacks.buildpackage.metadata'
const layersLabel = 'io.buildpacks.buildpack.layers'

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

/**
 * The entries of an untrusted archive of buildpacks. Throws a refusal if the archive is broken, or if an entry could be
 * written outside of it. Reading the content of an entry throws the same.
 */
export const archiveEntries = (
  tar: AsyncIterable<Uint8Array>,
  refuse: Refusal,
): AsyncGenerator<CheckedEntry> => checkedEntries(tar, { ...archiveRules, refusal: refuse })

const archiveRules: Omit<TarRules, 'refusal'> = {
  strip: 0,
  rooted: true,
  links: true,
  nameLimit: 1_000,
  entryLimit: 200_000,
}

/**
 * Reads the buildpacks in a package: an image in a registry or in a `.cnb` file. Each layer has one or several buildpacks.
 * https://github.com/buildpacks/spec/blob/main/distribution.md
 *
 * Throws a Failure if the image is not a package. Layers are fetched when their entries are read. Reading entries throws a
 * refusal if the layer differs from its digest, or contains files outside of its buildpacks.
 */
export const readPackage = (
  image: Pick<Image, 'manifest' | 'config'>,
  content: ReadableContent,
  source: string,
): BuildpackPackage => {
  const { manifest, config } = image
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
    throw refusalOf(source)(`it has ${buildpacks.length} buildpacks, more than ${packageLimit}`)
  }
  const main = buildpacks.find(
    ({ buildpack: { id, version } }) => id === named.id && version === named.version,
  )
  if (main === undefined) {
    throw refusalOf(source)(`its main buildpack ${printable(formatName(named))} is missing`)
  }
  const layers = Map.groupBy(buildpacks, ({ diffId }) => diffId)
  return {
    main: main.buildpack,
    layers: [...layers].map(([diffId, inside]) => {
      const position = config.rootfs.diff_ids.indexOf(diffId)
      const descriptor = manifest.layers[position]
      if (descriptor === undefined) throw refusalOf(source)(`the layer ${diffId} is missing`)
      return packageLayer(
        inside.map(({ buildpack }) => buildpack),
        diffId,
        descriptor,
        content,
        source,
      )
    }),
  }
}

const packageLayer = (
  buildpacks: readonly Buildpack[],
  diffId: Digest,
  descriptor: Descriptor,
  content: ReadableContent,
  source: string,
): BuildpackLayer => {
  const refuse = refusalOf(source)
  return {
    buildpacks,
    diffId,
    entries: () => {
      const compression = compressionOf(descriptor.mediaType)
      const tar = decompress(content.fetch(descriptor), compression, descriptor.size, refuse)
      return layerEntries(verifyStream(tar, { digest: diffId }, refuse), buildpacks, refuse)
    },
  }
}

/** The entries of a layer's buildpacks. */
async function* layerEntries(
  tar: AsyncIterable<Uint8Array>,
  buildpacks: readonly Buildpack[],
  refuse: Refusal,
): AsyncGenerator<TarEntry> {
  const folders = new Set(buildpacks.map((buildpack) => buildpackFolder(buildpack).slice(1)))
  const around = new Set([...folders].flatMap(withParents))
  for (const buildpack of buildpacks) yield* foldersOf(buildpack)
  for await (const entry of archiveEntries(tar, refuse)) {
    const { name, type } = entry
    if (type === 'directory' && (name === '' || around.has(name))) continue
    const folder = name.split('/').slice(0, 4).join('/')
    if (!folders.has(folder) || folder === name) {
      throw refuse(`it has "${printable(name)}", which is not part of its buildpacks`)
    }
    yield placed(entry, name.slice(folder.length + 1), folder, refuse)
  }
}

const withParents = (path: string): readonly string[] =>
  path.split('/').map((_, end, parts) => parts.slice(0, end + 1).join('/'))

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
  if (type === 'link') {
    if (!linkname.startsWith(`${folder}/`))
      throw refuse(`"${printable(path)}" is a link that leads out of its buildpack`)
    return ofRoot({ name: path, mode: fileMode(name, mode), type, linkname })
  }
  const climb = countClimbs(linkname)
  if (climb === Number.POSITIVE_INFINITY) {
    throw refuse(
      `"${printable(path)}" is a link with ".." after a name, which may be a link itself, so its target is unknown`,
    )
  }
  if (climb > name.split('/').length - 1) {
    throw refuse(`"${printable(path)}" is a link that leads out of its buildpack`)
  }
  return ofRoot({ name: path, mode: 0o777, type, linkname })
}
