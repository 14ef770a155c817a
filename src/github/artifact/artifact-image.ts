import { annotationsOf } from '../../image/annotations.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import { type Image, uniqueBlobs } from '../../image/image.ts'
import { type ImageGraph, readGraph } from '../../layout/graph.ts'
import { MissingBlob } from '../../layout/read.ts'
import { describeFlaw, findFlaws } from '../../layout/verify.ts'
import { Failure, messageOf } from '../../message/failure.ts'
import { formatCount } from '../../message/quantity.ts'

/** An image whose documents are verified, and its layers that the layout does not have. */
export interface VerifiedImage {
  readonly image: Image
  /** The layers that a sparse layout leaves out. Foreign layers, which have `urls`, are not among them. */
  readonly missing: readonly Descriptor[]
}

/** A layout in which every blob is verified. */
export interface VerifiedLayout {
  /** The image, or the index of images. */
  readonly root: Descriptor
  /** In the order of the index. The descriptor of each has the annotations of index.json, too. */
  readonly images: readonly VerifiedImage[]
  /** All documents and blobs that the layout has. */
  readonly blobs: readonly Descriptor[]
}

/**
 * Verifies the layout that was unpacked from an artifact: it has an image or an index of images with the expected digest, and
 * nothing that does not belong to it. `blobs` are the files in the folder, whose digests are known to be right. Only layers
 * may be missing.
 *
 * Throws a Failure that names the artifact and the blobs that are wrong, with the expected and the actual value.
 */
export const verifyLayout = async (
  artifact: string,
  folder: string,
  blobs: ReadonlySet<Digest>,
  expected: Digest | 'any',
): Promise<VerifiedLayout> => {
  const graph = await readContent(artifact, folder, expected)
  const { digest } = graph.root
  if (expected !== 'any' && digest !== expected) {
    throw new Failure(
      `The artifact "${artifact}" contains another image than the expected one: expected ${expected}, found ` +
        `${digest}. Compare the input "digest" with the output "digest" of the job that built the image.`,
    )
  }

  if (expected !== 'any') refuseUncovered(artifact, graph)
  const documents = [...graph.documents.map(({ descriptor }) => descriptor), ...graph.referrerLists]
  const listed = [...documents, ...graph.blobs]
  const reachable = new Set(listed.map((blob) => blob.digest))
  const stray = [...blobs].filter((blob) => !reachable.has(blob))
  if (stray.length > 0) {
    throw new Failure(
      `The artifact "${artifact}" contains ${formatCount(stray.length, 'blob that does', 'blobs that do')} not belong ` +
        `to the image ${digest}. ` +
        'Find out which job uploaded it, then build and upload the image again.',
      { detail: stray.map((blob) => `${blob}: not referenced`) },
    )
  }

  const flaws = await findFlaws(folder, listed, blobs)
  const layers = new Set(graph.images.flatMap(({ manifest }) => manifest.layers.map((layer) => layer.digest)))
  const isAllowed = ({ digest: blob, data }: Descriptor): boolean =>
    !blobs.has(blob) && (layers.has(blob) || Boolean(data))
  const wrong = flaws.filter(({ descriptor }) => !isAllowed(descriptor))
  if (wrong.length > 0) {
    throw new Failure(
      `The artifact "${artifact}" is corrupt: ${wrong.length} of the blobs of ${digest} differ from their descriptors. ` +
        'Build and upload the image again.',
      { detail: wrong.map(describeFlaw) },
    )
  }
  const absent = new Set(flaws.map(({ descriptor }) => descriptor.digest))
  const present = uniqueBlobs(listed).filter((blob) => !absent.has(blob.digest))
  return { root: graph.root, images: imagesOf(artifact, graph, absent), blobs: present }
}

/**
 * Refuses signatures, SBOMs and other documents that the expected digest does not cover: any job of the run can replace the
 * artifact and add them.
 */
const refuseUncovered = (artifact: string, { root, documents, referrerLists }: ImageGraph): void => {
  const requirements = new Map(documents.map(({ descriptor, requires }) => [descriptor.digest, requires]))
  const covered = new Set<Digest>()
  const pending = [root.digest]
  for (let digest = pending.pop(); digest !== undefined; digest = pending.pop()) {
    if (covered.has(digest)) continue
    covered.add(digest)
    pending.push(...(requirements.get(digest) ?? []))
  }
  const all = [...documents.map(({ descriptor }) => descriptor), ...referrerLists]
  const uncovered = all.filter(({ digest }) => !covered.has(digest))
  if (uncovered.length === 0) return
  throw new Failure(
    `The artifact "${artifact}" contains ${formatCount(uncovered.length, 'document that does', 'documents that do')} not ` +
      `belong to the image ${root.digest}, such as a signature or an SBOM that refers to it. The digest does not cover ` +
      'them. Find out which job uploaded the artifact, or set "digest" to "any" if you trust all jobs of the run.',
    { detail: uncovered.map(({ digest }) => `${digest}: not covered by the digest`) },
  )
}

const imagesOf = (
  artifact: string,
  { root, images }: ImageGraph,
  absent: ReadonlySet<Digest>,
): VerifiedLayout['images'] => {
  if (images.length === 0) {
    throw new Failure(
      `The artifact "${artifact}" contains no image: ${root.digest} is another kind of artifact, or an index of these.`,
    )
  }
  return images.map((image) => {
    const annotations = annotationsOf(image.descriptor, root)
    return {
      image: { ...image, descriptor: { ...image.descriptor, annotations } },
      missing: image.manifest.layers.filter(({ digest, urls }) => absent.has(digest) && !urls?.length),
    }
  })
}

/** A line for the log that says what was verified. With `any`, nothing says which image was expected. */
export const describeVerification = (
  { digest }: Descriptor,
  blobs: number,
  expected: Digest | 'any',
): string => {
  const checked = `${digest}, ${blobs} blobs, each with its size and digest.`
  return expected === 'any'
    ? `Checked: ${checked} The digest was not checked ("digest: any").`
    : `Verified: ${checked}`
}

const readContent = async (
  artifact: string,
  folder: string,
  expected: Digest | 'any',
): Promise<ImageGraph> => {
  try {
    const graph = await readGraph(folder, expected)
    const [missing] = graph.missing
    if (missing !== undefined) throw new MissingBlob(missing.digest)
    return graph
  } catch (error) {
    const reason =
      error instanceof MissingBlob
        ? 'its manifest or its configuration is missing'
        : // The directory is a temporary one.
          messageOf(error).replaceAll(folder, 'it').replace(/\.$/, '')
    throw new Failure(
      `Could not use the image in the artifact "${artifact}": ${reason}. Use the artifact of an image build; if it ` +
        'is one, build and upload it again.',
      { cause: error, detail: error instanceof Failure ? error.detail : [] },
    )
  }
}
