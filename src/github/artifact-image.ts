import type { Descriptor } from '../image/descriptor.ts'
import type { Digest } from '../image/digest.ts'
import { closureOf, type Image } from '../image/image.ts'
import { readLayout } from '../layout/read.ts'
import { describeFlaw, findFlaws } from '../layout/verify.ts'
import { Failure, isSystemError, messageOf } from '../message/failure.ts'

/** An image that is what its digest says, and which of its layers are not there. */
export interface ProvenImage {
  readonly image: Image
  /** The layers that a sparse layout leaves out; empty where the layout is complete. */
  readonly missing: readonly Descriptor[]
}

/**
 * Proves that a folder holds one image and nothing else: it has the expected digest (or `any`), and each of its blobs has the
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
): Promise<ProvenImage> => {
  const image = await readImage(artifact, folder)
  const { digest } = image.descriptor
  if (expected !== 'any' && digest !== expected) {
    throw new Failure(
      `The artifact «${artifact}» holds another image than the one that was asked for: expected ${expected}, found ` +
        `${digest}. Compare the input «digest» with the output «digest» of the job that built the image.`,
    )
  }

  const closure = closureOf(image)
  const reachable = new Set(closure.map((blob) => blob.digest))
  const stray = [...blobs].filter((blob) => !reachable.has(blob))
  if (stray.length > 0) {
    throw new Failure(
      `The artifact «${artifact}» was enlarged: ${stray.length} of its blobs are no part of the image ${digest}. ` +
        'Find out who uploaded it, then build and upload the image again.',
      { detail: stray.map((blob) => `${blob}: not referenced`) },
    )
  }

  const flaws = await findFlaws(folder, closure, blobs)
  const wrong = flaws.filter(({ descriptor }) => blobs.has(descriptor.digest))
  if (wrong.length > 0) {
    throw new Failure(
      `The artifact «${artifact}» is corrupt: ${wrong.length} of the blobs of ${digest} are not as described. ` +
        'Build and upload the image again.',
      { detail: wrong.map(describeFlaw) },
    )
  }
  return { image, missing: flaws.map(({ descriptor }) => descriptor) }
}

/** What was proven of an image, for the log: an image that nobody named is proven to be itself only. */
export const describeProof = ({ descriptor }: Image, blobs: number, expected: Digest | 'any'): string => {
  const checked = `${descriptor.digest}, ${blobs} blobs, each with its size and digest.`
  return expected === 'any'
    ? `Checked: ${checked} Nobody said which image it should be («digest: any»).`
    : `Proven: ${checked}`
}

const readImage = async (artifact: string, folder: string): Promise<Image> => {
  try {
    return await readLayout(folder)
  } catch (error) {
    const reason = isSystemError(error instanceof Failure ? error.cause : error, 'ENOENT')
      ? 'it lacks its manifest or its configuration'
      : // The folder's name means nothing to the reader.
        messageOf(error).replaceAll(folder, 'it').replace(/\.$/, '')
    throw new Failure(
      `Could not use the image in the artifact «${artifact}»: ${reason}. Take the artifact of an image build; if it ` +
        'is one, build and upload it again.',
      { cause: error },
    )
  }
}
