import type { Digest } from '../../image/digest.ts'
import type { ImageReference } from '../../image/reference.ts'
import { Failure } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import { directory, type TarEntry } from '../../tar/write.ts'

/** Which buildpack. */
export interface BuildpackName {
  readonly id: string
  readonly version: string
}

export interface Buildpack extends BuildpackName {
  /** The buildpack API that it is written for, such as `0.10`. */
  readonly api: string
}

/** Buildpacks that come in one piece: a folder, an archive, or a layer of a package. */
export interface BuildpackLayer {
  /** Several where a package was flattened. */
  readonly buildpacks: readonly Buildpack[]
  /** The digest of what it unpacks to, if that is known beforehand. */
  readonly diffId?: Digest
  /** Its files and folders, where they go in a sandbox. What is thrown says what is wrong with them. */
  readonly entries: () => AsyncIterable<TarEntry>
}

/** A buildpack, and all that it consists of: more than one where it is a composite. */
export interface BuildpackPackage {
  readonly main: Buildpack
  readonly layers: readonly BuildpackLayer[]
  /** The images in registries that it was read from, by digest. */
  readonly images?: readonly ImageReference[]
}

/** `acme/node@1.2.3` */
export const formatName = ({ id, version }: BuildpackName): string => `${id}@${version}`

/** Whether a text can be a buildpack's ID. https://github.com/buildpacks/spec/blob/main/buildpack.md#buildpacktoml-toml */
const isId = (text: string): boolean => /^[\w./-]+$/.test(text) && text.split('/').every(isName)

const isVersion = (text: string): boolean => /^[\w.+-]+$/.test(text) && isName(text)

// Both become folders.
const isName = (part: string): boolean => part !== '' && part !== '.' && part !== '..'

/** Checks what a buildpack says of itself; throws a Failure if it is not named as buildpacks are. */
export const checkBuildpack = (
  { id, version, api }: { readonly [Field in keyof Buildpack]?: Buildpack[Field] | undefined },
  source: string,
): Buildpack => {
  const refuse = (field: string, value: string | undefined): never => {
    const found = value === undefined || value === '' ? 'no' : `"${printable(value)}" as`
    throw new Failure(`The buildpack in ${source} has ${found} ${field}. Its author has to correct that.`)
  }
  if (id === undefined || !isId(id)) return refuse('id', id)
  if (version === undefined || !isVersion(version)) return refuse('version', version)
  if (api === undefined || !/^\d+(?:\.\d+)?$/.test(api)) return refuse('buildpack API', api)
  return { id, version, api }
}

// The build must not change a buildpack.
const root = { uid: 0, gid: 0 }

/** The entry of a file or a folder that belongs to root. */
export const ofRoot = (entry: TarEntry): TarEntry => ({ ...entry, owner: root })

/** Where the lifecycle looks for a buildpack. https://github.com/buildpacks/spec/blob/main/platform.md#buildpacks-directory-layout */
export const buildpackFolder = ({ id, version }: BuildpackName): string =>
  `/cnb/buildpacks/${id.replaceAll('/', '_')}/${version}`

/** The folders of a buildpack, the outer one first. */
export const foldersOf = (buildpack: BuildpackName): readonly TarEntry[] => {
  const folder = buildpackFolder(buildpack)
  return [folder.slice(0, folder.lastIndexOf('/')), folder].map((path) => ofRoot(directory(path)))
}

/** The mode that pack gives a buildpack's file, `name` being relative to the buildpack's folder. */
export const fileMode = (name: string, mode: number): number =>
  (mode & 0o111) !== 0 || name === 'bin/build' || name === 'bin/detect' ? 0o755 : 0o644
