import { constants, lstat, mkdir, open, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { blobFolder, blobPath, isPartial, measureFile, mismatch, writeAtomically } from './blob.ts'
import type { Descriptor } from './descriptor.ts'
import { type Digest, digestOf, hexOf } from './digest.ts'
import { documentLimit, parseDocument } from './document.ts'
import { Failure, isSystemError, messageOf } from './failure.ts'
import {
  type ImageConfig,
  isManifest,
  type Manifest,
  mediaTypes,
  parseImageConfig,
  parseIndex,
  parseManifest,
} from './manifest.ts'
import { printable } from './obstacle.ts'

/** An image in a layout: its manifest's descriptor, and what manifest and configuration say. */
export interface Image {
  readonly descriptor: Descriptor
  readonly manifest: Manifest
  readonly config: ImageConfig
}

/** The names in a layout's folder: https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md */
export const layoutMarker = 'oci-layout'
export const layoutIndex = 'index.json'

const MarkerSchema = v.looseObject({ imageLayoutVersion: v.string() })

/** What the marker of a layout says. */
export const layoutMarkerText = '{"imageLayoutVersion":"1.0.0"}'

/** The index of a layout that holds one image. */
export const indexText = (image: Descriptor): string =>
  JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.index, manifests: [image] })

/** Makes an empty layout in a folder that may exist. */
export const createLayout = async (folder: string): Promise<void> => {
  await mkdir(blobFolder(folder), { recursive: true })
  await writeAtomically(join(folder, layoutMarker), (partial) =>
    writeFile(partial, layoutMarkerText, { mode: 0o644 }),
  )
}

/** Makes an image the one that a layout holds. */
export const writeIndex = async (folder: string, image: Descriptor): Promise<void> => {
  await writeAtomically(join(folder, layoutIndex), (partial) =>
    writeFile(partial, indexText(image), { mode: 0o644 }),
  )
}

/** Reads a file of at most `documentLimit` bytes; throws a Failure where it is larger, a link, or no file at all. */
const readSmallFile = async (path: string): Promise<Buffer> => {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const stats = await file.stat()
    if (!stats.isFile()) throw new Failure(`${path} is not a regular file.`)
    if (stats.size > documentLimit) {
      throw new Failure(`${path} has ${stats.size} bytes; more than ${documentLimit} are not read.`)
    }
    return await file.readFile()
  } finally {
    await file.close()
  }
}

/** Reads a document of a layout (manifest, index, configuration) whose size and digest are checked. */
export const readDocument = async (
  folder: string,
  expected: Pick<Descriptor, 'digest'> & Partial<Descriptor>,
): Promise<Buffer> => {
  const bytes = await readSmallFile(blobPath(folder, expected.digest))
  const wrong = mismatch(expected, { digest: digestOf(bytes), size: bytes.length })
  if (wrong !== undefined) throw new Failure(`The blob ${expected.digest} in ${folder} is corrupt: ${wrong}.`)
  return bytes
}

const readPart = async (folder: string, descriptor: Descriptor): Promise<Buffer> => {
  try {
    return await readDocument(folder, descriptor)
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw new Failure(`Could not read ${descriptor.digest} in ${folder}: ${messageOf(cause)}.`, { cause })
  }
}

/** Reads the image that a manifest's descriptor names, manifest and configuration checked against their digests. */
export const readImage = async (folder: string, descriptor: Descriptor): Promise<Image> => {
  if (!isManifest(descriptor.mediaType)) {
    throw new Failure(`${folder} holds a «${printable(descriptor.mediaType)}», not an image manifest.`)
  }
  const manifest = parseManifest(await readPart(folder, descriptor))
  const config = parseImageConfig(await readPart(folder, manifest.config))
  if (config.rootfs.diff_ids.length !== manifest.layers.length) {
    throw new Failure(
      `The image ${descriptor.digest} is inconsistent: its manifest lists ${manifest.layers.length} layers, ` +
        `its configuration ${config.rootfs.diff_ids.length}.`,
    )
  }
  return { descriptor, manifest, config }
}

