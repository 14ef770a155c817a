import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { annotationKeys, annotationsByImage, annotationsOf, imageNameOf } from '../../image/annotations.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import { closureOf, type Image, uniqueBlobs } from '../../image/image.ts'
import { createMultiPlatformIndex } from '../../image/image-index.ts'
import { isIndex } from '../../image/media-type.ts'
import { formatPlatform, imagePlatform, normalizePlatform } from '../../image/platform.ts'
import { blobPath, writeBlob } from '../../layout/blob.ts'
import { createLayout, writeIndex } from '../../layout/write.ts'
import { Failure } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import { inParallel } from '../../task/abort.ts'
import type { DownloadedArtifact, OtherRun } from './artifact-download.ts'
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
  readonly download: (wanted: {
    readonly name: string
    readonly folder: string
    readonly from: OtherRun | undefined
    readonly signal: AbortSignal
  }) => Promise<DownloadedArtifact>
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
  const [first, ...others] = artifacts
  if (others.length === 0) {
    return fetchOne(first, work, layout, source)
  }
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
    if (isIndex(root.mediaType) || image === undefined) throw indexAmongOthers(artifact)
    return { ...image, artifact: artifact.name, folder }
  })
  source.signal.throwIfAborted()
  return parts
}

const indexAmongOthers = ({ name }: ExpectedArtifact): Failure =>
  new Failure(
    `The artifact "${name}" contains an index of images and cannot be combined with others. Download it alone.`,
  )

const platformOf = ({ image: { config } }: Part): string =>
  formatPlatform(normalizePlatform(imagePlatform(config)))

/** Throws a Failure if images cannot be one image for several platforms. */
const checkUnity = (parts: readonly Part[]): void => {
  const byPlatform = new Map<string, Part>()
  for (const part of parts) {
    const platform = platformOf(part)
    const other = byPlatform.get(platform)
    if (other !== undefined) {
      throw new Failure(
        `The artifacts "${other.artifact}" and "${part.artifact}" contain images for the same platform, ` +
          `${printable(platform)}. Use one artifact per platform, or separate steps.`,
      )
    }
    byPlatform.set(platform, part)
  }
  const named = parts.map((part) => ({ part, name: nameOf(part.image) }))
  const [first] = named
  const other = named.find(({ name }) => name !== first?.name)
  if (first !== undefined && other !== undefined) {
    throw new Failure(
      `The artifacts "${first.part.artifact}" and "${other.part.artifact}" contain different images, ` +
        `${describeName(first.name)} and ${describeName(other.name)}. Images for several platforms need the same name: ` +
        'build them with the same last segment of "image-path", or use separate steps.',
    )
  }
}

/** The name without the tag, which may contain the platform. */
const nameOf = ({ descriptor }: Image): string | undefined => imageNameOf(descriptor)?.replace(/:[^:]*$/, '')

const describeName = (name: string | undefined): string =>
  name === undefined ? 'an image without a name' : `"${name}"`

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
