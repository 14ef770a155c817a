import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changelog } from '../../scripts/changelog.ts'
import { openRepository, runScript } from './repository.ts'

test('the first release says no more than that it is', async (t) => {
  const repository = await openRepository(t)
  await repository.commit('Begin')
  await repository.git('tag', 'v1.0.0')
  assert.equal(await changelog(repository.folder, 'refs/tags/v1.0.0'), 'The first release.\n')
})

test('a release lists the subjects since the one before it, newest first, and their commits', async (t) => {
  const repository = await openRepository(t)
  await repository.commit('Begin')
  await repository.git('tag', 'v1.0.0')
  const first = await repository.commit('Read a layout that has no tag')
  const second = await repository.commit(
    'Say how long a fetch took\n\nA body is for those who read the commit.',
  )
  await repository.git('tag', '--annotate', '--message', 'Next', 'v1.1.0')
  const expected = [
    'Changes since v1.0.0:',
    '',
    `- Say how long a fetch took (${second})`,
    `- Read a layout that has no tag (${first})`,
    '',
  ].join('\n')
  assert.equal(await runScript(repository, 'changelog.ts', ['v1.1.0']), expected)

  const third = await repository.commit('Come after it')
  assert.equal(await changelog(repository.folder, 'refs/tags/v1.1.0'), expected, 'whatever comes later')
  assert.equal(
    await runScript(repository, 'changelog.ts', []),
    `Changes since v1.1.0:\n\n- Come after it (${third})\n`,
    'without a tag, what the next release will say',
  )
})

test('the release before is the highest version; a major tag and a pre-release are none', async (t) => {
  const repository = await openRepository(t)
  await repository.commit('Begin')
  await repository.git('tag', 'v1.9.0')
  await repository.commit('Ten')
  await repository.git('tag', 'v1.10.0')
  await repository.git('tag', 'v1')
  await repository.commit('Candidate')
  await repository.git('tag', 'v2.0.0-rc.1')
  await repository.git('tag', 'v2')
  await repository.commit('Done')
  const notes = await changelog(repository.folder, 'HEAD')
  assert.match(notes, /^Changes since v1\.10\.0:\n\n- Done \([0-9a-f]{40}\)\n- Candidate \([0-9a-f]{40}\)\n$/)
})

test('a merge is not listed, what it brings is', async (t) => {
  const repository = await openRepository(t)
  await repository.commit('Begin')
  await repository.git('tag', 'v1.0.0')
  await repository.git('switch', '--quiet', '--create', 'feature')
  await repository.commit('Add a feature')
  await repository.git('switch', '--quiet', 'main')
  await repository.git('merge', '--quiet', '--no-ff', '--message', 'Merge a feature', 'feature')
  const notes = await changelog(repository.folder, 'HEAD')
  assert.match(notes, /- Add a feature/)
  assert.doesNotMatch(notes, /Merge/)
})

test('a subject is text and no Markdown: it calls nobody and links nowhere', async (t) => {
  const repository = await openRepository(t)
  await repository.commit('Begin')
  await repository.git('tag', 'v1.0.0')
  await repository.commit('Thank @octocat for <img src=x> and [this](https://example.com)')
  const [, , line = ''] = (await changelog(repository.folder, 'HEAD')).split('\n')
  assert.doesNotMatch(line, /@octocat|<img|\[this\]|\]\(/)
  assert.match(line, /^- Thank /)
})

test('without anything new since the last release the list is empty', async (t) => {
  const repository = await openRepository(t)
  await repository.commit('Begin')
  await repository.git('tag', 'v1.0.0')
  await repository.git('commit', '--quiet', '--allow-empty', '--message', 'Only this')
  await repository.git('tag', 'v1.0.1')
  await repository.git('tag', 'v1.0.2')
  assert.match(
    await changelog(repository.folder, 'refs/tags/v1.0.2'),
    /^Changes since v1\.0\.0:\n\n- Only this/,
  )
})
