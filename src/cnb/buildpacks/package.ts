import * as v from 'valibot'
import type { ReadableContent } from '../../content/content.ts'
import { verified } from '../../content/verified.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import type { Image } from '../../image/image.ts'
import { compressionOf } from '../../image/media-type.ts'
import { parseDocument } from '../../json/document.ts'
import { Failure } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import { decompressed } from '../../tar/decompression.ts'
import { climbOf } from '../../tar/link.ts'
import { type CheckedEntry, checkedEntries, type Refusal, type TarRules } from '../../tar/read.ts'
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
  ofRoot,
} from './buildpack.ts'

const metadataLabel = 'io.buildpacks.buildpackage.metadata'
const layersLabel = 'io.buildpacks.buildpack.layers'

const MetadataSchema = v.looseObject({ id: v.string(), version: v.string() })

/** Makes the error for a package, called `source`, that is refused. */
export const refusalOf =
  (source: string): Refusal =>
  (reason) =>
    new Failure(
      `The package of buildpacks ${source} is refused: ${reason}. Nothing was built. Ask its author.`,
    )

/**
 * The entries of an archive of buildpacks, which is not to be trusted. Throws a refusal where it has anything that could be
 * written elsewhere, or is broken; so does reading their content.
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
 * The buildpacks in a package: an image with a layer for each, or for several, in a registry or in a `.cnb` file.
 * https://github.com/buildpacks/spec/blob/main/distribution.md
 *
 * Throws a Failure if it is not one. Its layers are read when their entries are; those throw a refusal where a layer
 * is not what the image says, or has anything in it but its buildpacks.
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
      `${source} is no package of buildpacks: it has no label ${name}${extension ? ', but is one of image extensions, which no layout can have' : ''}. ` +
        'Check the name; `pack buildpack package` makes packages.',
    )
  }
  const named = label(metadataLabel, MetadataSchema)
  const buildpacks = Object.entries(label(layersLabel, LayersSchema)).flatMap(([id, versions]) =>
    Object.entries(versions).map(([version, { api, layerDiffID }]) => ({
      buildpack: checkBuildpack({ id, version, api }, source),
      diffId: layerDiffID,
    })),
  )
  const main = buildpacks.find(
    ({ buildpack: { id, version } }) => id === named.id && version === named.version,
  )
  if (main === undefined) throw refusalOf(source)(`it lacks its own buildpack ${named.id}@${named.version}`)
  const layers = Map.groupBy(buildpacks, ({ diffId }) => diffId)
  return {
    main: main.buildpack,
    layers: [...layers].map(([diffId, inside]) => {
      const position = config.rootfs.diff_ids.indexOf(diffId)
      const descriptor = manifest.layers[position]
      if (descriptor === undefined) throw refusalOf(source)(`it lacks the layer ${diffId}`)
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
      const tar = decompressed(content.fetch(descriptor), compression, descriptor.size, refuse)
      return layerEntries(verified(tar, { digest: diffId }, refuse), buildpacks, refuse)
    },
  }
}

/** The entries of a layer's buildpacks. */
async function* layerEntries(
  tar: AsyncIterable<Uint8Array>,
  buildpacks: readonly Buildpack[],
  refuse: Refusal,
): AsyncGenerator<TarEntry> {
  const folders = buildpacks.map((buildpack) => buildpackFolder(buildpack).slice(1))
  const around = new Set(folders.flatMap(withParents))
  for (const buildpack of buildpacks) yield* foldersOf(buildpack)
  for await (const entry of archiveEntries(tar, refuse)) {
    const { name, type } = entry
    if (type === 'directory' && (name === '' || around.has(name))) continue
    const folder = folders.find((one) => name.startsWith(`${one}/`))
    if (folder === undefined) throw refuse(`it has "${printable(name)}", which is no part of its buildpacks`)
    yield placed(entry, name.slice(folder.length + 1), folder, refuse)
  }
}

const withParents = (path: string): readonly string[] =>
  path.split('/').map((_, end, parts) => parts.slice(0, end + 1).join('/'))

/** An entry that belongs to a buildpack, at its place in the buildpack's folder. Links do not leave that folder. */
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
  const climb = climbOf(linkname)
  if (climb === Number.POSITIVE_INFINITY) {
    throw refuse(
      `"${printable(path)}" is a link with ".." behind a name, which may be a link itself, so that its target is unknown`,
    )
  }
  if (climb > name.split('/').length - 1) {
    throw refuse(`"${printable(path)}" is a link that leads out of its buildpack`)
  }
  return ofRoot({ name: path, mode: 0o777, type, linkname })
}
