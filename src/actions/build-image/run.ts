import { rm } from 'node:fs/promises'
import { buildImage, putInputs } from '../../cnb/build.ts'
import { chooseRunImage } from '../../cnb/builder.ts'
import { creatorCommand } from '../../cnb/creator.ts'
import { findBuilder } from '../../cnb/find-builder.ts'
import type { DockerClient } from '../../docker/command.ts'
import { checkTarget, moveIntoPlace, stagingFolder } from '../../layout/place.ts'
import { messageOf } from '../../message/failure.ts'
import { dockerSandbox } from '../../sandbox/docker-sandbox.ts'
import type { LayoutRepo } from '../../store/layout-repo.ts'
import { completeLayout } from './completion.ts'
import { type Delivery, deliver, type Outputs } from './delivery.ts'
import type { Inputs } from './inputs.ts'
import { findRunImage, provideLayers } from './run-image-source.ts'
import { Stopwatch } from './stopwatch.ts'
import { together } from './together.ts'

/** What a build works with. */
export interface Collaborators extends Delivery {
  readonly docker: DockerClient
  readonly layoutRepo: LayoutRepo
  /** Ends the build when it is aborted; the build aborts it itself when a part of it fails. */
  readonly abort: AbortController
}

/**
 * Builds an app into an OCI image layout that is complete, and hands it on as a workflow artifact.
 *
 * Throws a Failure that says what to do where that cannot be done, and the signal's reason once it was aborted. Nothing
 * is left behind then: no container, no part of a layout; what was at the layout's place is still there.
 */
export const run = async (inputs: Inputs, collaborators: Collaborators): Promise<Outputs> => {
  const { docker, layoutRepo, log, abort } = collaborators
  const { imagePath, sparse } = inputs
  const surroundings = { layoutRepo, log, signal: abort.signal }
  const watch = new Stopwatch()
  await checkTarget(imagePath.folder)

  const order = { reference: inputs.builder, platform: inputs.platform, pullPolicy: inputs.pullPolicy }
  const builder = await watch.time('find the builder', () =>
    findBuilder(docker, order, log.info, abort.signal),
  )
  const base = chooseRunImage(builder, inputs.builder, inputs.runImage)

  await using cleanup = new AsyncDisposableStack()
  const staging = await stagingFolder(imagePath.folder)
  cleanup.defer(() => rm(staging, { recursive: true, force: true }))
  const command = creatorCommand(builder.platformApi, base.name, imagePath)
  const sandbox = await dockerSandbox(docker, builder)(command, abort.signal)
  // A layout that stands is not taken back for a container that does not go away.
  cleanup.defer(() => sandbox.dispose().catch((error: unknown) => log.warning(messageOf(error))))

  const exclude = [imagePath.folder, staging, inputs.layoutRepo]
  const app = {
    folder: { path: inputs.path, exclude, warn: log.warning },
    environment: Object.fromEntries(inputs.environment),
  }
  const finding = watch.time('find the run image', () =>
    findRunImage(base.reference, builder.platform, inputs, surroundings),
  )
  const [found] = await together(
    abort,
    () => finding,
    () =>
      watch.time('fill the sandbox', () =>
        putInputs(sandbox, app, async () => (await finding).runImage, builder),
      ),
  )
  const { runImage } = found
  const work = { image: imagePath, runImage, staging }
  const [built, layers] = await together(
    abort,
    () =>
      watch.time('build', () =>
        log.untrusted((output) => buildImage(sandbox, work, { ...output, warning: log.warning })),
      ),
    () => watch.time('get the run image’s layers', () => provideLayers(found, staging, sparse, surroundings)),
  )
  // Removing the container takes as long as the rest; what comes of it is seen when the cleanup waits for it.
  sandbox.dispose().catch(() => {})

  const proven = new Set([
    ...built.proven,
    ...[...layers.kept, ...layers.fetched].map(({ digest }) => digest),
  ])
  const layout = await watch.time('complete the layout', () =>
    completeLayout(staging, built.image, inputs, runImage, proven),
  )
  await moveIntoPlace(staging, imagePath.folder)
  return await deliver({ inputs, layout, found, layers, watch }, collaborators, abort.signal)
}
