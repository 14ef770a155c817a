import { statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import { type Image, uniqueBlobs } from '../../image/image.ts'
import { blobAtPath, blobPath, pruneBlobs, writeAtomically, writeBlob } from '../../layout/blob.ts'
import { type DiffIdResult, withDiffId } from '../../layout/diff-id.ts'
import { readDocument, readLayout } from '../../layout/read.ts'
import { findFlaws } from '../../layout/verify.ts'
import { createLayout, layoutIndex, layoutMarker } from '../../layout/write.ts'
import { Failure, messageOf } from '../../message/failure.ts'
import { formatBytes } from '../../message/quantity.ts'
import { checkedEntries, type TarRules } from '../../tar/read.ts'
import { smallContent } from '../sandbox-files.ts'

/** The image that a build wrote. Its own blobs are in the staging layout and verified. */
export interface Output {
  /** As the lifecycle wrote it. */
  readonly image: Image
  /** The digests of the blobs in the layout, each hashed while it was written. */
  readonly verified: ReadonlySet<Digest>
  /** As the lifecycle wrote them. */
  readonly manifestBytes: Uint8Array
  readonly configBytes: Uint8Array
  /** Layers of the previous image that the lifecycle did not write again. They are not verified here. */
  readonly reused: readonly Descriptor[]
}

/** The expected output. */
export interface OutputOrder {
  /** The folder of the layout that receives the image's own blobs. */
  readonly staging: string
  readonly runImage: Image
  /** Blobs of the previous image, which the build need not write again. Other tasks may be adding them to the layout. */
  readonly reusable?: ReadonlySet<Digest> | undefined
}

const refused = (reason: string): Failure =>
  new Failure(
    `The layout that the build wrote is refused: ${reason}. Nothing of it is used. ` +
      'The lifecycle does not write such a layout, so look for a buildpack or an app that changes it during the build.',
  )

// Names come with the layout's own folder. An image has at most 127 layers in practice; the limit leaves room.
const rules: TarRules = { strip: 1, entryLimit: 4_096, refusal: refused }

// For all files together, as for artifacts. Far more than any image.
const gigabytes = 128
const byteLimit = gigabytes * 1000 ** 3

const warningLimit = 5

/**
 * Receives the layout that a build wrote, as a tar stream, into a staging layout, and checks it against the run image.
 *
 * The stream is untrusted. Throws a Failure if an entry could be written elsewhere (an absolute name, `..`, a link, a
 * device), if a blob differs from its digest, if there is not exactly one image, or if the image is not based on the run
 * image, lacks a layer that is not reusable, or has a layer with a wrong diff ID. Other files are ignored with a warning.
 */
export const receiveOutput = async (
  tar: AsyncIterable<Uint8Array>,
  { staging, runImage, reusable = new Set() }: OutputOrder,
  warn: (message: string) => void,
): Promise<Output> => {
  await createLayout(staging)
  const base = new Set(runImage.manifest.layers.map(({ digest }) => digest))
  const diffIds = await unpack(tar, staging, base, warn)
  const received = new Set(diffIds.keys())
  const image = await readLayout(staging).catch((cause: unknown) => {
    throw new Failure(`The build wrote no usable image: ${messageOf(cause)}`, { cause })
  })
  checkBase(image, runImage)
  const own = [image.descriptor, image.manifest.config, ...image.manifest.layers].filter(
    ({ digest }) => !base.has(digest),
  )
  const layers = new Set(image.manifest.layers.map(({ digest }) => digest))
  const isReused = ({ digest }: Descriptor): boolean =>
    layers.has(digest) && reusable.has(digest) && !received.has(digest)
  const reused = uniqueBlobs(own.filter(isReused))
  const written = own.filter((blob) => !isReused(blob))
  await checkWrittenBlobs(staging, written, image, received)
  await checkDiffIds(image, diffIds)
  const keep = new Set(written.map(({ digest }) => digest))
  // Other tasks may be adding layers of the run image and of the previous image to the same folder.
  const stray = await pruneBlobs(staging, new Set([...keep, ...base, ...reusable]))
  if (stray.length > 0) {
    warn(
      `Ignored ${stray.length} blobs of the build's layout that are not part of the image, for example ${stray[0]}.`,
    )
  }
  const manifestBytes = await readDocument(staging, image.descriptor)
  const configBytes = await readDocument(staging, image.manifest.config)
  return { image, manifestBytes, configBytes, verified: keep, reused }
}

/** Unpacks index, marker and blobs, except the run image's. Returns the diff IDs of the blobs. */
const unpack = async (
  tar: AsyncIterable<Uint8Array>,
  staging: string,
  base: ReadonlySet<Digest>,
  warn: (message: string) => void,
): Promise<ReadonlyMap<Digest, Promise<DiffIdResult>>> => {
  const blobs = new Map<Digest, Promise<DiffIdResult>>()
  const foreign: string[] = []
  let bytes = 0
  for await (const entry of checkedEntries(tar, rules)) {
    const { name, type, size, content } = entry
    const blob = blobAtPath(name)
    if (type === 'directory' || (blob !== undefined && base.has(blob))) continue
    if (blob !== undefined) {
      bytes += size
      if (bytes > byteLimit) throw refused(`its files have more than ${gigabytes} GB`)
      await checkSpace(staging, blob, size)
      const measured = withDiffId(content, (diffId) => blobs.set(blob, diffId))
      await writeBlob(staging, { digest: blob, size }, measured)
    } else if (name === layoutIndex || name === layoutMarker) {
      const bytes = await smallContent(entry, refused)
      await writeAtomically(join(staging, name), (partial) => writeFile(partial, bytes, { mode: 0o644 }))
    } else {
      foreign.push(name)
    }
  }
  for (const name of foreign.slice(0, warningLimit)) {
    warn(`Ignored "${name}" in the build's layout.`)
  }
  if (foreign.length > warningLimit) {
    warn(`Ignored ${foreign.length - warningLimit} more files in the build's layout.`)
  }
  return blobs
}

/**
 * Throws a Failure if a blob is larger than the free space. A build can announce a sparse file of any size: it must not
 * fill the runner's disk before its digest turns out to be wrong.
 */
const checkSpace = async (staging: string, blob: Digest, size: number): Promise<void> => {
  const { bavail, bsize } = await statfs(staging)
  const free = bavail * bsize
  if (size <= free) return
  throw new Failure(
    `Could not write ${blobPath(staging, blob)}: no space is left there. Free some, or choose another folder: ` +
      `the blob has ${formatBytes(size)}, and ${formatBytes(free)} are free.`,
  )
}

/** Throws a Failure if an image does not begin with the layers of its run image. */
const checkBase = (image: Image, runImage: Image): void => {
  const broken = runImage.manifest.layers.findIndex(
    ({ digest }, position) =>
      image.manifest.layers[position]?.digest !== digest ||
      image.config.rootfs.diff_ids[position] !== runImage.config.rootfs.diff_ids[position],
  )
  if (broken !== -1) {
    throw refused(
      `the image is not built on the run image ${runImage.descriptor.digest}: its layer ${broken + 1} is missing`,
    )
  }
}

/** Throws a Failure if one of the image's own blobs is missing from the staging layout, or has another size. */
const checkWrittenBlobs = async (
  staging: string,
  own: readonly Descriptor[],
  { manifest }: Image,
  verified: ReadonlySet<Digest>,
): Promise<void> => {
  const [flaw] = await findFlaws(staging, own, verified)
  if (flaw === undefined) return
  const { digest } = flaw.descriptor
  const layer = manifest.layers.findIndex((descriptor) => descriptor.digest === digest)
  throw new Failure(
    `The image that the build wrote is incomplete: its layer ${layer + 1} of ${manifest.layers.length}, ${digest}, ` +
      `${flaw.reason === 'missing' ? 'is missing' : `differs from its manifest (${flaw.reason})`}. Run the step again.`,
  )
}

/** Throws a Failure if the diff ID of a received layer differs from the configuration. */
const checkDiffIds = async (
  { manifest, config }: Image,
  diffIds: ReadonlyMap<Digest, Promise<DiffIdResult>>,
): Promise<void> => {
  for (const [position, { digest }] of manifest.layers.entries()) {
    const expected = config.rootfs.diff_ids[position]
    const found = await diffIds.get(digest)
    if (found === undefined || found === expected) continue
    throw new Failure(
      `The image that the build wrote cannot be unpacked: its layer ${position + 1} of ${manifest.layers.length}, ` +
        `${digest}, has the diff ID ${expected} in the configuration, but its content has ${found}. ` +
        'The lifecycle in the builder wrote a wrong layer. Nothing of the image is used. ' +
        'Run the step again; if it fails again, use another version of the builder.',
    )
  }
}
