import { statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import { type Image, uniqueBlobs } from '../../image/image.ts'
import { documentLimit } from '../../json/document.ts'
import { blobAtPath, blobPath, writeAtomically, writeBlob } from '../../layout/blob.ts'
import { type DiffIdResult, withDiffId } from '../../layout/diff-id.ts'
import { pruneBlobs } from '../../layout/prune.ts'
import { readDocument, readLayout } from '../../layout/read.ts'
import { findFlaws } from '../../layout/verify.ts'
import { createLayout, layoutIndex, layoutMarker } from '../../layout/write.ts'
import { Failure, messageOf } from '../../message/failure.ts'
import { formatBytes } from '../../message/quantity.ts'
import { checkedEntries, type TarRules } from '../../tar/read.ts'

/** What came out of a sandbox: an image whose own blobs are all in the staging layout, and verified. */
export interface Output {
  /** As the lifecycle wrote it. */
  readonly image: Image
  /** The digests of the blobs in the layout, each hashed while it was written. */
  readonly verified: ReadonlySet<Digest>
  /** As the lifecycle wrote them. */
  readonly manifestBytes: Uint8Array
  readonly configBytes: Uint8Array
  /** The layers of an earlier image that the lifecycle did not write again, and nobody proved here. */
  readonly reused: readonly Descriptor[]
}

/** What an output is held to. */
export interface OutputOrder {
  /** The folder of the layout that the image's own blobs are written to. */
  readonly staging: string
  readonly runImage: Image
  /** The blobs of an earlier image that need not come out again; they may be on their way to the layout already. */
  readonly reusable?: ReadonlySet<Digest> | undefined
}

const refused = (reason: string): Failure =>
  new Failure(
    `The layout that the build wrote is refused: ${reason}. Nothing of it is used. ` +
      'The lifecycle writes no such thing; look at what the buildpacks and the app do during the build.',
  )

// Names come with the layout's own folder. An image has at most 127 layers in practice; the limit leaves room.
const rules: TarRules = { strip: 1, entryLimit: 4_096, refusal: refused }

// Of all files that are kept, as they are: an artifact may have no more either. It is far above any image.
const gigabytes = 128
const byteLimit = gigabytes * 1000 ** 3

const warningLimit = 5

/**
 * Receives the layout that a build wrote, as a tar stream, into a staging layout, and checks it against the run image.
 *
 * Nothing in it is trusted. Throws a Failure if it has anything that could write elsewhere (an absolute name, `..`,
 * a link, a device), a blob that is not what its name says, not exactly one image, an image that is not built on the
 * run image, lacks a layer of its own that is not among the reusable ones, or has one with a wrong diff ID. What else is there is left out, with a warning.
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
    throw new Failure(`The build wrote no image that can be used: ${messageOf(cause)}`, { cause })
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
  // The layers of the run image and of an earlier image may be arriving in the same folder at this moment.
  const stray = await pruneBlobs(staging, new Set([...keep, ...base, ...reusable]))
  if (stray.length > 0) {
    warn(
      `The build left ${stray.length} blobs that are not part of the image, ${stray[0]} first; they are left out.`,
    )
  }
  const manifestBytes = await readDocument(staging, image.descriptor)
  const configBytes = await readDocument(staging, image.manifest.config)
  return { image, manifestBytes, configBytes, verified: keep, reused }
}

/** Unpacks blobs that are not the run image's, index and marker; resolves with the blobs' diff IDs. */
const unpack = async (
  tar: AsyncIterable<Uint8Array>,
  staging: string,
  base: ReadonlySet<Digest>,
  warn: (message: string) => void,
): Promise<ReadonlyMap<Digest, Promise<DiffIdResult>>> => {
  const blobs = new Map<Digest, Promise<DiffIdResult>>()
  const foreign: string[] = []
  let bytes = 0
  for await (const { name, type, size, content } of checkedEntries(tar, rules)) {
    const blob = blobAtPath(name)
    if (type === 'directory' || (blob !== undefined && base.has(blob))) continue
    if (blob !== undefined) {
      bytes += size
      if (bytes > byteLimit) throw refused(`its files have more than ${gigabytes} GB`)
      await checkSpace(staging, blob, size)
      const measured = withDiffId(content, (diffId) => blobs.set(blob, diffId))
      await writeBlob(staging, { digest: blob, size }, measured)
    } else if (name === layoutIndex || name === layoutMarker) {
      if (size > documentLimit) throw refused(`its ${name} has ${size} bytes`)
      const bytes = Buffer.concat(await Array.fromAsync(content))
      await writeAtomically(join(staging, name), (partial) => writeFile(partial, bytes, { mode: 0o644 }))
    } else {
      foreign.push(name)
    }
  }
  for (const name of foreign.slice(0, warningLimit)) {
    warn(`The build wrote "${name}" into its layout; it is left out.`)
  }
  if (foreign.length > warningLimit) {
    warn(`The build wrote ${foreign.length - warningLimit} more such files; they are left out.`)
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

/** Throws a Failure if an image does not start with the layers of its run image. */
const checkBase = (image: Image, runImage: Image): void => {
  const broken = runImage.manifest.layers.findIndex(
    ({ digest }, position) =>
      image.manifest.layers[position]?.digest !== digest ||
      image.config.rootfs.diff_ids[position] !== runImage.config.rootfs.diff_ids[position],
  )
  if (broken !== -1) {
    throw refused(
      `the image is not built on the run image ${runImage.descriptor.digest}, whose layer ${broken + 1} it lacks`,
    )
  }
}

/** Throws a Failure if a blob of the image's own is missing from the staging layout, or has another size. */
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
      `is ${flaw.reason === 'missing' ? 'missing' : `not as its manifest says (${flaw.reason})`}. Run the step again.`,
  )
}

/** Throws a Failure if a layer that came out does not decompress to what the configuration says. */
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
        'The lifecycle in the builder wrote this layer wrong. Nothing of it is used. ' +
        'Run the step again; if it fails again, use another version of the builder.',
    )
  }
}
