import { realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'smol-toml'
import * as v from 'valibot'
import type { ImageReference } from '../../image/reference.ts'
import { readToml } from '../../json/toml.ts'
import { readSmallFile } from '../../layout/read.ts'
import { Failure, isSystemError } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import { file, type TarEntry } from '../../tar/write.ts'
import type { InlineBuildpack } from '../project/descriptor.ts'
import { archivePackage } from './archive.ts'
import { type BuildpackPackage, buildpackFolder, checkBuildpack, foldersOf, ofRoot } from './buildpack.ts'
import { readFolder, unreadable } from './folder.ts'
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
    yield ofRoot(file(`${folder}/buildpack.toml`, stringify({ api, buildpack: { id, version }, stacks })))
    yield ofRoot({ ...file(`${folder}/bin/build`, `#!${shell}\n\n${script}\n`), mode: 0o755 })
    yield ofRoot({ ...file(`${folder}/bin/detect`, `#!${shell}\n\nexit 0\n`), mode: 0o755 })
  }
  return { main, layers: [{ buildpacks: [main], entries }] }
}
