import { concurrentTransfers } from '../../content/copy.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import type { Image } from '../../image/image.ts'
import type { Repository } from '../../registry/repository.ts'
import { inParallel } from '../../task/abort.ts'
import type { PushSource } from './source.ts'

type Documents = Pick<PushSource, 'root' | 'images' | 'indexes'>

/** All manifests and indexes of a layout: the root is the last one. */
export const documentsOf = ({ images, indexes }: Documents): readonly Descriptor[] => [
  ...images.map(({ descriptor }) => descriptor),
  ...indexes,
]

/**
 * Which documents a repository has, byte for byte, as far as it was asked: the root first, and what is below it only if the
 * root is there. One request for each.
 */
export const findDocuments = async (
  source: Documents,
  repository: Repository,
): Promise<ReadonlyMap<Digest, boolean>> => {
  const { root } = source
  const hasRoot = await repository.holds(root)
  const below = hasRoot ? documentsOf(source).filter(({ digest }) => digest !== root.digest) : []
  const answers = await inParallel(below, concurrentTransfers, async (document, ended) => {
    const answer: [Digest, boolean] = [document.digest, await repository.holds(document, ended)]
    return answer
  })
  return new Map([[root.digest, hasRoot], ...answers])
}

/**
 * Images in groups: each comes after the one that its manifest is about (its `subject`), which some registries (GitLab's)
 * want to have before it.
 */
export const inOrderOfSubjects = (images: readonly Image[]): readonly (readonly Image[])[] => {
  const groups: (readonly Image[])[] = []
  let left = images
  while (left.length > 0) {
    const waiting = new Set(left.map(({ descriptor }) => descriptor.digest))
    const isReady = ({ manifest: { subject } }: Image): boolean =>
      subject === undefined || !waiting.has(subject.digest)
    const others = left.filter((image) => !isReady(image))
    groups.push(left.filter(isReady))
    left = others
  }
  return groups
}
