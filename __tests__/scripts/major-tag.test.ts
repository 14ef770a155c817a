import assert from 'node:assert/strict'
import { test } from 'node:test'
import { moveMajorTag } from '../../scripts/major-tag.ts'
import { openRepository, runScript, type TestRepository } from './repository.ts'

/** A commit on main with this tag, both in `origin`. */
const release = async (
  { commit, git }: TestRepository,
  tag: string,
  ...options: string[]
): Promise<string> => {
  const hash = await commit(`Make ${tag}`)
  await git('tag', ...options, tag)
  await git('push', '--quiet', 'origin', 'main', `refs/tags/${tag}`)
  return hash
}

/** The commit that a tag of `origin` names. */
const tagged = async ({ origin, git }: TestRepository, tag: string): Promise<string> =>
  (await git('ls-remote', origin, `refs/tags/${tag}`)).split('\t')[0] ?? ''

test('the major version’s tag is made by its first release and follows the next ones', async (t) => {
  const repository = await openRepository(t)
  const first = await release(repository, 'v1.0.0')
  assert.equal(await moveMajorTag(repository.folder, 'v1.0.0'), true)
  assert.equal(await tagged(repository, 'v1'), first)

  const second = await release(repository, 'v1.1.0', '--annotate', '--message', 'An annotated one')
  assert.equal(await moveMajorTag(repository.folder, 'v1.1.0'), true)
  assert.equal(await tagged(repository, 'v1'), second, 'the commit and not the tag’s own object')

  assert.equal(await moveMajorTag(repository.folder, 'v1.1.0'), false, 'it is there')
  assert.equal(await tagged(repository, 'v1.0.0'), first, 'an exact tag stays')
})

test('another major version has a tag of its own', async (t) => {
  const repository = await openRepository(t)
  const one = await release(repository, 'v1.0.0')
  await moveMajorTag(repository.folder, 'v1.0.0')
  const two = await release(repository, 'v2.0.0')
  const said = await runScript(repository, 'major-tag.ts', ['v2.0.0'])
  assert.equal(said, "The major version's tag follows v2.0.0.\n")
  assert.deepEqual([await tagged(repository, 'v1'), await tagged(repository, 'v2')], [one, two])
})

test('an annotated major tag is replaced', async (t) => {
  const repository = await openRepository(t)
  await release(repository, 'v1.0.0')
  await release(repository, 'v1', '--annotate', '--message', 'Made by hand')
  const next = await release(repository, 'v1.0.1')
  assert.equal(await moveMajorTag(repository.folder, 'v1.0.1'), true)
  assert.equal(await tagged(repository, 'v1'), next)
})

test('it does not go back to a lower version, even one that was made later', async (t) => {
  const repository = await openRepository(t)
  await release(repository, 'v1.1.0')
  await moveMajorTag(repository.folder, 'v1.1.0')
  const before = await tagged(repository, 'v1')
  await release(repository, 'v1.0.9')
  await assert.rejects(
    moveMajorTag(repository.folder, 'v1.0.9'),
    /«v1» cannot follow «v1\.0\.9»: «v1\.1\.0» is a higher version\. It stays where it is\./,
  )
  assert.equal(await tagged(repository, 'v1'), before)
})

test('it does not go where its history is lost', async (t) => {
  const repository = await openRepository(t)
  await repository.commit('Begin')
  await release(repository, 'v1.0.0')
  await moveMajorTag(repository.folder, 'v1.0.0')
  const before = await tagged(repository, 'v1')
  await repository.git('reset', '--quiet', '--hard', 'HEAD~1')
  await repository.commit('Another history')
  await repository.git('tag', 'v1.0.1')
  await repository.git('push', '--quiet', 'origin', 'refs/tags/v1.0.1')
  await assert.rejects(moveMajorTag(repository.folder, 'v1.0.1'), /is not in the history of/)
  assert.equal(await tagged(repository, 'v1'), before)
})

test('it follows no pre-release and nothing that is no version', async (t) => {
  const repository = await openRepository(t)
  for (const tag of ['v1.0.0-rc.1', 'v1', 'latest']) {
    await release(repository, tag)
    await assert.rejects(moveMajorTag(repository.folder, tag), /is no release/)
  }
  await assert.rejects(runScript(repository, 'major-tag.ts', ['v1.0.0-rc.1']), /is no release/)
})

test('it does not follow an exact tag that was moved, or is not in origin', async (t) => {
  const repository = await openRepository(t)
  await release(repository, 'v1.0.0')
  await repository.commit('Not what was released')
  await assert.rejects(
    moveMajorTag(repository.folder, 'v1.0.0'),
    /«v1» cannot follow «v1\.0\.0»: origin's «v1\.0\.0» is not the commit/,
  )
  await repository.git('tag', 'v1.0.1')
  await assert.rejects(moveMajorTag(repository.folder, 'v1.0.1'), /is not the commit/)
  assert.equal(await tagged(repository, 'v1'), '')
})
