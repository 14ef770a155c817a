import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { reportMissingPrograms } from '../../../src/actions/build-image/builder-services.ts'
import { programOnPath } from '../../command/program.ts'

/** The log lines about a container with some programs. */
const linesOf = async (t: TestContext, programs: readonly string[]): Promise<readonly string[]> => {
  const made = await Promise.all(programs.map((name) => programOnPath(t, name, '')))
  const lines: string[] = []
  await reportMissingPrograms({ PATH: made.map(({ folder }) => folder).join(':') }, (line) =>
    lines.push(line),
  )
  return lines
}

test('a container without tar has no cache, and the log says so', async (t) => {
  const [line, ...others] = await linesOf(t, ['zstd'])
  assert.match(line ?? '', /^This container has no "tar": nothing can be restored from the cache/)
  assert.deepEqual(others, [])
})

test('a container without zstd has other cache entries, and the log says so', async (t) => {
  const [line, ...others] = await linesOf(t, ['tar'])
  assert.match(line ?? '', /^This container has no "zstd": cache entries are compressed with gzip/)
  assert.deepEqual(others, [])
})

test('with both programs nothing is logged', async (t) => {
  assert.deepEqual(await linesOf(t, ['tar', 'zstd']), [])
})
