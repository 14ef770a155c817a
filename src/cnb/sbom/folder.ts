import { glob, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Image } from '../../image/image.ts'
import { discardEarlier, stagingPath } from '../../layout/staging.ts'
import { Failure, isSystemError } from '../../message/failure.ts'
import { explainFileError } from '../../message/file-error.ts'
import { formatBytes } from '../../message/quantity.ts'
import { type Bom, parseBom } from './component.ts'
import { mergeBoms } from './merge.ts'
import { copyLaunchSbom } from './tree.ts'

/** The merged document in a folder of bills of materials. */
export const mergedSbom = 'sbom.cdx.json'

const names: readonly string[] = ['build', 'cache', 'launch', mergedSbom]

// What GitHub's attestations take at most: https://github.com/actions/attest#sbom
const attestLimit = 16 * 1024 ** 2

/**
 * Throws a Failure where a folder for bills of materials has anything else in it, so that nobody's files are lost: what
 * an earlier build put there is replaced.
 */
export const checkSbomFolder = async (folder: string): Promise<void> => {
  try {
    const found = await readdir(folder)
    const foreign = found.find((name) => !names.includes(name))
    if (found.length === 0 || (foreign === undefined && found.includes(mergedSbom))) return
    throw new Failure(
      `${folder} exists and is not (only) a folder of bills of materials; it has «${foreign ?? found[0]}». ` +
        'Nothing was changed. Choose another folder, or remove this one first.',
    )
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw explainFileError(error, `use ${folder} for bills of materials`)
  }
}

/** An image in a layout, and its name: `my-app`. */
export interface SbomSource {
  readonly layout: string
  readonly image: Image
  readonly name: string
}

/**
 * Adds to a folder, in which the lifecycle's tree may have begun, what the image itself has of it, and the one CycloneDX
 * document of that.
 */
export const completeSbom = async (
  folder: string,
  { layout, image, name }: SbomSource,
  warn: (message: string) => void,
): Promise<void> => {
  await copyLaunchSbom(layout, image, folder)
  const merged = mergeBoms({ name, digest: image.descriptor.digest }, await bomsIn(folder, warn))
  const size = Buffer.byteLength(merged)
  if (size > attestLimit) {
    warn(
      `The bill of materials ${mergedSbom} has ${formatBytes(size)}; GitHub’s attestations take 16 MB at most.`,
    )
  }
  try {
    await writeFile(join(folder, mergedSbom), merged, { mode: 0o644 })
  } catch (error) {
    throw explainFileError(error, `write ${mergedSbom}`)
  }
}

/** The CycloneDX documents of a tree, in the order of their paths; what is none, or is not there, is warned of. */
const bomsIn = async (folder: string, warn: (message: string) => void): Promise<readonly Bom[]> => {
  const launch = join(folder, 'launch')
  const files = (await Array.fromAsync(glob('**/sbom.{cdx,spdx,syft}.json', { cwd: launch }))).sort()
  const boms: Bom[] = []
  for (const [layer, formats] of Map.groupBy(files, dirname)) {
    const file = formats.find((file) => file.endsWith('.cdx.json'))
    const bom = file === undefined ? undefined : await readBom(join(launch, file))
    if (bom !== undefined) boms.push(bom)
    else
      warn(
        `launch/${layer} has no CycloneDX bill of materials that can be read: ${mergedSbom} lacks what it has.`,
      )
  }
  if (files.length === 0) {
    warn(`No buildpack wrote a bill of materials of what is in the image: ${mergedSbom} is empty.`)
  }
  return boms
}

// JSON of this size takes a gigabyte of memory.
const documentLimit = 64 * 1024 ** 2

const readBom = async (path: string): Promise<Bom | undefined> => {
  const { size } = await stat(path)
  return size > documentLimit ? undefined : parseBom(await readFile(path, 'utf8'))
}

/** Puts a complete folder in the place of an earlier one, or of nothing. */
export const placeSbom = async (staging: string, folder: string): Promise<void> => {
  await checkSbomFolder(folder)
  const earlier = await stagingPath(folder, 'earlier')
  try {
    const hasEarlier = await rename(folder, earlier).then(
      () => true,
      (error: unknown) => {
        if (isSystemError(error, 'ENOENT')) return false
        throw error
      },
    )
    await rename(staging, folder)
    if (hasEarlier) await discardEarlier(earlier)
  } catch (error) {
    throw explainFileError(error, `put the bills of materials at ${folder}`)
  }
}
