import { homedir } from 'node:os'
import { join } from 'node:path'
import { getInput, setOutput, summary } from '@actions/core'
import { dockerClient } from '../../docker/command.ts'
import { runStep } from '../../github/step.ts'
import { dockerCredentials } from '../../registry/credentials/docker-config.ts'
import { createRegistry } from '../../registry/registry.ts'
import { LayoutRepo } from '../../store/layout-repo.ts'
import { readInputs } from './inputs.ts'
import { run } from './run.ts'

/** What `uses:` has to say for the download action of this very version; an action of the same repository has no name. */
const downloadAction = (repository: string | undefined, ref: string | undefined): string =>
  repository ? `${repository}/download@${ref}` : './download'

await runStep(async ({ log, abort }) => {
  const { env } = process
  const inputs = await readInputs((name) => getInput(name), {
    workspace: env['GITHUB_WORKSPACE'] ?? process.cwd(),
    temporary: env['RUNNER_TEMP'] ?? '/tmp',
    environment: env,
  })
  const registry = createRegistry({
    credentials: dockerCredentials(env['DOCKER_CONFIG'] ?? join(homedir(), '.docker'), env),
    proxy: env,
    warn: log.warning,
    signal: abort.signal,
  })
  const outputs = await run(inputs, {
    docker: dockerClient(env),
    layoutRepo: new LayoutRepo(inputs.layoutRepo, registry, log.warning),
    log,
    workflowRun: {
      serverUrl: env['GITHUB_SERVER_URL'] ?? 'https://github.com',
      repository: env['GITHUB_REPOSITORY'] ?? '',
      runId: Number(env['GITHUB_RUN_ID']),
    },
    job: env['GITHUB_JOB'] ?? 'build',
    downloadAction: downloadAction(env['GITHUB_ACTION_REPOSITORY'], env['GITHUB_ACTION_REF']),
    abort,
  })

  setOutput('layout-path', outputs.layoutPath)
  setOutput('image-name', outputs.imageName)
  setOutput('digest', outputs.digest)
  setOutput('image-id', outputs.imageId)
  setOutput('platform', outputs.platform)
  setOutput('size', outputs.size)
  setOutput('run-image', outputs.runImage)
  setOutput('run-image-digest', outputs.runImageDigest)
  setOutput('cache-hit', outputs.cacheHit)
  setOutput('artifact-id', outputs.artifact?.id)
  setOutput('artifact-name', outputs.artifact?.name)
  setOutput('artifact-url', outputs.artifact?.url)
  setOutput('artifact-digest', outputs.artifact?.digest)
  if (inputs.summary) await summary.addRaw(outputs.summary).write()
})
