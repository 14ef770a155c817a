import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { reportMissingPrograms } from '../../../src/actions/build-image/builder-services.ts'
import { programOnPath } from '../../command/program.ts'

/** What is told of a container that has some programs. */
const toldOf = async (t: TestContext, programs: readonly string[]): Promise<readonly string[]> => {
  const made = await Promise.all(programs.map((name) => programOnPath(t, name, '')))
  const lines: string[] = []
  await reportMissingPrograms({ PATH: made.map(({ folder }) => folder).join(':') }, (line) =>
    lines.push(line),
  )
  return lines
}

test('without tar, a container is told to have no cache', async (t) => {
  const [line, ...others] = await toldOf(t, ['zstd'])
  assert.match(line ?? '', /^This container has no "tar": nothing can be restored from the cache/)
  assert.deepEqual(others, [])
})

test('without zstd, a container is told to have other entries than those that have it', async (t) => {
  const [line, ...others] = await toldOf(t, ['tar'])
  assert.match(line ?? '', /^This container has no "zstd": cache entries are compressed with gzip/)
  assert.deepEqual(others, [])
})

test('with both, nothing is told', async (t) => {
  assert.deepEqual(await toldOf(t, ['tar', 'zstd']), [])
})
