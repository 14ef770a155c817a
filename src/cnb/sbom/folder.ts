import { glob, mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { safeReadFlags } from '../../files/file-content.ts'
import { explainFileError } from '../../files/file-error.ts'
import type { Image } from '../../image/image.ts'
import { compressionOf } from '../../image/media-type.ts'
import { layoutContent } from '../../layout/content.ts'
import { checkTarget, type FolderKind, moveIntoPlace } from '../../layout/place.ts'
import { Failure } from '../../message/failure.ts'
import { formatBytes, formatCount, formatList } from '../../message/quantity.ts'
import { decompress } from '../../tar/decompression.ts'
import { checkedEntries, type TarRules } from '../../tar/read.ts'
import { sbomLayerOf } from '../labels.ts'
import { type Bom, parseCycloneDx } from './cyclonedx.ts'
import { isOwnSbom, mergeBoms } from './merge.ts'
import { parseSyft } from './syft.ts'

/** The name of the merged document in a folder of SBOMs. */
const mergedSbom = 'sbom.cdx.json'

const sbomKind: FolderKind = {
  name: 'the SBOMs',
  mismatch: 'exists and is not (only) a folder of SBOMs',
  names: ['build', 'cache', 'launch', mergedSbom],
  marker: mergedSbom,
}

/**
 * Whether a folder with files of these names contains SBOMs that this project wrote: the merged document has a property of
 * this project.
 */
export const isOwnSbomFolder = async (folder: string, names: readonly string[]): Promise<boolean> => {
  if (!names.includes(mergedSbom) || !names.every((name) => sbomKind.names.includes(name))) return false
  try {
    await using file = await open(join(folder, mergedSbom), safeReadFlags)
    if (!(await file.stat()).isFile()) return false
    // The property comes before the components, which can have many megabytes.
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0)
    return isOwnSbom(buffer.toString('utf8', 0, bytesRead))
  } catch {
    return false
  }
}

// The maximum size of GitHub's SBOM attestations: https://github.com/actions/attest#sbom
const attestLimit = 16 * 1024 ** 2

/**
 * Returns the path where a folder of SBOMs will be placed, with links resolved. SBOMs of a previous build will be replaced.
 * Throws a Failure if the folder contains anything else.
 */
export const checkSbomFolder = (folder: string): Promise<string> => checkTarget(folder, sbomKind)

/** An image in a layout. `name` is for example `my-app`. */
interface SbomSource {
  readonly layout: string
  readonly image: Image
  readonly name: string
}

interface SbomLog {
  info(message: string): void
  warning(message: string): void
}

/** Adds an image's own SBOMs to a folder, and one CycloneDX document that merges them. */
export const completeSbom = async (
  folder: string,
  { layout, image, name }: SbomSource,
  log: SbomLog,
): Promise<void> => {
  await copyLaunchSbom(layout, image, folder)
  const boms = await readBoms(join(folder, 'launch'), log)
  const merged = mergeBoms({ name, digest: image.descriptor.digest }, boms)
  const size = Buffer.byteLength(merged)
  if (size > attestLimit) {
    log.warning(
      `${mergedSbom} is too large for GitHub's attestations: ${formatBytes(size)} of 16 MB. Attest the SBOMs in "launch" instead.`,
    )
  }
  try {
    await writeFile(join(folder, mergedSbom), merged, { mode: 0o644 })
  } catch (error) {
    throw explainFileError(error, `write ${mergedSbom}`)
  }
}

// In this order, because CycloneDX documents have more fields that can be merged.
const parsers = { 'sbom.cdx.json': parseCycloneDx, 'sbom.syft.json': parseSyft }

// Of all documents together. Parsing JSON of this size takes half a gigabyte of memory.
const documentLimit = 32 * 1024 ** 2

