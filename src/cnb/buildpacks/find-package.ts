import type { Dirent } from 'node:fs'
import { lstat, readdir, readlink, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'smol-toml'
import * as v from 'valibot'
import { fileContent, SizeChange } from '../../files/file-content.ts'
import { sortByName } from '../../files/folders.ts'
import type { ImageReference } from '../../image/reference.ts'
import { readToml } from '../../json/document.ts'
import { readSmallFile } from '../../layout/read.ts'
import { Failure, isSystemError, messageOf } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import { file, type TarEntry } from '../../tar/write.ts'
import type { InlineBuildpack } from '../project/descriptor.ts'
import { archivePackage } from './archive.ts'
import {
  type Buildpack,
  type BuildpackLayer,
  type BuildpackPackage,
  buildpackFile,
  buildpackFolder,
  checkBuildpack,
  fileMode,
  foldersOf,
  noBuildpack,
  ofRoot,
  readBuildpackToml,
} from './buildpack.ts'
import { type Locator, parseLocator } from './locator.ts'
import { imagePackage, type PackageSources, packageLimit } from './package.ts'

type PackageLocator = Extract<Locator, { kind: 'path' | 'image' }>

/** Reads the package at a path or in a registry. Throws a Failure if it is unavailable or not a package. */
export const findPackage = (locator: PackageLocator, sources: PackageSources): Promise<BuildpackPackage> =>
  new Search(sources).find(locator, [])

const PackageSchema = v.looseObject({
  buildpack: v.optional(v.looseObject({ uri: v.optional(v.string()) })),
  dependencies: v.optional(
    v.array(v.looseObject({ uri: v.optional(v.string()), image: v.optional(v.string()) })),
    [],
  ),
})

/** A search for a package and its dependencies, of which it reads a limited number. */
class Search {
  readonly #sources: PackageSources
  #count = 0

  constructor(sources: PackageSources) {
    this.#sources = sources
  }

  /** `above` are the real paths of the folders that the package is a dependency of. */
  async find(locator: PackageLocator, above: readonly string[]): Promise<BuildpackPackage> {
    this.#count += 1
    if (this.#count > packageLimit) {
      throw new Failure(
        `The buildpack ${above[0]} has more than ${packageLimit} dependencies. Remove some from its package.toml.`,
      )
    }
    if (locator.kind === 'image') return imagePackage(locator.reference, this.#sources)
    const { path } = locator
    try {
      const stats = await stat(path)
      if (stats.isDirectory()) return await this.#findInFolder(await realpath(path), above)
      if (stats.isFile()) return await archivePackage(path)
    } catch (cause) {
      throw unreadable(path, cause)
    }
    throw new Failure(`${path} is not a buildpack: it is neither a folder nor a file. Name one of these.`)
  }

  /** The buildpack in a folder, and the dependencies in its package.toml. */
  async #findInFolder(folder: string, above: readonly string[]): Promise<BuildpackPackage> {
    if (above.includes(folder)) {
      throw new Failure(`The buildpack ${folder} depends on itself. Correct its package.toml.`)
    }
    const { main, ...layer } = await readFolder(folder)
    const name = join(folder, 'package.toml')
    const bytes = await readSmallFile(name, { followLink: true }).catch((error: unknown) => {
      if (isSystemError(error, 'ENOENT')) return undefined
      throw error
    })
    if (bytes === undefined) return { main, layers: [layer] }
    const { buildpack, dependencies } = readToml(PackageSchema, bytes, name)
    const base = join(folder, localPart(buildpack?.uri))
    const layers = [layer]
    const images: ImageReference[] = []
    for (const { uri, image } of dependencies) {
      const text = uri || (image && `docker://${image}`)
      if (!text) throw new Failure(`A dependency in ${name} has no "uri". Add one.`)
      const locator = await parseLocator(text, { folder: base, known: [] })
      if (locator.kind !== 'path' && locator.kind !== 'image') {
        throw new Failure(
          `The dependency "${printable(text)}" in ${name} is not a folder, a file or an image. Name one of these.`,
        )
      }
      const found = await this.find(locator, [...above, folder])
      layers.push(...found.layers)
      images.push(...(found.images ?? []))
    }
    return { main, layers, images }
  }
}

/** The path of the package's own buildpack in a package.toml. Dependencies are relative to it, as with pack. */
const localPart = (uri = '.'): string => (/^[^/]+:/.test(uri) ? '.' : uri)

/** Reads the buildpack in a folder. Throws a Failure if there is none. */
const readFolder = async (path: string): Promise<BuildpackLayer & { readonly main: Buildpack }> => {
  const names = await readdir(path)
  if (!names.includes(buildpackFile)) throw noBuildpack(path, names)
  const main = readBuildpackToml(await readSmallFile(join(path, buildpackFile), { followLink: true }), path)
  async function* entries(): AsyncGenerator<TarEntry> {
    yield* foldersOf(main)
    yield* walk(path, '', buildpackFolder(main).slice(1))
  }
  return { main, buildpacks: [main], entries }
}

// A buildpack may be a repository's root, and its .git may have the credentials of the checkout.
const withheld = '.git'

/** The content of a buildpack's folder, in bytewise order of the names. Links are not followed. */
async function* walk(root: string, inner: string, target: string): AsyncGenerator<TarEntry> {
  const content = await readdir(join(root, inner), { withFileTypes: true }).catch((cause: unknown) => {
    throw unreadable(join(root, inner), cause)
  })
  for (const dirent of sortByName(content.filter(({ name }) => name !== withheld))) {
    const name = join(inner, dirent.name)
    yield await entryOf(root, name, `${target}/${name}`, dirent).catch((cause: unknown) => {
      throw unreadable(join(root, name), cause)
    })
    if (dirent.isDirectory()) yield* walk(root, name, target)
  }
}

const entryOf = async (root: string, name: string, target: string, dirent: Dirent): Promise<TarEntry> => {
  const path = join(root, name)
  if (dirent.isDirectory()) return ofRoot({ name: target, mode: 0o755, type: 'directory' })
  if (dirent.isSymbolicLink()) {
    return ofRoot({ name: target, mode: 0o777, type: 'symlink', linkname: await readlink(path) })
  }
  if (!dirent.isFile()) {
    throw new Failure(`Could not read the buildpack: ${path} is not a file, folder or link. Remove it.`)
  }
  const { mode, size } = await lstat(path)
  const content = buildpackFileContent(path, size)
  return ofRoot({ name: target, mode: fileMode(name, mode), type: 'file', size, content })
}

async function* buildpackFileContent(path: string, size: number): AsyncGenerator<Uint8Array> {
  try {
    yield* fileContent(path, size)
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

/** Explains an error of the file system, or a change of the file. Returns other errors unchanged. */
const unreadable = (path: string, cause: unknown): unknown =>
  cause instanceof SizeChange ||
  isSystemError(cause, 'EACCES', 'EPERM', 'ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR', 'EIO')
    ? new Failure(
        `Could not read the buildpack ${path}: ${messageOf(cause)}. Make it readable, and do not change it during the build.`,
        { cause },
      )
    : cause

/**
 * The buildpack of a script in a project descriptor, with the files that pack creates.
 * https://github.com/buildpacks/pack/blob/v0.40.5/pkg/client/build.go (createInlineBuildpack)
 */
export const inlinePackage = (inline: InlineBuildpack, stackId: string): BuildpackPackage => {
  const { shell, script } = inline
  const main = checkBuildpack(inline, 'project.toml')
  const { id, version, api } = main
  const folder = buildpackFolder(main)
  const stacks = [{ id: stackId || '*' }]
  async function* entries(): AsyncGenerator<TarEntry> {
    yield* foldersOf(main)
    yield ofRoot({ name: `${folder.slice(1)}/bin`, mode: 0o755, type: 'directory' })
    yield ofRoot(file(`${folder}/${buildpackFile}`, stringify({ api, buildpack: { id, version }, stacks })))
    yield ofRoot({ ...file(`${folder}/bin/build`, `#!${shell}\n\n${script}\n`), mode: 0o755 })
    yield ofRoot({ ...file(`${folder}/bin/detect`, `#!${shell}\n\nexit 0\n`), mode: 0o755 })
  }
  return { main, layers: [{ buildpacks: [main], entries }] }
}
