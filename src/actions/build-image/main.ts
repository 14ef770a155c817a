import { homedir } from 'node:os'
import { join } from 'node:path'
import { getInput, setOutput, summary } from '@actions/core'
import { findBuilder } from '../../cnb/find-builder.ts'
import { dockerClient } from '../../docker/command.ts'
import { uploadArtifact } from '../../github/artifact.ts'
import { actionsCache } from '../../github/cache.ts'
import { runStep } from '../../github/step.ts'
import { dockerCredentials } from '../../registry/credentials/docker-config.ts'
import { createRegistry } from '../../registry/registry.ts'
import { dockerSandbox } from '../../sandbox/docker-sandbox.ts'
import { RunImageStore } from '../../store/run-images.ts'
import { readInputs } from './inputs.ts'
import { run } from './run.ts'
import { Stopwatch } from './stopwatch.ts'

/** What `uses:` has to say for the download action of this very version; an action of the same repository has no name. */
const downloadAction = (repository: string | undefined, ref: string | undefined): string =>
  repository ? `${repository}/download@${ref}` : './download'

await runStep(async ({ log, abort }) => {
  const { env } = process
  const { signal } = abort
  const inputs = await readInputs((name) => getInput(name), {
    workspace: env['GITHUB_WORKSPACE'] ?? process.cwd(),
    temporary: env['RUNNER_TEMP'] ?? '/tmp',
    environment: env,
  })
  const docker = dockerClient(env)
  const registry = createRegistry({
    credentials: dockerCredentials(env['DOCKER_CONFIG'] ?? join(homedir(), '.docker'), env),
    proxy: env,
    warn: log.warning,
    signal,
  })
  const workflowRun = {
    serverUrl: env['GITHUB_SERVER_URL'] ?? 'https://github.com',
    repository: env['GITHUB_REPOSITORY'] ?? '',
    runId: Number(env['GITHUB_RUN_ID']),
  }
  await run(inputs, {
    findBuilder: (order) => findBuilder(docker, order, log.info, signal),
    openSandbox: (builder) => dockerSandbox(docker, builder),
    runImages: new RunImageStore({
      root: inputs.layoutRepo,
      registry,
      cache: inputs.cache ? actionsCache(log, signal) : undefined,
      info: log.info,
      warn: log.warning,
    }),
    upload: (files) => uploadArtifact({ ...files, signal }, workflowRun, log),
    setOutputs: (outputs) => {
      for (const [name, value] of Object.entries(outputs)) setOutput(name, value)
    },
    writeSummary: async (markdown) => {
      await summary.addRaw(markdown).write()
    },
    workflow: {
      runId: workflowRun.runId,
      job: env['GITHUB_JOB'] ?? 'build',
      downloadAction: downloadAction(env['GITHUB_ACTION_REPOSITORY'], env['GITHUB_ACTION_REF']),
    },
    log,
    stopwatch: new Stopwatch(),
    abort,
  })
})
