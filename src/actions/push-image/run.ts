import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { explainFileError } from '../../files/file-error.ts'
import { type ArtifactSource, fetchLayout } from '../../github/artifact/artifact-layout.ts'
import type { Outputs } from '../../github/step/step.ts'
import { formatRepository } from '../../image/reference.ts'
import type { Inputs } from './inputs.ts'
import { describePayload, openPayload, type Payload } from './payload.ts'
import { formatSummary } from './summary.ts'
import { confirmTags, findTags, type PushServices, setTags, targetsOf } from './targets.ts'
import { confirmDocuments, type Transfer, transfer } from './transfer.ts'

/** The services of a push, its log and its tasks. */
export interface Services extends PushServices {
  readonly download: ArtifactSource['download']
  /** The directory for temporary files, absolute. */
  readonly temporary: string
  /** Sets outputs as soon as they are true, because a later part of the step may fail. */
  readonly setOutputs: (outputs: Outputs) => void
  /** Records what was pushed for later steps that attest it. */
  readonly recordSubjects: (references: readonly string[]) => Promise<void>
  /** Takes Markdown. */
  readonly writeSummary: (markdown: string) => Promise<void>
}

/**
 * Pushes a layout to repositories and reads it back. No repository gets a tag before all repositories have everything and it
 * was read back. After a push that failed, the next one finds what was pushed.
 *
 * Throws a Failure that says what to do, or the reason of the cancellation.
 */
export const run = async (inputs: Inputs, services: Services): Promise<void> => {
  const { tasks, log, registry } = services
  const { signal } = tasks
  const payload = await tasks.run('open the layout', () => openLayout(inputs.source, services))
  log.info(describePayload(payload))

  const targets = targetsOf(inputs.to, registry)
  const transfers: Transfer[] = []
  for (const target of targets) {
    const filled = transfers.map((transfer) => transfer.target.repository)
    transfers.push(await transfer(payload, target, filled, services))
  }
  signal.throwIfAborted()
  const { digest } = payload.root
  const references = targets.map(({ name }) => `${name}@${digest}`)
  const found = []
  for (const { target, unconfirmed } of transfers) {
    const tagsTask = tasks.run('look up the tags', () => findTags(payload, target))
    await tasks.run('read the manifests back', () => confirmDocuments(target, unconfirmed))
    found.push({ target, tags: await tagsTask })
  }
  const changes = []
  for (const { target, tags } of found) {
    const changed = await setTags(payload, target, tags, services)
    // With several repositories, a tag that was right may have changed since it was looked up.
    changes.push({ target, tags: targets.length === 1 ? changed : tags })
  }
  for (const { target, tags } of changes) await confirmTags(target, tags)
  log.info(`Read back by digest and by every tag: ${digest}.`)
  services.setOutputs({
    digest,
    references: references.join('\n'),
    // The subject of attestations: https://github.com/actions/attest#container-image
    'subject-name': formatRepository(inputs.to[0]),
  })
  await services.recordSubjects(references)
  if (inputs.summary) await services.writeSummary(formatSummary({ payload, transfers, references }))
}

/** Opens the layout. One from artifacts is removed at the end of the step. */
const openLayout = async (
  wanted: Inputs['source'],
  { tasks, log, download, temporary }: Services,
): Promise<Payload> => {
  if ('path' in wanted) {
    const payload = await openPayload(wanted.path, wanted.digest, log.warning)
    if (wanted.digest === 'any') log.info('The digest was not checked ("digest: any").')
    return payload
  }
  const work = await workFolder(temporary)
  tasks.cleanUp(() => rm(work, { recursive: true, force: true, maxRetries: 3 }))
  const layout = join(work, 'layout')
  const { root } = await fetchLayout(wanted.artifacts, work, layout, {
    ...{ download, from: wanted.from, info: log.info, signal: tasks.signal },
  })
  return openPayload(layout, root.digest, log.warning)
}

const workFolder = async (temporary: string): Promise<string> => {
  try {
    return await mkdtemp(join(temporary, 'push-'))
  } catch (error) {
    throw explainFileError(error, `create a directory in ${temporary}`)
  }
}
