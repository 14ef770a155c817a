import { getInput } from '@actions/core'
import { downloadArtifact } from '../../github/artifact/artifact-download.ts'
import { ownRunInput } from '../../github/inputs/artifact-input.ts'
import { recordSubjects, writeSummary } from '../../github/step/runner-files.ts'
import { runStep, setOutputs } from '../../github/step/step.ts'
import { stepContext } from '../../github/step/step-context.ts'
import { userRegistry } from '../../registry/registry.ts'
import { readInputs } from './inputs.ts'
import { run } from './run.ts'

await runStep({ title: 'Push failed' }, async ({ log, tasks }) => {
  const context = stepContext(process.env)
  const ownRun = ownRunInput(getInput, context)
  const inputs = readInputs(getInput, context, log.info)
  const insecure = inputs.insecureRegistries
  await run(inputs, {
    ...{ tasks, log, setOutputs },
    registry: userRegistry(context, { insecure, warn: log.warning, signal: tasks.signal }),
    download: (wanted) => downloadArtifact({ ...wanted, ownRun }, context.server, log),
    temporary: context.temporary,
    checksAll: context.runAttempt > 1,
    recordSubjects: (references) => recordSubjects(references, context.artifactsFile, log),
    writeSummary: (markdown) => writeSummary(markdown, context.summaryFile, log),
  })
})