/** Reads one document per buildpack layer, in the order of the layers' paths. Logs which layers are missing. */
const readBoms = async (launch: string, log: SbomLog): Promise<readonly Bom[]> => {
  const files = (await Array.fromAsync(glob('**/sbom.{cdx,spdx,syft}.json', { cwd: launch }))).sort()
  const boms: Bom[] = []
  const [broken, otherFormats]: [string[], string[]] = [[], []]
  let bytes = 0
  const read = async (file: string, parse: (json: string) => Bom | undefined) => {
    const { size } = await stat(join(launch, file))
    if (bytes + size > documentLimit) return undefined
    bytes += size
    return parse(await readFile(join(launch, file), 'utf8'))
  }
  for (const [layer, present] of Map.groupBy(files, dirname)) {
    const formats = Object.entries(parsers).filter(([name]) => present.includes(join(layer, name)))
    let bom: Bom | undefined
    for (const [name, parse] of formats) bom ??= await read(join(layer, name), parse)
    if (bom !== undefined) boms.push(bom)
    else (formats.length > 0 ? broken : otherFormats).push(`launch/${layer}`)
  }
  if (files.length === 0)
    log.warning(`${mergedSbom} is empty, because no buildpack wrote an SBOM for the image.`)
  if (broken.length > 0) {
    log.warning(
      `${mergedSbom} lacks ${layersOf(broken)} whose SBOM is malformed or too large: ${formatList(broken, 5)}.`,
    )
  }
  if (otherFormats.length > 0) {
    log.info(
      `${mergedSbom} lacks ${layersOf(otherFormats)} with an SBOM in SPDX only: ${formatList(otherFormats, 5)}.`,
    )
  }
  return boms
}

const layersOf = (layers: readonly string[]): string => formatCount(layers.length, 'layer')

/** The directories of the lifecycle's SBOMs: `launch` describes the image, the others what was only used to build it. */
type SbomPart = 'launch' | 'build' | 'cache'

const invalid = (reason: string): Failure =>
  new Failure(
    `The SBOMs of the build are invalid: ${reason}. The lifecycle does not write this. Check what the buildpacks write for their layers.`,
  )

// Buildpacks write up to three files per layer, of a few megabytes each for the largest applications.
const entryLimit = 10_000
const byteLimit = 256 * 1024 ** 2

/**
 * Extracts some parts of the lifecycle's SBOMs, which are at `root` in an untrusted tar stream, into a folder. Throws a
 * Failure if the stream contains anything except files and folders, or too much.
 * https://github.com/buildpacks/spec/blob/main/platform.md#software-bill-of-materials
 */
export const receiveSbom = async (
  tar: AsyncIterable<Uint8Array>,
  folder: string,
  parts: readonly SbomPart[],
  root: string,
): Promise<void> => {
  const rules: TarRules = { strip: 0, rooted: true, entryLimit, refusal: invalid }
  // If the connection to the engine breaks, this function is called again.
  for (const part of parts) await rm(join(folder, part), { recursive: true, force: true })
  let bytes = 0
  for await (const { name, type, size, content } of checkedEntries(tar, rules)) {
    if (type !== 'file' || !parts.some((part) => name.startsWith(`${root}/${part}/`))) continue
    bytes += size
    if (bytes > byteLimit) throw invalid(`they have more than ${byteLimit} bytes`)
    const path = join(folder, name.slice(root.length + 1))
    try {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, content, { mode: 0o644 })
    } catch (error) {
      throw explainFileError(error, `write ${path}`)
    }
  }
}

/**
 * Extracts the SBOM layer of an image in a layout into a folder, and verifies the layer's digest. Images have no such layer
 * if no buildpack wrote an SBOM.
 */
const copyLaunchSbom = async (layout: string, image: Image, folder: string): Promise<void> => {
  const layer = sbomLayerOf(image)
  if (layer === undefined) return
  const compression = compressionOf(layer.mediaType)
  const content = layoutContent(layout).fetch(layer)
  const tar = decompress(content, compression, layer.size, invalid)
  await receiveSbom(tar, folder, ['launch'], 'layers/sbom')
}

/**
 * Completes a folder of SBOMs in its staging folder and moves it to its place. Returns the path of the merged document.
 */
export const writeSbom = async (
  staging: string,
  folder: string,
  source: SbomSource,
  log: SbomLog,
): Promise<string> => {
  await completeSbom(staging, source, log)
  await placeSbom(staging, folder)
  return join(folder, mergedSbom)
}

/** Moves a complete folder to its place, where it replaces that of a previous build. If that fails, the previous one stays. */
export const placeSbom = (staging: string, folder: string): Promise<void> =>
  moveIntoPlace(staging, folder, sbomKind)
