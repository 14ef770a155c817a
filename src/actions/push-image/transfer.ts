import type { Content, ReadableContent } from '../../content/content.ts'
import {
  type CopyOptions,
  type CopyResult,
  concurrentTransfers,
  copy,
  MissingSource,
} from '../../content/copy.ts'
import { WrongContent } from '../../content/verify.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import { sizeOf } from '../../image/image.ts'
import { formatReference } from '../../image/reference.ts'
import { type GraphDocument, stagesOf } from '../../layout/graph.ts'
import { Failure } from '../../message/failure.ts'
import { formatBytes, formatCount } from '../../message/quantity.ts'
import type { Repository } from '../../registry/repository.ts'
import { inParallel } from '../../task/abort.ts'
import type { MissingBlobs, Payload } from './payload.ts'
import type { PushServices, Target } from './targets.ts'

/** How the content of a payload came to a repository. */
export interface Transfer {
  readonly target: Target
  readonly copied: CopyResult
  /** The documents that were sent last. They were not read back yet. */
  readonly unconfirmed: readonly Descriptor[]
}

/**
 * Gives a repository everything in a payload, by digest. A repository that has the root and all other documents has accepted
 * them before, and so has had their blobs: these are not checked, unless `checksAll` is set. Otherwise each blob that the
 * repository lacks is mounted from another repository of its registry (one of those in `filled`, which have the whole payload
 * already), or sent; a blob that the layout lacks comes from the registry that has it. Then documents follow in their order.
 *
 * Throws the first failure, or the signal's reason. No tag is changed before this succeeds.
 */
export const transfer = async (
  payload: Payload,
  target: Target,
  filled: readonly Repository[],
  services: PushServices,
): Promise<Transfer> => {
  const { checksAll, log } = services
  const { repository, name } = target
  const documents = payload.documents.map(({ descriptor }) => descriptor)
  const found = await findDocuments(payload, repository)
  const isThere = documents.every(({ digest }) => found.get(digest) === true)
  const skipsBlobs = isThere && !checksAll
  if (isThere && checksAll) log.info(`${name} has ${payload.root.digest}; all blobs are checked.`)
  const progress = countBytes(repository)
  using _ = reportRegularly(() =>
    log.info(`Pushing to ${name}: ${formatBytes(progress.bytes())} sent so far.`),
  )
  const done: CopyResult[] = []
  if (skipsBlobs) {
    const blobs = [...payload.blobs, ...payload.missingBlobs.flatMap((missing) => missing.blobs)]
    done.push({ existed: blobs, mounted: [], fetched: [] })
  } else {
    await checkMissingDocuments(payload, target)
    const sibling = filled.filter(({ reference }) => reference.registry === repository.reference.registry)
    const options: CopyOptions = { warn: log.warning, mountFrom: sibling.slice(0, 1) }
    done.push(await copy(payload.blobs, [payload.content], progress.content, options))
    for (const missing of payload.missingBlobs) {
      done.push(await copyMissing(missing, progress.content, options, services))
    }
  }
  const { sent, unconfirmed } = await pushDocuments(payload, target, progress.content, found)
  const copied = {
    existed: [...done.flatMap(({ existed }) => existed), ...documents.filter((one) => !sent.includes(one))],
    mounted: done.flatMap(({ mounted }) => mounted),
    fetched: [...done.flatMap(({ fetched }) => fetched), ...sent],
  }
  const unchecked = skipsBlobs
    ? ` The registry accepted the manifest before, so ${formatCount(done[0]?.existed.length ?? 0, 'blob')} were not checked.`
    : ''
  log.info(`${name} has all of it: ${describeCopied(copied)}.${unchecked}`)
  return { target, copied, unconfirmed }
}

/** Reads documents back by their digests. Throws a Failure if the registry returns something else. */
export const confirmDocuments = async (
  { repository }: Target,
  documents: readonly Descriptor[],
): Promise<void> => {
  await inParallel(documents, concurrentTransfers, (document, ended) =>
    repository.confirm(document, document.digest, ended),
  )
}

/** Copies blobs that the layout does not have. A failure of the origin gets advice; one of the target explains itself. */
const copyMissing = async (
  missing: MissingBlobs,
  target: Content,
  options: CopyOptions,
  { registry, tasks }: PushServices,
): Promise<CopyResult> => {
  const { origin, blobs } = missing
  try {
    if (origin === undefined) return await copy(blobs, [], target, options)
    const repository = registry.readableRepository(origin)
    const source: ReadableContent = {
      exists: (blob, ended) => repository.exists(blob, ended),
      async *fetch(blob, ended) {
        try {
          yield* repository.fetch(blob, ended)
        } catch (cause) {
          tasks.signal.throwIfAborted()
          // The copy asks once more for content that is wrong.
          throw cause instanceof Failure && !(cause instanceof WrongContent)
            ? missingBlobsFailure(missing, cause)
            : cause
        }
      },
    }
    // A registry can mount only from a repository itself.
    const mountFrom = [...(options.mountFrom ?? []), repository]
    return await copy(blobs, [source], target, { ...options, mountFrom })
  } catch (cause) {
    throw cause instanceof MissingSource ? missingBlobsFailure(missing, cause) : cause
  }
}

