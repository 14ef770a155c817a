import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { annotationKeys, annotationsByImage, annotationsOf, imageNameOf } from '../../image/annotations.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import { closureOf, uniqueBlobs } from '../../image/image.ts'
import { createMultiPlatformIndex } from '../../image/image-index.ts'
import { isIndex } from '../../image/media-type.ts'
import { formatPlatform, imagePlatform, normalizePlatform } from '../../image/platform.ts'
import { blobPath, writeBlob } from '../../layout/blob.ts'
import { createLayout, writeIndex } from '../../layout/write.ts'
import { Failure } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import { inParallel } from '../../task/abort.ts'
import type { DownloadedArtifact, DownloadRequest, OtherRun } from './artifact-download.ts'
import {
  describeVerification,
  type VerifiedImage,
  type VerifiedLayout,
  verifyLayout,
} from './artifact-image.ts'
import { unpackLayout } from './artifact-unpack.ts'

/** An artifact, and the image that it must contain. */
export interface ExpectedArtifact {
  readonly name: string
  readonly digest: Digest | 'any'
}

/** What a download of artifacts works with. */
export interface ArtifactSource {
  readonly download: (wanted: DownloadRequest) => Promise<DownloadedArtifact>
  /** Undefined for this run. */
  readonly from: OtherRun | undefined
  readonly info: (line: string) => void
  readonly signal: AbortSignal
}

/**
 * Downloads artifacts with one image each, verifies them, and creates one layout: that of the only artifact, or one with an
 * index of the images, ordered by platform. `work` is an empty directory on the layout's file system.
 *
 * Throws a Failure that names the artifact if it does not exist, contains another image, or does not fit the others: images
 * for the same platform, or with different names.
 */
export const fetchLayout = async (
  artifacts: readonly [ExpectedArtifact, ...ExpectedArtifact[]],
  work: string,
  layout: string,
  source: ArtifactSource,
): Promise<VerifiedLayout> => {
  if (artifacts.length === 1) return fetchOne(artifacts[0], work, layout, source)
  const parts = await fetchAll(artifacts, work, source)
  checkUnity(parts)
  return mergeLayouts(parts, layout)
}

/** An image with its artifact and the directory of its layout. */
interface Part extends VerifiedImage {
  readonly artifact: string
  readonly folder: string
}

const fetchOne = async (
  { name, digest }: ExpectedArtifact,
  work: string,
  layout: string,
  { download, from, info, signal }: ArtifactSource,
): Promise<VerifiedLayout> => {
  const { path: zip, id } = await download({ name, folder: work, from, signal })
  info(`Downloaded the artifact "${name}" (ID ${id}).`)
  const blobs = await unpackLayout({ artifact: name, zip }, layout, { signal })
  await rm(zip)
  const verified = await verifyLayout(name, layout, blobs, digest)
  info(describeVerification(verified.root, blobs.size, digest))
  return verified
}

// The usual number of platforms. More downloads at once are not faster.
const concurrentDownloads = 4

const fetchAll = async (
  artifacts: readonly ExpectedArtifact[],
  work: string,
  source: ArtifactSource,
): Promise<readonly Part[]> => {
  const parts = await inParallel(artifacts, concurrentDownloads, async (artifact, ended, position) => {
    const folder = join(work, `part-${position}`)
    const signal = AbortSignal.any([source.signal, ended])
    signal.throwIfAborted()
    const { root, images } = await fetchOne(artifact, work, folder, { ...source, signal })
    const [image] = images
    if (isIndex(root.mediaType) || image === undefined) {
      throw new Failure(
        `The artifact "${artifact.name}" contains an index of images and cannot be combined with others. Download it alone.`,
      )
    }
    return { ...image, artifact: artifact.name, folder }
  })
  source.signal.throwIfAborted()
  return parts
}

const platformOf = ({ image: { config } }: Part): string =>
  formatPlatform(normalizePlatform(imagePlatform(config)))

/** Throws a Failure if images cannot be one image for several platforms. */
const checkUnity = (parts: readonly Part[]): void => {
  for (const [platform, [one, other]] of Map.groupBy(parts, platformOf)) {
    if (one === undefined || other === undefined) continue
    throw new Failure(
      `The artifacts "${one.artifact}" and "${other.artifact}" contain images for the same platform, ` +
        `${printable(platform)}. Use one artifact per platform, or separate steps.`,
    )
  }
  const [first] = parts
  const other = first && parts.find((part) => nameOf(part) !== nameOf(first))
  if (first === undefined || other === undefined) return
  throw new Failure(
    `The artifacts "${first.artifact}" and "${other.artifact}" contain different images, ` +
      `${nameOf(first)} and ${nameOf(other)}. Images for several platforms need the same name: ` +
      'build them with the same last segment of "image-path", or use separate steps.',
  )
}

/** The quoted name of the image without the tag, which may contain the platform. */
const nameOf = ({ image }: Part): string => {
  const name = imageNameOf(image.descriptor)?.replace(/:[^:]*$/, '')
  return name === undefined ? 'an image without a name' : `"${name}"`
}

/** Moves the blobs of several layouts into one, with an index of their images. */
const mergeLayouts = async (parts: readonly Part[], layout: string): Promise<VerifiedLayout> => {
  await createLayout(layout)
  const blobs: Descriptor[] = []
  for (const { folder, image, missing } of parts) {
    const absent = new Set(missing.map(({ digest }) => digest))
    const present = closureOf(image).filter(({ digest }) => !absent.has(digest))
    for (const { digest } of present) await rename(blobPath(folder, digest), blobPath(layout, digest))
    blobs.push(...present)
    await rm(folder, { recursive: true })
  }
  const { descriptor, bytes, images } = createMultiPlatformIndex(parts.map(({ image }) => image))
  await writeBlob(layout, descriptor, [bytes])
  const ofEach = annotationsByImage(parts.map(({ image }) => image.descriptor))
  const root = { ...descriptor, annotations: { ...commonAnnotations(parts), ...ofEach } }
  await writeIndex(layout, root)
  const missingOf = new Map(parts.map(({ image, missing }) => [image.descriptor.digest, missing]))
  const verified = images.map((image): VerifiedImage => {
    const described = { ...image.descriptor, annotations: annotationsOf(image.descriptor, root) }
    return { image: { ...image, descriptor: described }, missing: missingOf.get(described.digest) ?? [] }
  })
  return { root, images: verified, blobs: uniqueBlobs([root, ...blobs]) }
}

/** The annotations of the index in index.json: those that all images share. They are not part of a digest. */
const commonAnnotations = (parts: readonly Part[]): Readonly<Record<string, string>> => {
  const keys = [annotationKeys.refName, annotationKeys.imageName, annotationKeys.runImageRoot]
  return Object.fromEntries(
    keys.flatMap((key): [string, string][] => {
      const [value, ...others] = new Set(parts.map(({ image }) => image.descriptor.annotations?.[key]))
      return value === undefined || others.length > 0 ? [] : [[key, value]]
    }),
  )
}
