import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { suite, type TestContext, test } from 'node:test'
import * as v from 'valibot'
import { parse } from 'yaml'
import { root } from '../../lab/tools/folder.ts'
import { openRepository, release, type TestRepository, tagInOrigin } from './repository.ts'

const WorkflowSchema = v.object({
  jobs: v.record(
    v.string(),
    v.object({ steps: v.optional(v.array(v.object({ run: v.optional(v.string()) })), []) }),
  ),
})

/** The shell commands of a job of release.yml. */
const { jobs } = v.parse(
  WorkflowSchema,
  parse(await readFile(join(root, '.github', 'workflows', 'release.yml'), 'utf8')),
)
const commandsOf = (job: string): string =>
  (jobs[job]?.steps ?? []).flatMap(({ run }) => (run === undefined ? [] : [run])).join('\n')

interface ShellResult {
  readonly exitCode: number | null
  readonly printed: string
}

/** Runs the commands of a job as a runner does, for the push of a tag, in a checkout of it. */
const runJob = async (
  t: TestContext,
  job: string,
  tag: string,
  { folder }: TestRepository,
): Promise<ShellResult> => {
  const bin = await mkdtemp(join(tmpdir(), 'release-'))
  t.after(() => rm(bin, { recursive: true, force: true }))
  await writeFile(join(bin, 'gh'), '#!/bin/sh\ntest "$*" = "auth setup-git"\n')
  await chmod(join(bin, 'gh'), 0o755)
  const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', commandsOf(job)], {
    cwd: folder,
    env: { ...process.env, PATH: [bin, process.env['PATH']].join(delimiter), GITHUB_REF_NAME: tag },
    encoding: 'utf8',
  })
  return { exitCode: status, printed: stdout + stderr }
}

const accepts = (result: ShellResult) => assert.equal(result.exitCode, 0, result.printed)
const refuses = (result: ShellResult, reason: RegExp) => {
  assert.equal(result.exitCode, 1, result.printed)
  assert.match(result.printed, reason)
}

suite('a release', () => {
  test('is a version on main, with a plain or an annotated tag, higher than those before it', async (t) => {
    const repository = await openRepository(t)
    await release(repository, 'v1.9.0')
    await release(repository, 'v1.10.0', '--annotate', '--message', 'One')
    await repository.commit('Go on')
    await repository.git('push', '--quiet', 'origin', 'main')
    accepts(await runJob(t, 'tag', 'v1.10.0', repository))
  })

  test('is not on another branch', async (t) => {
    const repository = await openRepository(t)
    await release(repository, 'v1.0.0')
    await repository.commit('Not reviewed')
    await repository.git('tag', 'v1.0.1')
    refuses(
      await runJob(t, 'tag', 'v1.0.1', repository),
      /^::error::v1\.0\.1 cannot be released: its commit is not on the main branch\. Delete the tag/m,
    )
  })

  test('is not lower than another version', async (t) => {
    const repository = await openRepository(t)
    await release(repository, 'v1.10.0')
    await release(repository, 'v1.9.0')
    refuses(await runJob(t, 'tag', 'v1.9.0', repository), /v1\.10\.0 is a higher version/)
  })

  test('is not a pre-release, a major version or a version with leading zeros', async (t) => {
    const repository = await openRepository(t)
    for (const tag of ['v1.0.0-rc.1', 'v1', 'v1.02.0']) {
      await release(repository, tag)
      refuses(await runJob(t, 'tag', tag, repository), /is not a version such as v1\.2\.3/)
    }
  })
})

suite('the tag of a major version', () => {
  test('is created by its first release and follows the next ones', async (t) => {
    const repository = await openRepository(t)
    const first = await release(repository, 'v1.0.0')
    accepts(await runJob(t, 'major-tag', 'v1.0.0', repository))
    assert.equal(await tagInOrigin(repository, 'v1'), first)

    const second = await release(repository, 'v1.1.0', '--annotate', '--message', 'Annotated')
    accepts(await runJob(t, 'major-tag', 'v1.1.0', repository))
    accepts(await runJob(t, 'major-tag', 'v1.1.0', repository))
    assert.equal(await tagInOrigin(repository, 'v1'), second, 'names the commit, not the tag object')
    assert.equal(await tagInOrigin(repository, 'v1.0.0'), first, 'an exact tag stays')
  })

  test('stays when the next major version gets its own', async (t) => {
    const repository = await openRepository(t)
    const one = await release(repository, 'v1.0.0')
    accepts(await runJob(t, 'major-tag', 'v1.0.0', repository))
    const two = await release(repository, 'v2.0.0')
    accepts(await runJob(t, 'major-tag', 'v2.0.0', repository))
    assert.deepEqual([await tagInOrigin(repository, 'v1'), await tagInOrigin(repository, 'v2')], [one, two])
  })

  test('is replaced if it is annotated', async (t) => {
    const repository = await openRepository(t)
    await release(repository, 'v1.0.0')
    await release(repository, 'v1', '--annotate', '--message', 'Made by hand')
    const next = await release(repository, 'v1.0.1')
    accepts(await runJob(t, 'major-tag', 'v1.0.1', repository))
    assert.equal(await tagInOrigin(repository, 'v1'), next)
  })

  test('does not go back to a lower version, even if that was tagged later', async (t) => {
    const repository = await openRepository(t)
    const higher = await release(repository, 'v1.1.0')
    accepts(await runJob(t, 'major-tag', 'v1.1.0', repository))
    await release(repository, 'v1.0.9')
    refuses(
      await runJob(t, 'major-tag', 'v1.0.9', repository),
      /^::error::v1 cannot follow v1\.0\.9: v1\.1\.0 is a higher version\. It stays where it is\.$/m,
    )
    assert.equal(await tagInOrigin(repository, 'v1'), higher)
  })

  test('does not leave its history', async (t) => {
    const repository = await openRepository(t)
    await repository.commit('Begin')
    const before = await release(repository, 'v1.0.0')
    accepts(await runJob(t, 'major-tag', 'v1.0.0', repository))
    await repository.git('reset', '--quiet', '--hard', 'HEAD~1')
    await repository.commit('Another history')
    await repository.git('tag', 'v1.0.1')
    await repository.git('push', '--quiet', 'origin', 'refs/tags/v1.0.1')
    refuses(await runJob(t, 'major-tag', 'v1.0.1', repository), /is not in the history of/)
    assert.equal(await tagInOrigin(repository, 'v1'), before)
  })

  test('does not follow an exact tag that was moved or deleted', async (t) => {
    const repository = await openRepository(t)
    await release(repository, 'v1.0.0')
    await repository.commit('Not what was released')
    refuses(await runJob(t, 'major-tag', 'v1.0.0', repository), /its tag is no longer at/)
    await repository.git('tag', 'v1.0.1')
    refuses(await runJob(t, 'major-tag', 'v1.0.1', repository), /v1 cannot follow v1\.0\.1/)
    assert.equal(await tagInOrigin(repository, 'v1'), '')
  })
})