const missingBlobsFailure = ({ origin, blobs }: MissingBlobs, cause: Failure): Failure => {
  const what = `${formatCount(blobs.length, 'layer')} that the layout lacks`
  const from = origin === undefined ? '' : ` from ${formatReference(origin)}`
  const advice =
    origin === undefined
      ? 'The layout does not name the image that it is based on. Push a complete layout'
      : `Check that this job can read from ${origin.registry} ("docker/login-action"), or push a complete layout`
  return new Failure(`Could not push ${what}${from}: ${cause.message.replace(/\.$/, '')}. ${advice}.`, {
    cause,
  })
}

/**
 * Asks which documents a repository has, byte for byte: first the root, then the others if the root is there. One request for
 * each. Documents that were not asked for are not in the map.
 */
const findDocuments = async (
  { root, documents }: Payload,
  repository: Repository,
): Promise<ReadonlyMap<Digest, boolean>> => {
  const hasRoot = await repository.exists(root)
  const others = documents.filter(({ descriptor }) => hasRoot && descriptor.digest !== root.digest)
  const answers = await inParallel(others, concurrentTransfers, async ({ descriptor }, ended) => {
    const answer: [Digest, boolean] = [descriptor.digest, await repository.exists(descriptor, ended)]
    return answer
  })
  return new Map([[root.digest, hasRoot], ...answers])
}

/**
 * Sends the documents that a repository does not have, each after those that it requires were read back. Some registries
 * (GitLab) accept a referrer only after its subject. Returns the documents that were sent, and those that nothing requires,
 * which were not read back.
 */
const pushDocuments = async (
  { content, documents }: Payload,
  to: Target,
  target: Content,
  found: ReadonlyMap<Digest, boolean>,
): Promise<{ readonly sent: readonly Descriptor[]; readonly unconfirmed: readonly Descriptor[] }> => {
  const sent: Descriptor[] = []
  let confirmed = 0
  const push = async ({ descriptor }: GraphDocument, ended?: AbortSignal): Promise<void> => {
    await target.push(descriptor, () => content.fetch(descriptor), ended)
    sent.push(descriptor)
  }
  for (const stage of stagesOf(documents)) {
    await confirmDocuments(to, sent.slice(confirmed))
    confirmed = sent.length
    const others = stage.filter(({ isReferrer }) => !isReferrer)
    await inParallel(others, concurrentTransfers, async (document, ended) => {
      const { descriptor } = document
      const isThere = found.get(descriptor.digest) ?? (await to.repository.exists(descriptor, ended))
      if (!isThere) await push(document, ended)
    })
    // Always, and one at a time: the list of referrers may have to change, and a registry does not say so.
    for (const document of stage.filter(({ isReferrer }) => isReferrer)) await push(document)
  }
  return { sent, unconfirmed: sent.slice(confirmed) }
}

/** Throws a Failure if a repository does not have the manifests that the layout's indexes list and the layout lacks. */
const checkMissingDocuments = async (
  { root, missing }: Payload,
  { repository, name }: Target,
): Promise<void> => {
  const answers = await inParallel(missing, concurrentTransfers, (document, ended) =>
    repository.exists(document, ended),
  )
  const lacking = missing.filter((_, position) => answers[position] !== true)
  if (lacking.length === 0) return
  throw new Failure(
    `Could not push the index ${root.digest} to ${name}: it lists ${formatCount(lacking.length, 'manifest')} that neither ` +
      'the layout nor the registry has. Copy all platforms into the layout ("skopeo copy --all"), or push these first:',
    { detail: lacking.map(({ digest }) => `  ${digest}`) },
  )
}

const describeCopied = ({ existed, mounted, fetched }: CopyResult): string =>
  `${formatBytes(sizeOf(fetched))} uploaded in ${fetched.length}, ${mounted.length} mounted, ` +
  `${existed.length} were there already`

/** A repository as the target of a copy, and the number of bytes that were sent to it. */
const countBytes = (repository: Repository): { content: Content; bytes: () => number } => {
  let bytes = 0
  const content: Content = {
    exists: (descriptor, ended) => repository.exists(descriptor, ended),
    fetch: (descriptor, ended) => repository.fetch(descriptor, ended),
    mount: (descriptor, from, ended) => repository.mount(descriptor, from, ended),
    push: (descriptor, open, ended) => {
      // A resumed transfer reads bytes again; they count once.
      let furthest = 0
      const counted = async function* () {
        let position = 0
        for await (const chunk of open()) {
          yield chunk
          position += chunk.length
          bytes += Math.max(0, position - furthest)
          furthest = Math.max(furthest, position)
        }
      }
      return repository.push(descriptor, counted, ended)
    },
  }
  return { content, bytes: () => bytes }
}

const reportEvery = 10_000

/** Reports the progress every 10 s. */
const reportRegularly = (report: () => void): Disposable => {
  const timer = setInterval(report, reportEvery)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