/** Reads the one image of a layout; throws a Failure where the folder is no layout or holds no or several images. */
export const readLayout = async (folder: string): Promise<Image> => {
  let marker: Buffer
  let index: Buffer
  try {
    marker = await readSmallFile(join(folder, layoutMarker))
    index = await readSmallFile(join(folder, layoutIndex))
  } catch (cause) {
    throw new Failure(`${folder} is not an OCI image layout: ${messageOf(cause)}`, { cause })
  }
  parseDocument(MarkerSchema, marker, layoutMarker)
  const { manifests } = parseIndex(index, layoutIndex)
  const [descriptor] = manifests
  if (descriptor === undefined || manifests.length > 1) {
    throw new Failure(`${folder} holds ${manifests.length} images; exactly one is expected.`)
  }
  return readImage(folder, descriptor)
}

/** All that an image consists of, each blob once: manifest, configuration, layers. */
export const closureOf = ({ descriptor, manifest }: Image): readonly Descriptor[] => [
  ...new Map(
    [descriptor, manifest.config, ...manifest.layers].map((blob): [Digest, Descriptor] => [
      blob.digest,
      blob,
    ]),
  ).values(),
]

/** A blob that is not as its descriptor says. */
export interface Flaw {
  readonly descriptor: Descriptor
  /** `missing`, or how it differs. */
  readonly reason: string
}

/** `sha256:…, application/…: expected 10 bytes, found 9` */
export const describeFlaw = ({ descriptor, reason }: Flaw): string =>
  `${descriptor.digest}, ${printable(descriptor.mediaType)}: ${reason}`

/**
 * Compares blobs of a layout with their descriptors: a regular file of the right size and, unless it is among the
 * `proven` (hashed earlier in this process), of the right digest.
 */
export const findFlaws = async (
  folder: string,
  descriptors: readonly Descriptor[],
  proven: ReadonlySet<Digest> = new Set(),
): Promise<readonly Flaw[]> => {
  const flaws: Flaw[] = []
  for (const descriptor of descriptors) {
    const reason = await flawOf(
      blobPath(folder, descriptor.digest),
      descriptor,
      proven.has(descriptor.digest),
    )
    if (reason !== undefined) flaws.push({ descriptor, reason })
  }
  return flaws
}

const flawOf = async (path: string, expected: Descriptor, proven: boolean): Promise<string | undefined> => {
  try {
    const stats = await lstat(path)
    if (!stats.isFile()) return 'not a regular file'
    const { digest } = expected
    const { size } = stats
    return mismatch(expected, proven || size !== expected.size ? { digest, size } : await measureFile(path))
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return 'missing'
    if (isSystemError(error, 'EACCES')) return 'not readable'
    throw error
  }
}

// What another process is writing has such a name for moments only; an hour later its writer is dead.
const abandonedAfter = 3_600_000

const isFresh = async (path: string): Promise<boolean> => {
  try {
    return Date.now() - (await lstat(path)).ctimeMs < abandonedAfter
  } catch (error) {
    // Its writer has just finished, and it has its final name by now.
    if (isSystemError(error, 'ENOENT')) return true
    throw error
  }
}

/** Deletes what lies in a layout's blob folder under another name than those of the blobs to keep; returns the names. */
export const pruneBlobs = async (folder: string, keep: ReadonlySet<Digest>): Promise<readonly string[]> => {
  const names = new Set([...keep].map(hexOf))
  const pruned: string[] = []
  for (const name of await readdir(blobFolder(folder))) {
    const path = join(blobFolder(folder), name)
    if (names.has(name) || (isPartial(name) && (await isFresh(path)))) continue
    await rm(path, { recursive: true, force: true })
    pruned.push(name)
  }
  return pruned
}
