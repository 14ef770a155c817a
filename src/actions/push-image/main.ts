import { getInput, setOutput } from '@actions/core'
import { collectEarly } from '../../command/garbage-collection.ts'
import { downloadArtifact } from '../../github/artifact-download.ts'
import { nameSubjects } from '../../github/attestation-subjects.ts'
import { runStep } from '../../github/step.ts'
import { stepContext } from '../../github/step-context.ts'
import { writeSummary } from '../../github/summary.ts'
import { userRegistry } from '../../registry/user-registry.ts'
import { readInputs } from './inputs.ts'
import { run } from './run.ts'
import { formatSummary } from './summary.ts'

collectEarly()
await runStep(async ({ log, tasks: { signal } }) => {
  const context = stepContext(process.env)
  const { artifactsFile, summaryFile } = context
  const inputs = readInputs(getInput, context)
  const insecure = inputs.insecureRegistries
  const registry = userRegistry(context, { insecure, warn: log.warning, signal })
  const outputs = await run(inputs, {
    registry,
    download: (wanted) => downloadArtifact(wanted, context.server, log),
    temporary: context.temporary,
    info: log.info,
    warn: log.warning,
    signal,
  })
  setOutput('digest', outputs.digest)
  setOutput('references', outputs.references.join('\n'))
  setOutput('subject-name', outputs.subjectName)
  await nameSubjects(outputs.references, artifactsFile, log)
  if (inputs.summary) await writeSummary(formatSummary(outputs), summaryFile, log)
})
