import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import {
  checkReleaseTag,
  compareReleases,
  parseReleaseTag,
  requireReleaseTag,
} from '../../scripts/release-tag.ts'
import { openRepository, runScript } from './repository.ts'

suite('the name of a release', () => {
  test('is an exact version', () => {
    assert.deepEqual(parseReleaseTag('v12.0.30'), { name: 'v12.0.30', major: 'v12', numbers: [12, 0, 30] })
  })

  for (const name of [
    'v1',
    'v1.2',
    '1.2.3',
    'v1.2.3-rc.1',
    'v1.2.3+build',
    'v01.2.3',
    'v1.2.3\n',
    '-v1.2.3',
    '',
  ]) {
    test(`is not ${JSON.stringify(name)}`, () => {
      assert.equal(parseReleaseTag(name), undefined)
      assert.throws(
        () => requireReleaseTag(name),
        /is no release: only an exact version is, such as v1\.2\.3/,
      )
    })
  }

  test('is ordered by its numbers', () => {
    const sorted = ['v1.10.0', 'v1.9.9', 'v2.0.0', 'v1.9.10'].map(requireReleaseTag).toSorted(compareReleases)
    assert.deepEqual(
      sorted.map(({ name }) => name),
      ['v1.9.9', 'v1.9.10', 'v1.10.0', 'v2.0.0'],
    )
  })
})

suite('a tag that may become a release', () => {
  test('is on a commit of the main branch, which may have gone on since', async (t) => {
    const repository = await openRepository(t)
    await repository.commit('Begin')
    await repository.git('tag', '--annotate', '--message', 'One', 'v1.0.0')
    await repository.commit('Go on')
    await repository.git('push', '--quiet', 'origin', 'main')
    await checkReleaseTag(repository.folder, 'v1.0.0')
    assert.equal(await runScript(repository, 'release-tag.ts', ['v1.0.0']), '')
  })

  test('is on no other branch', async (t) => {
    const repository = await openRepository(t)
    await repository.commit('Begin')
    await repository.git('push', '--quiet', 'origin', 'main')
    await repository.commit('Nobody looked at this')
    await repository.git('tag', 'v1.0.0')
    await assert.rejects(
      checkReleaseTag(repository.folder, 'v1.0.0'),
      /«v1\.0\.0» cannot be released: its commit is not on the main branch\. Delete the tag/,
    )
    await assert.rejects(runScript(repository, 'release-tag.ts', ['v1.0.0']), /«v1\.0\.0» cannot be released/)
  })
})
