import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Extract, extract, type Header } from 'tar-stream'
import type { Descriptor } from '../image/descriptor.ts'
import type { Digest } from '../image/digest.ts'
import { documentLimit } from '../image/document.ts'
import type { Image } from '../image/image.ts'
import { blobAtPath, writeAtomically, writeBlob } from '../layout/blob.ts'
import { pruneBlobs } from '../layout/prune.ts'
import { readLayout } from '../layout/read.ts'
import { findFlaws } from '../layout/verify.ts'
import { createLayout, layoutIndex, layoutMarker } from '../layout/write.ts'
import { Failure, messageOf } from '../message/failure.ts'
import { drained } from '../tar/write.ts'

/** What came out of a sandbox: an image whose own blobs are all in the staging layout, and proven. */
export interface Output {
  readonly image: Image
  /** How many of the image's layers, from the first on, are the run image's; their blobs are not in the layout. */
  readonly runImageLayers: number
  /** The digests of the blobs in the layout, each hashed while it was written. */
  readonly proven: ReadonlySet<Digest>
  /** Bytes of all blobs that came out. */
  readonly size: number
}

// An image has at most 127 layers in practice; this leaves room, and ends a tar of a million empty files.
const entryLimit = 4_096

const warningLimit = 5

/**
 * Receives the layout that a build wrote, as a tar stream, into a staging layout, and checks it against the run image.
 *
 * Nothing in it is trusted. Throws a Failure where it has anything that could write elsewhere (an absolute name, `..`,
 * a link, a device), a blob that is not what its name says, not exactly one image, an image that is not built on the
 * run image, or lacks a layer of its own. What else is there is left out, with a warning.
 */
export const receiveOutput = async (
  tar: AsyncIterable<Uint8Array>,
  staging: string,
  runImage: Image,
  warn: (message: string) => void,
): Promise<Output> => {
  await createLayout(staging)
  const base = new Set(runImage.manifest.layers.map(({ digest }) => digest))
  const received = await unpack(tar, staging, base, warn)
  const image = await readLayout(staging).catch((cause: unknown) => {
    throw new Failure(`The build wrote no image that can be used: ${messageOf(cause)}`, { cause })
  })
  checkBase(image, runImage)
  const runImageLayers = runImage.manifest.layers.length
  const own = [image.descriptor, image.manifest.config, ...image.manifest.layers].filter(
    ({ digest }) => !base.has(digest),
  )
  await checkComplete(staging, own, image, new Set(received.keys()))
  const keep = new Set(own.map(({ digest }) => digest))
  // The run image's layers may be arriving in the same folder at this moment.
  const stray = await pruneBlobs(staging, new Set([...keep, ...base]))
  if (stray.length > 0) {
    warn(
      `The build left ${stray.length} blobs that are not part of the image, ${stray[0]} first; they are left out.`,
    )
  }
  const size = [...received.values()].reduce((sum, bytes) => sum + bytes, 0)
  return { image, runImageLayers, proven: keep, size }
}

/** Unpacks blobs that are not the run image's, index and marker; resolves with the blobs' digests and sizes. */
const unpack = async (
  tar: AsyncIterable<Uint8Array>,
  staging: string,
  base: ReadonlySet<Digest>,
  warn: (message: string) => void,
): Promise<ReadonlyMap<Digest, number>> => {
  const blobs = new Map<Digest, number>()
  const seen = new Set<string>()
  const foreign: string[] = []
  const archive = extract()
  const take = async (): Promise<void> => {
    for await (const entry of archive) {
      const { header } = entry
      const name = checkedName(header)
      if (seen.has(name)) throw refused(`it has «${name}» twice`)
      if (seen.size >= entryLimit) throw refused(`it has more than ${entryLimit} files and folders`)
      seen.add(name)
      const blob = blobAtPath(name)
      if (header.type === 'directory' || (blob !== undefined && base.has(blob))) {
        entry.resume()
      } else if (blob !== undefined) {
        blobs.set(blob, await writeBlob(staging, { digest: blob, size: header.size }, bytesOf(entry)))
      } else if (name === layoutIndex || name === layoutMarker) {
        const content = await smallContent(name, header, entry)
        await writeAtomically(join(staging, name), (partial) => writeFile(partial, content, { mode: 0o644 }))
      } else {
        foreign.push(name)
        entry.resume()
      }
    }
  }
  await Promise.all([feed(tar, archive), take()])
  for (const name of foreign.slice(0, warningLimit)) {
    warn(`The build wrote «${name}» into its layout; it is left out.`)
  }
  if (foreign.length > warningLimit) {
    warn(`The build wrote ${foreign.length - warningLimit} more such files; they are left out.`)
  }
  return blobs
}

const refused = (reason: string): Failure =>
  new Failure(
    `The layout that the build wrote is refused: ${reason}. Nothing of it is used. ` +
      'The lifecycle writes no such thing; look at what the buildpacks and the app do during the build.',
  )

const nameLimit = 300

/** The name of an entry without the layout's own folder, once it is known to be harmless. */
const checkedName = ({ name, type }: Header): string => {
  const shown = name.slice(0, nameLimit)
  const parts = name.split('/').filter((part) => part !== '' && part !== '.')
  if (name.length > nameLimit) throw refused(`the name «${shown}…» is too long`)
  if (name.startsWith('/') || parts.includes('..')) throw refused(`«${shown}» lies outside of it`)
  if (type !== 'file' && type !== 'directory') throw refused(`«${shown}» is neither a file nor a folder`)
  return parts.slice(1).join('/')
}

async function* bytesOf(entry: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of entry) {
    if (chunk instanceof Uint8Array) yield chunk
  }
}

const smallContent = async (
  name: string,
  { size }: Header,
  entry: AsyncIterable<unknown>,
): Promise<Uint8Array> => {
  if (size > documentLimit) throw refused(`its ${name} has ${size} bytes`)
  return Buffer.concat(await Array.fromAsync(bytesOf(entry)))
}

/** Writes a stream into an archive's reader, no faster than it is read. */
const feed = async (tar: AsyncIterable<Uint8Array>, archive: Extract): Promise<void> => {
  try {
    for await (const chunk of tar) {
      // What ended it is thrown where it is read.
      if (archive.destroyed) return
      if (!archive.write(chunk)) await drained(archive)
    }
    archive.end(null)
  } catch (error) {
    archive.destroy(error instanceof Error ? error : new Error(String(error)))
    throw error
  }
}

/** Throws a Failure where an image does not start with the layers of its run image. */
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

/** Throws a Failure where a blob of the image's own is missing from the staging layout, or has another size. */
const checkComplete = async (
  staging: string,
  own: readonly Descriptor[],
  { manifest }: Image,
  proven: ReadonlySet<Digest>,
): Promise<void> => {
  const [flaw] = await findFlaws(staging, own, proven)
  if (flaw === undefined) return
  const { digest } = flaw.descriptor
  const layer = manifest.layers.findIndex((descriptor) => descriptor.digest === digest)
  throw new Failure(
    `The image that the build wrote is incomplete: its layer ${layer + 1} of ${manifest.layers.length}, ${digest}, ` +
      `is ${flaw.reason === 'missing' ? 'missing' : `not as its manifest says (${flaw.reason})`}. Run the step again.`,
  )
}
