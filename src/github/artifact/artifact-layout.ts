import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { annotationKeys } from '../../image/annotations.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import { closureOf, type Image } from '../../image/image.ts'
import { annotationsByImage, annotationsOf } from '../../image/image-annotations.ts'
import { imageNameOf } from '../../image/image-name.ts'
import { isIndex } from '../../image/media-type.ts'
import { formatPlatform, imagePlatform, normalizePlatform } from '../../image/platform.ts'
import { uniteImages } from '../../image/united-index.ts'
import { blobPath, writeBlob } from '../../layout/blob.ts'
import { createLayout, writeIndex } from '../../layout/write.ts'
import { Failure } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import { inParallel } from '../../task/abort.ts'
import type { DownloadedArtifact, OtherRun } from './artifact-download.ts'
import { describeProof, type ProvenImage, type ProvenLayout, proveImage } from './artifact-image.ts'
import { unpackLayout } from './artifact-unpack.ts'

/** An artifact, and the image that it must hold. */
export interface WantedArtifact {
  readonly name: string
  readonly digest: Digest | 'any'
}

/** A layout out of artifacts: every blob that it has was verified. */
export interface FetchedLayout {
  /** What its index.json names: the image or, of several, the index. */
  readonly root: Descriptor
  /** Of several, in the order of the index; each descriptor has what index.json says of all of them, too. */
  readonly images: readonly ProvenImage[]
}

/** What artifacts are fetched with. */
export interface ArtifactSource {
  readonly download: (wanted: {
    readonly name: string
    readonly folder: string
    readonly from: OtherRun | undefined
    readonly signal: AbortSignal
  }) => Promise<DownloadedArtifact>
  /** Undefined for this very run. */
  readonly from: OtherRun | undefined
  readonly info: (line: string) => void
  readonly signal: AbortSignal
}

/**
 * Fetches artifacts that hold one image each, verifies them, and makes one layout of them: the image's own or, of several,
 * one with an index of the images, in the order of their platforms. `work` is an empty folder on the layout's file system.
 *
 * Throws a Failure that names the artifact where one is not there, holds another image, or cannot be one of several: two
 * for the same platform, or images of different names.
 */
export const fetchLayout = async (
  artifacts: readonly [WantedArtifact, ...WantedArtifact[]],
  work: string,
  layout: string,
  source: ArtifactSource,
): Promise<FetchedLayout> => {
  const [first, ...others] = artifacts
  if (others.length === 0) {
    return fetchOne(first, work, layout, source)
  }
  const parts = await fetchAll(artifacts, work, source)
  checkUnity(parts)
  return unite(parts, layout)
}

/** An image that lies in a folder of its own, and the artifact that it came in. */
interface Part extends ProvenImage {
  readonly artifact: string
  readonly folder: string
}

const fetchOne = async (
  { name, digest }: WantedArtifact,
  work: string,
  layout: string,
  { download, from, info, signal }: ArtifactSource,
): Promise<ProvenLayout> => {
  const { path: zip, id } = await download({ name, folder: work, from, signal })
  info(`Downloaded the artifact "${name}" (ID ${id}).`)
  const blobs = await unpackLayout({ artifact: name, zip }, layout, { signal })
  await rm(zip)
  const verified = await proveImage(name, layout, blobs, digest)
  info(describeProof(verified.root, blobs.size, digest))
  return verified
}

// As many as there are commonly platforms; more would only share the line.
const concurrentDownloads = 4

const fetchAll = async (
  artifacts: readonly WantedArtifact[],
  work: string,
  source: ArtifactSource,
): Promise<readonly Part[]> => {
  const parts = await inParallel(artifacts, concurrentDownloads, async (artifact, ended, position) => {
    const folder = join(work, `part-${position}`)
    const signal = AbortSignal.any([source.signal, ended])
    signal.throwIfAborted()
    const { root, images } = await fetchOne(artifact, work, folder, { ...source, signal })
    if (isIndex(root.mediaType)) throw indexAmongOthers(artifact)
    return { ...images[0], artifact: artifact.name, folder }
  })
  source.signal.throwIfAborted()
  return parts
}

const indexAmongOthers = ({ name }: WantedArtifact): Failure =>
  new Failure(`The artifact "${name}" holds an index of images, and cannot be one of several. Name it alone.`)

const platformOf = ({ image: { config } }: Part): string =>
  formatPlatform(normalizePlatform(imagePlatform(config)))

/** Throws a Failure where images cannot be those of one name for several platforms. */
const checkUnity = (parts: readonly Part[]): void => {
  const byPlatform = new Map<string, Part>()
  for (const part of parts) {
    const platform = platformOf(part)
    const other = byPlatform.get(platform)
    if (other !== undefined) {
      throw new Failure(
        `The artifacts "${other.artifact}" and "${part.artifact}" hold images for the same platform, ` +
          `${printable(platform)}. Name one artifact for each platform, or each in a step of its own.`,
      )
    }
    byPlatform.set(platform, part)
  }
  const named = parts.map((part) => ({ part, name: nameOf(part.image) }))
  const [first] = named
  const other = named.find(({ name }) => name !== first?.name)
  if (first !== undefined && other !== undefined) {
    throw new Failure(
      `The artifacts "${first.part.artifact}" and "${other.part.artifact}" hold different images, ` +
        `${describeName(first.name)} and ${describeName(other.name)}. Images for several platforms have one name: build ` +
        'them with the same last part of "image-path", or name each in a step of its own.',
    )
  }
}

/** Without the tag: it may say for which platform an image is. */
const nameOf = ({ descriptor }: Image): string | undefined => imageNameOf(descriptor)?.replace(/:[^:]*$/, '')

const describeName = (name: string | undefined): string =>
  name === undefined ? 'one without a name' : `"${name}"`

/** Makes one layout of several: their blobs are moved there, and an index names the images. */
const unite = async (parts: readonly Part[], layout: string): Promise<FetchedLayout> => {
  await createLayout(layout)
  for (const { folder, image, missing } of parts) {
    const absent = new Set(missing.map(({ digest }) => digest))
    for (const { digest } of closureOf(image)) {
      if (!absent.has(digest)) await rename(blobPath(folder, digest), blobPath(layout, digest))
    }
    await rm(folder, { recursive: true })
  }
  const { descriptor, bytes, images } = uniteImages(parts.map(({ image }) => image))
  await writeBlob(layout, descriptor, [bytes])
  const ofEach = annotationsByImage(parts.map(({ image }) => image.descriptor))
  const root = { ...descriptor, annotations: { ...commonAnnotations(parts), ...ofEach } }
  await writeIndex(layout, root)
  const missingOf = new Map(parts.map(({ image, missing }) => [image.descriptor.digest, missing]))
  return {
    root,
    images: images.map((image) => {
      const described = { ...image.descriptor, annotations: annotationsOf(image.descriptor, root) }
      return { image: { ...image, descriptor: described }, missing: missingOf.get(described.digest) ?? [] }
    }),
  }
}

/** What index.json says of the index: what it says of every image. It is no part of any digest. */
const commonAnnotations = (parts: readonly Part[]): Readonly<Record<string, string>> => {
  const of = ({ image }: Part, key: string): string | undefined => image.descriptor.annotations?.[key]
  const keys = [annotationKeys.refName, annotationKeys.imageName, annotationKeys.runImageRoot]
  return Object.fromEntries(
    keys.flatMap((key): [string, string][] => {
      const values = new Set(parts.map((part) => of(part, key)))
      const [value] = values
      return values.size === 1 && value !== undefined ? [[key, value]] : []
    }),
  )
}
