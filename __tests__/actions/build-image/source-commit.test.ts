import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, type TestContext, test } from 'node:test'
import { findSourceCommit } from '../../../src/actions/build-image/provenance.ts'
import { temporaryFolder } from '../../image/image.ts'

/** A repository with one commit, and an app in `app`. */
const openRepository = async (t: TestContext) => {
  const folder = await temporaryFolder(t)
  const git = (...command: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...command], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim()
  git('init', '--quiet', '--initial-branch=main')
  await mkdir(join(folder, 'app'))
  await writeFile(join(folder, 'app', 'main.sh'), 'echo')
  git('add', '.')
  git('commit', '--quiet', '--message=one')
  return { folder, app: join(folder, 'app'), git, commit: git('rev-parse', 'HEAD') }
}

suite('the commit of an app', () => {
  test('is that of the branch, also if git has packed it', async (t) => {
    const { folder, app, git, commit } = await openRepository(t)
    assert.deepEqual(await findSourceCommit(app, folder), { repository: '', commit })
    git('pack-refs', '--all')
    assert.deepEqual(await findSourceCommit(folder, folder), { repository: '', commit })
  })

  test('is that of a detached HEAD, with the address of the remote and without its credentials', async (t) => {
    const { folder, app, git, commit } = await openRepository(t)
    git('checkout', '--quiet', '--detach')
    git('remote', 'add', 'other', 'https://example.com/other')
    git('remote', 'add', 'origin', 'https://me:token@github.example/octo/app?x=y')
    assert.deepEqual(await findSourceCommit(app, folder), {
      repository: 'https://github.example/octo/app',
      commit,
    })
  })

  test('is unknown without a checkout, and above the workspace', async (t) => {
    const { folder, app } = await openRepository(t)
    assert.equal(await findSourceCommit(app, app), undefined)
    const elsewhere = await temporaryFolder(t)
    assert.equal(await findSourceCommit(elsewhere, elsewhere), undefined)
    await writeFile(join(folder, '.git', 'HEAD'), 'ref: refs/../../../etc/passwd\n')
    assert.equal(await findSourceCommit(app, folder), undefined)
  })
})
