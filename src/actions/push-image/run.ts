import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type ArtifactSource, fetchLayout } from '../../github/artifact-layout.ts'
import type { Digest } from '../../image/digest.ts'
import { formatRepository } from '../../image/reference.ts'
import { explainFileError } from '../../message/file-error.ts'
import type { Registry } from '../../registry/registry.ts'
import type { Inputs } from './inputs.ts'
import { describeSource, openSource, type Source } from './source.ts'
import { confirmTags, tagAll } from './tags.ts'
import { type Target, targetsOf } from './target.ts'
import { type Transfer, transfer } from './transfer.ts'

export interface Outputs {
  /** Of the image, or of the index of images. */
  readonly digest: Digest
  /** By digest, one for each repository: `ghcr.io/owner/app@sha256:…`. */
  readonly references: readonly string[]
  /** The first repository: what attestations are about. https://github.com/actions/attest#container-image */
  readonly subjectName: string
  /** What was pushed, and how it came there. */
  readonly source: Source
  readonly transfers: readonly Transfer[]
}

/** What a push works with. */
export interface Collaborators {
  readonly registry: Registry
  readonly download: ArtifactSource['download']
  /** The folder for what does not outlast the step, absolute. */
  readonly temporary: string
  /** Whether blobs are checked even if the registry has the manifest that names them. */
  readonly checksAll: boolean
  readonly info: (line: string) => void
  readonly warn: (line: string) => void
  readonly signal: AbortSignal
}

/**
 * Pushes a layout to repositories, and reads it back. Nothing gets a tag before everything is everywhere, and was read
 * back; what was pushed before that failed is found by the next push.
 *
 * Throws a Failure that says what to do, and the signal's reason.
 */
export const run = async (inputs: Inputs, collaborators: Collaborators): Promise<Outputs> => {
  const { registry, info, signal } = collaborators
  await using cleanup = new AsyncDisposableStack()
  const source = await sourceOf(inputs.source, collaborators, cleanup)
  info(describeSource(source))

  const targets = targetsOf(inputs.to, registry)
  const transfers: Transfer[] = []
  for (const target of targets) {
    const filled = transfers.map((earlier) => earlier.target.repository)
    transfers.push(await transfer(source, target, { ...collaborators, filled }))
  }
  signal.throwIfAborted()
  const changed: Target[] = []
  for (const target of targets) changed.push(await tagAll(source, target, collaborators))
  for (const target of changed) await confirmTags(source, target)
  info(`Read back by digest and by every tag: ${source.root.digest}.`)

  return {
    digest: source.root.digest,
    references: targets.map(({ name }) => `${name}@${source.root.digest}`),
    subjectName: formatRepository(inputs.to[0]),
    source,
    transfers,
  }
}

/** The layout that is pushed; one that came in artifacts is gone afterwards. */
const sourceOf = async (
  wanted: Inputs['source'],
  collaborators: Collaborators,
  cleanup: AsyncDisposableStack,
): Promise<Source> => {
  if ('path' in wanted) {
    const source = await openSource(wanted.path, wanted.digest, collaborators.warn)
    if (wanted.digest === 'any') collaborators.info('Nobody said which image it should be («digest: any»).')
    return source
  }
  const work = await workFolder(collaborators.temporary)
  cleanup.defer(() => rm(work, { recursive: true, force: true }))
  const layout = join(work, 'layout')
  const { root } = await fetchLayout(wanted.artifacts, work, layout, { ...collaborators, from: wanted.from })
  return openSource(layout, root.digest, collaborators.warn)
}

const workFolder = async (temporary: string): Promise<string> => {
  try {
    return await mkdtemp(join(temporary, 'push-'))
  } catch (error) {
    throw explainFileError(error, `make a folder in ${temporary}`)
  }
}
