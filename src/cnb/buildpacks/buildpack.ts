import * as v from 'valibot'
import type { Digest } from '../../image/digest.ts'
import type { ImageReference } from '../../image/reference.ts'
import { readToml } from '../../json/document.ts'
import { Failure } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import { directory, type TarEntry } from '../../tar/write.ts'

/** A buildpack's ID and version. */
export interface BuildpackName {
  readonly id: string
  readonly version: string
}

export interface Buildpack extends BuildpackName {
  /** The buildpack API that the buildpack uses, such as `0.10`. */
  readonly api: string
}

/** The buildpacks of one folder, archive, or layer of a package. */
export interface BuildpackLayer {
  /** Several if the package is flattened. */
  readonly buildpacks: readonly Buildpack[]
  /** The digest of the uncompressed layer, if it is known. */
  readonly diffId?: Digest
  /** The files and folders, with their paths in a sandbox. Throws a Failure that says what is wrong with them. */
  readonly entries: () => AsyncIterable<TarEntry>
}

/** A buildpack and its dependencies. A composite buildpack has several layers. */
export interface BuildpackPackage {
  readonly main: Buildpack
  readonly layers: readonly BuildpackLayer[]
  /** The images in registries that it was read from, by digest. */
  readonly images?: readonly ImageReference[]
}

/** `acme/node@1.2.3` */
export const formatName = ({ id, version }: BuildpackName): string => `${id}@${version}`

/** Whether a text is a valid buildpack ID. https://github.com/buildpacks/spec/blob/main/buildpack.md#buildpacktoml-toml */
const isId = (text: string): boolean => /^[\w./-]+$/.test(text) && text.split('/').every(isName)

const isVersion = (text: string): boolean => /^[\w.+-]+$/.test(text) && isName(text)

// IDs and versions become names of folders.
const isName = (part: string): boolean => part !== '' && part !== '.' && part !== '..'

/** Checks the ID, version and API of a buildpack. Throws a Failure if one is missing or malformed. */
export const checkBuildpack = (
  { id, version, api }: { readonly [Field in keyof Buildpack]?: Buildpack[Field] | undefined },
  source: string,
): Buildpack => {
  const refuse = (field: string, value: string | undefined): never => {
    const found = value ? `the invalid ${field} "${printable(value)}"` : `no ${field}`
    throw new Failure(`The buildpack in ${source} has ${found}. Ask its author to correct it.`)
  }
  if (id === undefined || !isId(id)) return refuse('id', id)
  if (version === undefined || !isVersion(version)) return refuse('version', version)
  if (api === undefined || !/^\d+(?:\.\d+)?$/.test(api)) return refuse('buildpack API', api)
  return { id, version, api }
}

// The build must not change a buildpack.
const root = { uid: 0, gid: 0 }

/** An entry that belongs to root. */
export const ofRoot = (entry: TarEntry): TarEntry => ({ ...entry, owner: root })

/** The folder in which the lifecycle expects a buildpack. https://github.com/buildpacks/spec/blob/main/platform.md#buildpacks-directory-layout */
export const buildpackFolder = ({ id, version }: BuildpackName): string =>
  `/cnb/buildpacks/${id.replaceAll('/', '_')}/${version}`

/** The folders of a buildpack, the outer one first. */
export const foldersOf = (buildpack: BuildpackName): readonly TarEntry[] => {
  const folder = buildpackFolder(buildpack)
  return [folder.slice(0, folder.lastIndexOf('/')), folder].map((path) => ofRoot(directory(path)))
}

/** The mode that pack gives a file of a buildpack. `name` is relative to the buildpack's folder. */
export const fileMode = (name: string, mode: number): number =>
  (mode & 0o111) !== 0 || name === 'bin/build' || name === 'bin/detect' ? 0o755 : 0o644

/** https://github.com/buildpacks/spec/blob/main/buildpack.md#buildpacktoml-toml */
export const buildpackFile = 'buildpack.toml'

/** https://github.com/buildpacks/spec/blob/main/image_extension.md */
export const extensionFile = 'extension.toml'

const BuildpackTomlSchema = v.looseObject({
  api: v.optional(v.string()),
  buildpack: v.optional(v.looseObject({ id: v.optional(v.string()), version: v.optional(v.string()) })),
})

/** Reads the buildpack.toml of `source`. */
export const readBuildpackToml = (bytes: Uint8Array, source: string): Buildpack => {
  const { api, buildpack } = readToml(BuildpackTomlSchema, bytes, `${source}/${buildpackFile}`)
  return checkBuildpack({ ...buildpack, api }, source)
}

/** The error for a source without a buildpack. `names` are those of the files at its top. */
export const noBuildpack = (source: string, names: readonly string[]): Failure =>
  names.includes(extensionFile)
    ? new Failure(
        `${source} is an image extension, not a buildpack. The lifecycle cannot extend images in an OCI layout. ` +
          'Build without it.',
      )
    : new Failure(
        `${source} is not a buildpack: it has no ${buildpackFile} at its top, and is not a package of buildpacks. ` +
          'Name the folder with that file, or an archive of that folder.',
      )
