import assert from 'node:assert/strict'
import { readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { commitBundles } from '../../../scripts/dist-update/commit.ts'
import { writeZip } from '../../github/zip.ts'
import { openRepository, runScript, type TestRepository } from '../repository.ts'

const bundles = (files: Readonly<Record<string, string>>): ReadonlyMap<string, Buffer> =>
  new Map(Object.entries(files).map(([name, content]) => [name, Buffer.from(content)]))

/** What Dependabot's branch has: an update, and `dist` as it was before. */
const openUpdate = async (repository: TestRepository): Promise<string> => {
  await repository.commit('Begin', {
    'package.json': '1',
    'dist/index.js': 'old',
    'dist/9.index.js': 'gone later',
  })
  return repository.commit('Bump the npm group', { 'package.json': '2' })
}

const filesOf = async ({ git }: TestRepository, commit: string): Promise<readonly string[]> =>
  (await git('ls-tree', '-r', commit)).split('\n').map((line) => line.replace(/ [0-9a-f]{40}\t/, ' '))

test('a commit follows the update in which dist holds the bundles and nothing else', async (t) => {
  const repository = await openRepository(t)
  const head = await openUpdate(repository)
  const commit = await commitBundles(repository.folder, head, bundles({ 'index.js': 'new\r\n', 'a.txt': '' }))
  assert.ok(commit)
  assert.deepEqual(await filesOf(repository, commit), [
    '100644 blob dist/a.txt',
    '100644 blob dist/index.js',
    '100644 blob package.json',
  ])
  assert.equal(await repository.git('cat-file', '-s', `${commit}:dist/index.js`), '5', 'byte by byte')
  assert.equal(await repository.git('rev-parse', `${commit}^`), head)
  assert.equal(
    await repository.git('log', '-1', '--format=%an <%ae> %s', commit),
    'github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com> ' +
      'Bundle what the update changes in dist [dependabot skip]',
  )
  assert.equal(await repository.git('rev-parse', 'main'), head, 'no branch moves before the push')
})

test('there is no commit where dist holds the bundles already, as after the commit before', async (t) => {
  const repository = await openRepository(t)
  const head = await openUpdate(repository)
  const files = bundles({ 'index.js': 'new' })
  const commit = await commitBundles(repository.folder, head, files)
  assert.equal(await commitBundles(repository.folder, commit ?? '', files), undefined)
})

test('a hostile tree is not followed: a link in place of dist, odd names, attributes', async (t) => {
  const repository = await openRepository(t)
  await symlink('/etc', join(repository.folder, 'dist'))
  const head = await repository.commit('Bump', {
    '.gitattributes': '* filter=evil text eol=crlf\n',
    'a\tb\n"ü".txt': 'odd',
  })
  const commit = await commitBundles(repository.folder, head, bundles({ 'index.js': 'a\nb\n' }))
  assert.ok(commit)
  const listed = await repository.git(
    '-c',
    'core.quotePath=false',
    'ls-tree',
    '-r',
    '-z',
    '--name-only',
    commit,
  )
  assert.deepEqual(listed.split('\0').filter(Boolean), ['.gitattributes', 'a\tb\n"ü".txt', 'dist/index.js'])
  assert.equal(await repository.git('cat-file', 'blob', `${commit}:dist/index.js`), 'a\nb')
  assert.equal(
    await readFile(join(repository.folder, '.gitattributes'), 'utf8'),
    '* filter=evil text eol=crlf\n',
  )
})

test('the script prints the commit, which the branch takes only where it did not move', async (t) => {
  const repository = await openRepository(t)
  const head = await openUpdate(repository)
  const branch = 'dependabot/npm_and_yarn/npm-1'
  await repository.git('push', '--quiet', 'origin', `${head}:refs/heads/${branch}`)
  const answer = join(repository.folder, '..', 'pull-request.json')
  await writeFile(
    answer,
    JSON.stringify({
      state: 'open',
      user: { login: 'dependabot[bot]' },
      head: { ref: branch, sha: head, repo: { full_name: 'octo/app' } },
    }),
  )
  const zip = await writeZip(join(repository.folder, '..', 'dist.zip'), [
    { name: 'index.js', content: Buffer.from('new') },
  ])
  const env = { GITHUB_REPOSITORY: 'octo/app', HEAD_BRANCH: branch, HEAD_COMMIT: head }
  const commit = (await runScript(repository, 'dist-update.ts', [answer, zip], env)).trim()
  assert.match(commit, /^[0-9a-f]{40}$/)

  const push = (expected: string) =>
    repository.git(
      'push',
      '--quiet',
      `--force-with-lease=refs/heads/${branch}:${expected}`,
      'origin',
      `${commit}:refs/heads/${branch}`,
    )
  const newer = await repository.commit('Bump once more')
  await repository.git('push', '--quiet', 'origin', `${newer}:refs/heads/${branch}`)
  await assert.rejects(push(head), /stale info/)
  await repository.git('push', '--quiet', '--force', 'origin', `${head}:refs/heads/${branch}`)
  await push(head)
  assert.match(await repository.git('ls-remote', 'origin', `refs/heads/${branch}`), new RegExp(`^${commit}`))

  const moved = { ...env, HEAD_COMMIT: newer }
  await assert.rejects(
    runScript(repository, 'dist-update.ts', [answer, zip], moved),
    /Nothing is committed .* its head is/,
  )
})
