import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { TestContext } from 'node:test'
import type { RepositoryContent, WorkflowResult } from '../../lab/driving/act.ts'
import type { StepResult } from '../../lab/driving/act-log.ts'
import { pushRunImage, type RunImageKind } from '../../lab/images/run-images.ts'
import { type RegistryRequest, readRequests } from '../../lab/services/registry.ts'
import { type ResultsService, startResultsService } from '../../lab/services/results.ts'
import { openLab } from '../../lab/testing/lab.ts'
import { run } from '../../lab/tools/command.ts'
import { root } from '../../lab/tools/folder.ts'

export const lab = await openLab()

/** A temporary folder, removed after the test. */
export const openFolder = async (t: TestContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'lab-workflow-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** GitHub's results service with nothing in it; ended after the test. */
export const openResults = async (t: TestContext): Promise<ResultsService> => {
  const folder = await mkdtemp(join(tmpdir(), 'lab-results-'))
  const results = await startResultsService({ folder })
  t.after(async () => {
    await results.close()
    await rm(folder, { recursive: true, force: true })
  })
  return results
}

/** The app of examples/hello, in a folder of a repository. */
export const hello = (folder = '.'): RepositoryContent => ({
  [join(folder, 'hello.sh')]: { copyOf: join(root, 'examples', 'hello', 'hello.sh') },
})

/** A run image in a repository that no other test has, so that the registry's log tells who asked for it. */
export const ownRunImage = async (
  name: string,
  kind: RunImageKind = 'docker',
  tag: string = kind,
): Promise<string> => {
  await pushRunImage({ registry: lab.registry.address, name }, 'tiny', kind, tag)
  return `${lab.registry.address}/${name}:${tag}`
}

/** What the registry was asked about one repository. */
export const requestsFor = async (repository: string): Promise<readonly RegistryRequest[]> =>
  (await readRequests(lab.registry.accessLog)).filter(({ path }) => path.startsWith(`/v2/${repository}/`))

/** A copy of a workflow in a folder, with one part of its text replaced by another. */
export const adapted = async (
  workflow: string,
  folder: string,
  part: string,
  replacement: string,
): Promise<string> => {
  const text = await readFile(workflow, 'utf8')
  assert.ok(text.includes(part), `${workflow} has no "${part}"`)
  const copy = join(folder, basename(workflow))
  await writeFile(
    copy,
    text.replaceAll(part, () => replacement),
  )
  return copy
}

/**
 * A copy of a workflow whose downloads and pushes take any image where act has lost the digest: of the jobs of a matrix, it gives
 * the outputs of the first that ends only. GitHub gives each output that some job has set.
 */
export const withLostOutputs = async (workflow: string, folder: string): Promise<string> => {
  const text = await readFile(workflow, 'utf8')
  const copy = join(folder, basename(workflow))
  await writeFile(copy, text.replaceAll(/(\$\{\{ needs\.\w+\.outputs\.digest\S*) \}\}/g, "$1 || 'any' }}"))
  return copy
}

/** Takes an image that a workflow loads out of the engine after the test. */
export const removeLater = (t: TestContext, ...images: readonly string[]): void =>
  t.after(() => run('docker', ['image', 'rm', '--force', ...images]))

/** A step that a workflow came to; `id` is its `id:`, or its place from 0 on. */
export const stepOf = ({ jobs, transcript }: WorkflowResult, job: string, id: string): StepResult => {
  const step = jobs.get(job)?.steps.get(id)
  assert.ok(step, `There is no step ${id} of a job ${job}.\n${transcript}`)
  return step
}

/** The workflow succeeded, with these jobs and no other. */
export const assertSucceeded = (
  { exitCode, jobs, transcript }: WorkflowResult,
  ...names: readonly string[]
) => {
  assert.equal(exitCode, 0, transcript)
  assert.deepEqual(
    Object.fromEntries([...jobs].map(([name, { outcome }]) => [name, outcome])),
    Object.fromEntries(names.map((name) => [name, 'success'])),
    transcript,
  )
}
