import type { Content } from '../../content/content.ts'
import { concurrentTransfers } from '../../content/copy.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import { type GraphDocument, stagesOf } from '../../image/graph.ts'
import { Failure } from '../../message/failure.ts'
import { formatCount } from '../../message/quantity.ts'
import type { Repository } from '../../registry/repository.ts'
import { inParallel } from '../../task/abort.ts'
import type { Payload } from './payload.ts'
import type { Target } from './targets.ts'

/**
 * Asks which documents a repository has, byte for byte: first the root, then the others if the root is there. One request for
 * each. Documents that were not asked for are not in the map.
 */
export const findDocuments = async (
  { root, documents }: Pick<Payload, 'root' | 'documents'>,
  repository: Repository,
): Promise<ReadonlyMap<Digest, boolean>> => {
  const hasRoot = await repository.holds(root)
  const others = documents.filter(({ descriptor }) => hasRoot && descriptor.digest !== root.digest)
  const answers = await inParallel(others, concurrentTransfers, async ({ descriptor }, ended) => {
    const answer: [Digest, boolean] = [descriptor.digest, await repository.holds(descriptor, ended)]
    return answer
  })
  return new Map([[root.digest, hasRoot], ...answers])
}

/**
 * Sends the documents that a repository does not have, each after those that it requires, and reads them back. Some registries
 * (GitLab) accept a referrer only after its subject. Returns the documents that were sent.
 */
export const pushDocuments = async (
  { content, documents }: Pick<Payload, 'content' | 'documents'>,
  { repository }: Target,
  target: Content,
  found: ReadonlyMap<Digest, boolean>,
): Promise<readonly Descriptor[]> => {
  const sent: Descriptor[] = []
  const push = async ({ descriptor }: GraphDocument, ended?: AbortSignal): Promise<void> => {
    await target.push(descriptor, () => content.fetch(descriptor), ended)
    await repository.confirm(descriptor, descriptor.digest, ended)
    sent.push(descriptor)
  }
  for (const stage of stagesOf(documents)) {
    const others = stage.filter(({ isReferrer }) => !isReferrer)
    await inParallel(others, concurrentTransfers, async (document, ended) => {
      const { descriptor } = document
      const isThere = found.get(descriptor.digest) ?? (await repository.holds(descriptor, ended))
      if (!isThere) await push(document, ended)
    })
    // Always, and one at a time: the list of referrers may have to change, and a registry does not say so.
    for (const document of stage.filter(({ isReferrer }) => isReferrer)) await push(document)
  }
  return sent
}

/** Throws a Failure if a repository does not have the manifests that the layout's indexes list and the layout lacks. */
export const checkMissingDocuments = async (
  { root, missing }: Pick<Payload, 'root' | 'missing'>,
  { repository, name }: Target,
): Promise<void> => {
  const answers = await inParallel(missing, concurrentTransfers, (document, ended) =>
    repository.holds(document, ended),
  )
  const lacking = missing.filter((_, position) => answers[position] !== true)
  if (lacking.length === 0) return
  throw new Failure(
    `Could not push the index ${root.digest} to ${name}: it lists ${formatCount(lacking.length, 'manifest')} that neither ` +
      'the layout nor the registry has. Copy all platforms into the layout ("skopeo copy --all"), or push these first:',
    { detail: lacking.map(({ digest }) => `  ${digest}`) },
  )
}
