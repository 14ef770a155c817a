import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import * as v from 'valibot'
import type { Platform } from '../../image/platform.ts'
import type { ImageReference } from '../../image/reference.ts'
import { readToml } from '../../json/toml.ts'
import { readSmallFile } from '../../layout/read.ts'
import { Failure, isSystemError, messageOf } from '../../message/failure.ts'
import type { Registry } from '../../registry/registry.ts'
import { archivePackage } from './archive.ts'
import type { BuildpackPackage } from './buildpack.ts'
import { readFolder } from './folder.ts'
import { imagePackage } from './image.ts'
import { type Locator, parseLocator } from './locator.ts'

/** Where buildpacks come from that are not in the builder. */
export interface PackageSources {
  readonly registry: Registry
  /** The builder's. */
  readonly platform: Platform
}

/** What a locator of a folder, a file or an image means; throws a Failure if it is not to be had. */
export const findPackage = (
  locator: Extract<Locator, { kind: 'path' | 'image' }>,
  sources: PackageSources,
): Promise<BuildpackPackage> => findBelow(locator, sources, [])

const findBelow = async (
  locator: Extract<Locator, { kind: 'path' | 'image' }>,
  sources: PackageSources,
  above: readonly string[],
): Promise<BuildpackPackage> => {
  if (locator.kind === 'image') return imagePackage(locator.reference, sources.platform, sources.registry)
  const { path } = locator
  try {
    const stats = await stat(path)
    if (stats.isDirectory()) return await folderPackage(path, sources, above)
    if (stats.isFile()) return await archivePackage(path)
  } catch (cause) {
    if (!isSystemError(cause, 'EACCES', 'EPERM', 'ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR', 'EIO')) throw cause
    throw new Failure(`Could not read the buildpack ${path}: ${messageOf(cause)}. Make it readable.`, {
      cause,
    })
  }
  throw new Failure(`${path} is neither a folder nor a file, and so no buildpack. Name one that is.`)
}

const PackageSchema = v.looseObject({
  buildpack: v.optional(v.looseObject({ uri: v.optional(v.string()) })),
  dependencies: v.optional(
    v.array(v.looseObject({ uri: v.optional(v.string()), image: v.optional(v.string()) })),
    [],
  ),
})

/** A buildpack's folder, and with it the buildpacks that its package.toml says it consists of. */
const folderPackage = async (
  path: string,
  sources: PackageSources,
  above: readonly string[],
): Promise<BuildpackPackage> => {
  const folder = resolve(path)
  if (above.includes(folder)) {
    throw new Failure(
      `The buildpack ${folder} consists of itself, by way of its package.toml. Correct that file.`,
    )
  }
  const { main, layer } = await readFolder(folder)
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
    const text = uri ?? (image === undefined ? undefined : `docker://${image}`)
    if (text === undefined) throw new Failure(`${name} has a dependency without "uri". Give it one.`)
    const locator = await parseLocator(text, { folder: base, known: [] })
    if (locator.kind !== 'path' && locator.kind !== 'image') {
      throw new Failure(
        `${name} has the dependency "${text}", which is no folder, no file and no image. Name one.`,
      )
    }
    const found = await findBelow(locator, sources, [...above, folder])
    layers.push(...found.layers)
    images.push(...(found.images ?? []))
  }
  return { main, layers, images }
}

/** Where a package.toml says that its own buildpack is: its dependencies are relative to that, as for pack. */
const localPart = (uri = '.'): string => (/^[^/]+:/.test(uri) ? '.' : uri)
