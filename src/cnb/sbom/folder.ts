import { glob, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { explainFileError } from '../../files/file-error.ts'
import type { Image } from '../../image/image.ts'
import { checkTarget, type FolderKind, moveIntoPlace } from '../../layout/place.ts'
import { formatBytes } from '../../message/quantity.ts'
import { type Bom, parseBom } from './component.ts'
import { mergeBoms } from './merge.ts'
import { copyLaunchSbom } from './tree.ts'

/** The merged document in a folder of SBOMs. */
export const mergedSbom = 'sbom.cdx.json'

const sbomKind: FolderKind = {
  name: 'the SBOMs',
  mismatch: 'exists and is not (only) a folder of SBOMs',
  names: ['build', 'cache', 'launch', mergedSbom],
  marker: mergedSbom,
}

/** Whether a folder with these names in it may be one of SBOMs. */
export const isSbomFolder = (names: readonly string[]): boolean =>
  names.includes(sbomKind.marker) && names.every((name) => sbomKind.names.includes(name))

// What GitHub's attestations take at most: https://github.com/actions/attest#sbom
const attestLimit = 16 * 1024 ** 2

/**
 * Resolves with the path where a folder of SBOMs is to be put; throws a Failure where anything else is there,
 * so that nobody's files are lost: what a previous build put there is replaced.
 */
export const checkSbomFolder = (folder: string): Promise<string> => checkTarget(folder, sbomKind)

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
    warn(`The SBOM ${mergedSbom} has ${formatBytes(size)}; GitHub’s attestations take 16 MB at most.`)
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
  let bytes = 0
  for (const [layer, formats] of Map.groupBy(files, dirname)) {
    const file = formats.find((file) => file.endsWith('.cdx.json'))
    const path = file === undefined ? undefined : join(launch, file)
    const size = path === undefined ? 0 : (await stat(path)).size
    const isRead = path !== undefined && bytes + size <= documentLimit
    if (isRead) bytes += size
    const bom = isRead ? parseBom(await readFile(path, 'utf8')) : undefined
    if (bom !== undefined) boms.push(bom)
    else warn(`launch/${layer} has no CycloneDX SBOM that can be read: ${mergedSbom} lacks what it has.`)
  }
  if (files.length === 0) {
    warn(`No buildpack wrote an SBOM of what is in the image: ${mergedSbom} is empty.`)
  }
  return boms
}

// Of all documents together: JSON of this size takes half a gigabyte of memory.
const documentLimit = 32 * 1024 ** 2

/** Puts a complete folder instead of an earlier one, or of nothing; that one stays where it fails. */
export const placeSbom = (staging: string, folder: string): Promise<void> =>
  moveIntoPlace(staging, folder, sbomKind)
