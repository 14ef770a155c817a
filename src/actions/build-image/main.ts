import { getInput, saveState, setOutput } from '@actions/core'
import { findBuildpacks } from '../../cnb/buildpacks/find-buildpacks.ts'
import { isInBuilder } from '../../cnb/host-builder.ts'
import { collectEarly } from '../../command/garbage-collection.ts'
import { dockerClient } from '../../docker/command.ts'
import { uploadArtifact } from '../../github/artifact-upload.ts'
import { actionsCache } from '../../github/cache.ts'
import { runStep } from '../../github/step.ts'
import { stepContext } from '../../github/step-context.ts'
import { writeSummary } from '../../github/summary.ts'
import { userRegistry } from '../../registry/user-registry.ts'
import { BuildCaches } from '../../store/build-caches.ts'
import { openPreviousImage } from '../../store/previous-image.ts'
import { RunImageStore } from '../../store/run-images.ts'
import { readInputs } from './inputs.ts'
import { stagingState } from './leftovers.ts'
import { inDocker, inJobContainer, privatePathsOf } from './place.ts'
import { run } from './run.ts'
import { Stopwatch } from './stopwatch.ts'

/** What `uses:` has to say for the download action of this very version; an action of the same repository has no name. */
const downloadAction = (repository: string | undefined, ref: string | undefined): string =>
  repository ? `${repository}/download@${ref}` : './download'

collectEarly()
await runStep(async ({ log, tasks }) => {
  const abort = new AbortController()
  tasks.signal.addEventListener('abort', () => abort.abort(tasks.signal.reason), { once: true })
  const context = stepContext(process.env)
  const { environment } = context
  const { signal } = abort
  const container = { root: '/', environment }
  const inputs = await readInputs((name) => getInput(name), {
    ...context,
    warn: log.warning,
    inBuilder: isInBuilder(container),
  })
  const step = { signal, saveState, info: log.info, warn: log.warning }
  const place =
    inputs.builder === undefined
      ? inJobContainer(container, inputs, privatePathsOf(context, process.argv[1] ?? ''), step)
      : inDocker(dockerClient(environment), inputs, step)
  const insecure = inputs.insecureRegistries
  const registry = userRegistry(context, { insecure, warn: log.warning, signal })
  const cache = actionsCache(log, signal)
  const { runImageInActionsCache, buildCache } = inputs.cache
  const staging: string[] = []
  const noteStaging = (folder: string): void => {
    staging.push(folder)
    saveState(stagingState, staging.join('\n'))
  }
  await run(inputs, {
    ...place,
    findBuildpacks: (request, builder) =>
      findBuildpacks(request, builder, { registry, platform: builder.platform }),
    noteStaging,
    runImages: new RunImageStore({
      root: inputs.layoutRepo,
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
    upload: (layout) => uploadArtifact({ ...layout, signal }, context, log),
    setOutputs: (outputs) => {
      for (const [name, value] of Object.entries(outputs)) setOutput(name, value)
    },
    writeSummary: (markdown) => writeSummary(markdown, context.summaryFile, log),
    workflow: {
      runId: context.runId,
      job: context.job,
      downloadAction: downloadAction(context.actionRepository, context.actionRef),
    },
    log,
    stopwatch: new Stopwatch(),
    abort,
  })
})
