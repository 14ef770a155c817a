import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import { type Image, type IndexedImages, namedBy } from '../../image/image.ts'
import { annotationsOf } from '../../image/image-annotations.ts'
import { readLayoutImages } from '../../layout/read.ts'
import { describeFlaw, findFlaws } from '../../layout/verify.ts'
import { Failure, isSystemError, messageOf } from '../../message/failure.ts'

/** An image that is what its digest says, and which of its layers are not there. */
export interface ProvenImage {
  readonly image: Image
  /** The layers that a sparse layout leaves out; empty if the layout is complete. */
  readonly missing: readonly Descriptor[]
}

/** What a folder holds, verified: an image, or an index of images. */
export interface ProvenLayout {
  readonly root: Descriptor
  /** In the order of the index; each descriptor has what index.json says of all of them, too. */
  readonly images: readonly [ProvenImage, ...ProvenImage[]]
}

/**
 * Verifies that a folder holds one image, or one index of images, and nothing else: it has the expected digest (or `any`), and each of its blobs has the
 * size that its descriptor says. `blobs` are those in the folder, whose digests are known to be right. Layers may be
 * missing; manifest and configuration may not.
 *
 * Throws a Failure that names the artifact and the blobs that are off, with what was expected and what was found.
 */
export const proveImage = async (
  artifact: string,
  folder: string,
  blobs: ReadonlySet<Digest>,
  expected: Digest | 'any',
): Promise<ProvenLayout> => {
  const content = await readContent(artifact, folder)
  const { digest } = content.descriptor
  if (expected !== 'any' && digest !== expected) {
    throw new Failure(
      `The artifact "${artifact}" holds another image than the one that was asked for: expected ${expected}, found ` +
        `${digest}. Compare the input "digest" with the output "digest" of the job that built the image.`,
    )
  }

  const named = namedBy(content)
  const reachable = new Set(named.map((blob) => blob.digest))
  const stray = [...blobs].filter((blob) => !reachable.has(blob))
  if (stray.length > 0) {
    throw new Failure(
      `The artifact "${artifact}" was enlarged: ${stray.length} of its blobs are no part of the image ${digest}. ` +
        'Find out who uploaded it, then build and upload the image again.',
      { detail: stray.map((blob) => `${blob}: not referenced`) },
    )
  }

  const flaws = await findFlaws(folder, named, blobs)
  const wrong = flaws.filter(({ descriptor }) => blobs.has(descriptor.digest))
  if (wrong.length > 0) {
    throw new Failure(
      `The artifact "${artifact}" is corrupt: ${wrong.length} of the blobs of ${digest} are not as described. ` +
        'Build and upload the image again.',
      { detail: wrong.map(describeFlaw) },
    )
  }
  return provenLayout(content, new Set(flaws.map(({ descriptor }) => descriptor.digest)))
}

const provenLayout = (content: Image | IndexedImages, absent: ReadonlySet<Digest>): ProvenLayout => {
  const root = content.descriptor
  const verify = (image: Image): ProvenImage => {
    const annotations = annotationsOf(image.descriptor, root)
    return {
      image: { ...image, descriptor: { ...image.descriptor, annotations } },
      missing: image.manifest.layers.filter(({ digest }) => absent.has(digest)),
    }
  }
  if (!('images' in content)) return { root, images: [verify(content)] }
  const [first, ...others] = content.images
  if (first === undefined) throw new Failure(`The index ${root.digest} lists no image.`)
  return { root, images: [verify(first), ...others.map(verify)] }
}

/** What was verified of an image, for the log: an image that nobody named is verified to be itself only. */
export const describeProof = ({ digest }: Descriptor, blobs: number, expected: Digest | 'any'): string => {
  const checked = `${digest}, ${blobs} blobs, each with its size and digest.`
  return expected === 'any'
    ? `Checked: ${checked} The digest was not checked ("digest: any").`
    : `Verified: ${checked}`
}

const readContent = async (artifact: string, folder: string): Promise<Image | IndexedImages> => {
  try {
    return await readLayoutImages(folder)
  } catch (error) {
    const reason = isSystemError(error instanceof Failure ? error.cause : error, 'ENOENT')
      ? 'it lacks its manifest or its configuration'
      : // The folder's name means nothing to the reader.
        messageOf(error).replaceAll(folder, 'it').replace(/\.$/, '')
    throw new Failure(
      `Could not use the image in the artifact "${artifact}": ${reason}. Take the artifact of an image build; if it ` +
        'is one, build and upload it again.',
      { cause: error },
    )
  }
}
