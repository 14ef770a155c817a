import assert from 'node:assert/strict'
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeNamedPipe } from '../../../src/sandbox/host/named-pipe.ts'
import { temporaryFolder } from '../../image/image.ts'
import { failureOf } from '../../registry/registry-client.ts'

const { signal } = new AbortController()

test('a named pipe is made, whatever its name begins with', async (t) => {
  const path = join(await temporaryFolder(t), '-m')
  await makeNamedPipe(path, process.env, signal)
  assert.ok((await lstat(path)).isFIFO())
})

test('a named pipe that cannot be made is a failure that says why', async (t) => {
  const folder = await temporaryFolder(t)
  assert.match(
    await failureOf(makeNamedPipe(folder, process.env, signal)),
    /^Could not make the named pipe \S+ for the build: mkfifo ended with 1: .*exists\. Keep it out of the app/,
  )
})

test('a named pipe without mkfifo is a failure that says what to do', async (t) => {
  const folder = await temporaryFolder(t)
  assert.match(
    await failureOf(makeNamedPipe(join(folder, 'pipe'), { PATH: folder }, signal)),
    /for the build: There is no "mkfifo" on PATH\. Keep it out of the app .* or use a builder with coreutils\.$/,
  )
})
