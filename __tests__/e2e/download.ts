import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { DefaultArtifactClient } from '@actions/artifact'
import { type ActionResult, type ActionRun, runAction } from '../../lab/driving/runner.ts'
import type { ResultsService } from '../../lab/services/results.ts'
import { captureToolkit } from '../../src/github/step/toolkit-output.ts'
import { type FailedBuild, failure, openWorkspace, type Workspace } from './build.ts'

/** A later job's runner: its workspace and temporary folder are empty. Removed after the test. */
export const openLaterJob = (t: TestContext): Promise<Workspace> => openWorkspace(t, {})

/** A results service, by the environment that it gives a step. */
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

/** A download that must succeed. */
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

/** A download that must fail as expected errors do, and leave nothing: no layout, no part of one. */
export const failedDownload = async (
  job: Workspace,
  inputs: Readonly<Record<string, string>>,
  service: Service,
): Promise<FailedBuild> => {
  const failed = failure(await runAction(downloadRun(job, inputs, service)))
  await assertNothingLeft(job)
  return failed
}

/** Of a download there is nothing in the workspace, nor in the runner's temporary folder but run images. */
export const assertNothingLeft = async ({ folder, temp }: Workspace): Promise<void> => {
  const left = (await readdir(folder, { recursive: true })).filter(
    (path) => !['app', 'images'].includes(path),
  )
  assert.deepEqual(left, [])
  assert.deepEqual(
    (await readdir(temp)).filter((name) => name !== 'layout-repo'),
    [],
  )
}

let uploads: Promise<unknown> = Promise.resolve()

/**
 * Uploads bytes as the artifact of a name, as anybody with access to the run can: what is in the archive is up to them,
 * and the digest that GitHub keeps of it fits.
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
      // The client takes the file's name for the artifact's.
      await captureToolkit(
        () => client.uploadArtifact(name, [file], folder, { skipArchive: true }),
        () => {},
      )
    } finally {
      await rm(folder, { recursive: true })
    }
  }
  // The client has the service's address from the process's environment, of which there is one.
  const uploaded = uploads.then(upload)
  uploads = uploaded.catch(() => {})
  return uploaded
}
