import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { DefaultArtifactClient } from '@actions/artifact'
import {
  type ActionResult,
  type ActionRun,
  isCacheClientFolder,
  runAction,
} from '../../lab/driving/runner.ts'
import type { ResultsService } from '../../lab/services/results.ts'
import { captureToolkit } from '../../src/github/step/toolkit-output.ts'
import { type FailedBuild, failure, openWorkspace, type Workspace } from './build.ts'

/** Creates the empty workspace and RUNNER_TEMP of a later job, for the duration of the test. */
export const openLaterJob = (t: TestContext): Promise<Workspace> => openWorkspace(t, {})

/** A results service and its environment for a step. */
type Service = Pick<ActionRun, 'env'>

export const downloadRun = (
  { folder, temp }: Workspace,
  inputs: Readonly<Record<string, string>>,
  service: Service,
): ActionRun => ({
  action: 'download',
  inputs: { 'artifact-name': 'my-app', digest: 'any', path: 'images/my-app', ...inputs },
  workspace: folder,
  temp,
  ...service,
})

/** Runs a download that must succeed. */
export const download = async (
  job: Workspace,
  inputs: Readonly<Record<string, string>>,
  service: Service,
): Promise<ActionResult> => {
  const result = await runAction(downloadRun(job, inputs, service))
  assert.equal(result.exitCode, 0, `${result.log}\n${result.stderr}`)
  assert.equal(result.stderr, '')
  return result
}

/** Runs a download that must fail as expected errors do and leave no layout or part of one. */
export const failedDownload = async (
  job: Workspace,
  inputs: Readonly<Record<string, string>>,
  service: Service,
): Promise<FailedBuild> => {
  const failed = failure(await runAction(downloadRun(job, inputs, service)))
  await assertNothingLeft(job)
  return failed
}

/** Asserts that a download left nothing in the workspace, and only run images in RUNNER_TEMP. */
export const assertNothingLeft = async ({ folder, temp }: Workspace): Promise<void> => {
  const left = (await readdir(folder, { recursive: true })).filter(
    (path) => !['app', 'images'].includes(path),
  )
  assert.deepEqual(left, [])
  assert.deepEqual(
    (await readdir(temp)).filter((name) => name !== 'layout-repo' && !isCacheClientFolder(name)),
    [],
  )
}

let uploads: Promise<unknown> = Promise.resolve()

/**
 * Uploads bytes as an artifact, as anyone with access to the run can. The archive may contain anything, and GitHub's digest
 * of it is correct.
 */
export const uploadArchive = (
  results: Pick<ResultsService, 'env'>,
  name: string,
  archive: Uint8Array,
): Promise<void> => {
  const upload = async (): Promise<void> => {
    const folder = await mkdtemp(join(tmpdir(), 'lab-upload-'))
    try {
      const file = join(folder, name)
      await writeFile(file, archive)
      Object.assign(process.env, results.env)
      const client = new DefaultArtifactClient()
      // The client uses the file's name as the artifact's name.
      await captureToolkit(
        () => client.uploadArtifact(name, [file], folder, { skipArchive: true }),
        () => {},
      )
    } finally {
      await rm(folder, { recursive: true })
    }
  }
  // The client reads the service's address from the process's environment, so uploads cannot run in parallel.
  const uploaded = uploads.then(upload)
  uploads = uploaded.catch(() => {})
  return uploaded
}
