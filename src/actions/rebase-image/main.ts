import { getInput } from '@actions/core'
import { downloadArtifact } from '../../github/artifact/artifact-download.ts'
import { uploadArtifact } from '../../github/artifact/artifact-upload.ts'
import { actionsCache } from '../../github/cache/cache.ts'
import { ownRunInput } from '../../github/inputs/artifact-input.ts'
import { writeSummary } from '../../github/step/runner-files.ts'
import { runStep, setOutputs } from '../../github/step/step.ts'
import { stepContext } from '../../github/step/step-context.ts'
import { userRegistry } from '../../registry/registry.ts'
import { RunImageStore } from '../../store/run-images.ts'
import { readInputs } from './inputs.ts'
import { run } from './run.ts'

await runStep({ title: 'Rebase failed' }, async ({ log, tasks }) => {
  const context = stepContext(process.env)
  const { signal } = tasks
  const ownRun = ownRunInput(getInput, context)
  const inputs = readInputs(getInput, context)
  const insecure = inputs.insecureRegistries
  const registry = userRegistry(context, { insecure, warn: log.warning, signal })
  await run(inputs, {
    ...{ tasks, log, registry, setOutputs },
    runImages: new RunImageStore({
      root: inputs.layoutRepo,
      registry,
      cache: inputs.cache ? actionsCache(log, signal) : undefined,
      info: log.info,
      warn: log.warning,
    }),
    download: (wanted) => downloadArtifact({ ...wanted, ownRun }, context.server, log),
    uploadArtifact: (layout) => uploadArtifact({ ...layout, signal }, context, log),
    writeSummary: (markdown) => writeSummary(markdown, context.summaryFile, log),
  })
})
