import { getInput, setOutput } from '@actions/core'
import { collectEarly } from '../../command/garbage-collection.ts'
import { dockerClient } from '../../docker/command.ts'
import { downloadArtifact } from '../../github/artifact-download.ts'
import { actionsCache } from '../../github/cache.ts'
import { runStep } from '../../github/step.ts'
import { stepContext } from '../../github/step-context.ts'
import { userRegistry } from '../../registry/user-registry.ts'
import { RunImageStore } from '../../store/run-images.ts'
import { readInputs } from './inputs.ts'
import { run } from './run.ts'

collectEarly()
await runStep(async ({ log, tasks: { signal } }) => {
  const context = stepContext(process.env)
  const inputs = readInputs(getInput, context)
  const insecure = inputs.insecureRegistries
  const registry = userRegistry(context, { insecure, warn: log.warning, signal })
  const outputs = await run(inputs, {
    download: (wanted) => downloadArtifact(wanted, context.server, log),
    runImages: new RunImageStore({
      root: inputs.layoutRepo,
      registry,
      cache: inputs.cache ? actionsCache(log, signal) : undefined,
      info: log.info,
      warn: log.warning,
    }),
    registry,
    docker: dockerClient(context.environment),
    info: log.info,
    warn: log.warning,
    signal,
  })
  setOutput('layout-path', outputs.layoutPath)
  setOutput('digest', outputs.digest)
  setOutput('image-id', outputs.imageId ?? '')
  setOutput('image-name', outputs.imageName ?? '')
  setOutput('size', outputs.size)
  setOutput('complete', outputs.complete)
  setOutput('sbom-path', outputs.sbomPaths.join('\n'))
})
