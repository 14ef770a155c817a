import { homedir } from 'node:os'
import { join } from 'node:path'
import { getInput, setOutput } from '@actions/core'
import { dockerClient } from '../../docker/command.ts'
import { downloadArtifact } from '../../github/artifact.ts'
import { actionsCache } from '../../github/cache.ts'
import { runStep } from '../../github/step.ts'
import { dockerCredentials } from '../../registry/credentials/docker-config.ts'
import { createRegistry } from '../../registry/registry.ts'
import { RunImageStore } from '../../store/run-images.ts'
import { readInputs } from './inputs.ts'
import { run } from './run.ts'

await runStep(async ({ log, abort: { signal } }) => {
  const { env } = process
  const inputs = readInputs(getInput, {
    workspace: env['GITHUB_WORKSPACE'] ?? process.cwd(),
    temporary: env['RUNNER_TEMP'] ?? '/tmp',
    repository: env['GITHUB_REPOSITORY'] ?? '',
  })
  const credentials = dockerCredentials(env['DOCKER_CONFIG'] ?? join(homedir(), '.docker'), env)
  const registry = createRegistry({ credentials, proxy: env, warn: log.warning, signal })
  const outputs = await run(inputs, {
    download: (wanted) => downloadArtifact(wanted, log),
    runImages: new RunImageStore({
      root: inputs.layoutRepo,
      registry,
      cache: inputs.cache ? actionsCache(log, signal) : undefined,
      info: log.info,
      warn: log.warning,
    }),
    docker: dockerClient(env),
    info: log.info,
    signal,
  })
  setOutput('layout-path', outputs.layoutPath)
  setOutput('digest', outputs.digest)
  setOutput('image-id', outputs.imageId)
  setOutput('image-name', outputs.imageName ?? '')
  setOutput('size', outputs.size)
  setOutput('complete', outputs.complete)
})
