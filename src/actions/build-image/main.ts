import { getInput, isDebug, saveState } from '@actions/core'
import { isInBuilder } from '../../cnb/builder/host-builder.ts'
import { findBuildpacks } from '../../cnb/buildpacks/find-buildpacks.ts'
import { dockerClient } from '../../docker/command.ts'
import { uploadArtifact } from '../../github/artifact/artifact-upload.ts'
import { actionsCache } from '../../github/cache/cache.ts'
import { writeSummary } from '../../github/step/runner-files.ts'
import { runStep, setOutputs } from '../../github/step/step.ts'
import { stepContext } from '../../github/step/step-context.ts'
import { userRegistry } from '../../registry/registry.ts'
import { setHostUmask } from '../../sandbox/host/host-sandbox.ts'
import { BuildCaches } from '../../store/build-caches.ts'
import { openPreviousImage } from '../../store/run-image-documents.ts'
import { RunImageStore } from '../../store/run-images.ts'
import { dockerServices, jobContainerServices, privatePathsOf } from './builder-services.ts'
import { readInputs } from './inputs/inputs.ts'
import { stagingState } from './leftovers.ts'
import { findPublishedImage } from './reproduction/published-image.ts'
import { run } from './run.ts'
import { buildFailureSummary } from './summary/failure.ts'

await runStep(buildFailureSummary, async ({ log, tasks }) => {
  const context = stepContext(process.env)
  const { environment } = context
  const { signal } = tasks
  const container = { root: '/', environment }
  const inBuilder = isInBuilder(container)
  if (inBuilder) setHostUmask()
  const inputs = await readInputs(getInput, { ...context, warn: log.warning, inBuilder })
  const { builder, layoutRepo, insecureRegistries: insecure } = inputs
  const { runImageInActionsCache, buildCache } = inputs.cache
  const registry = userRegistry(context, { insecure, warn: log.warning, signal })
  const cache = actionsCache(log, signal)
  const builderContext = {
    ...{ signal, saveState, log },
    // It only saves time, so its retries are no warnings.
    registry: userRegistry(context, { insecure, warn: log.debug, signal }),
  }
  const staging: string[] = []
  const noteStaging = (folder: string): void => {
    staging.push(folder)
    saveState(stagingState, staging.join('\n'))
  }
  await run(inputs, {
    ...(builder === undefined
      ? jobContainerServices(
          container,
          inputs,
          privatePathsOf(context, process.argv[1] ?? ''),
          builderContext,
        )
      : dockerServices(dockerClient(environment), inputs, builderContext)),
    ...{ tasks, log, noteStaging, setOutputs },
    findBuildpacks: (request, found) =>
      findBuildpacks(request, found, { registry, platform: found.platform }),
    runImages: new RunImageStore({
      root: layoutRepo,
      registry,
      cache: runImageInActionsCache ? cache : undefined,
      info: log.info,
      warn: log.warning,
    }),
    buildCaches: new BuildCaches({
      root: 'off' in buildCache ? context.temporary : buildCache.folder,
      cache: 'off' in buildCache || !buildCache.inActionsCache ? undefined : cache,
      warn: log.warning,
      noteStaging,
    }),
    openPreviousImage: async (reference, platform) => ({
      image: await openPreviousImage(registry, reference, platform),
      content: registry.readableRepository(reference),
    }),
    findPublishedImage: (reference, platform) => findPublishedImage(registry, reference, platform),
    uploadArtifact: (layout) => uploadArtifact({ ...layout, signal }, context, log),
    writeSummary: (markdown) => writeSummary(markdown, context.summaryFile, log),
    context,
    debug: isDebug(),
  })
})
