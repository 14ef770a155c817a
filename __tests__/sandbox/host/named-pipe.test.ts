import assert from 'node:assert/strict'
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeNamedPipe } from '../../../src/sandbox/host/unpack.ts'
import { temporaryFolder } from '../../image/image.ts'
import { failureOf } from '../../registry/registry-client.ts'

const { signal } = new AbortController()

test('a named pipe is created, whatever its name starts with', async (t) => {
  const path = join(await temporaryFolder(t), '-m')
  await makeNamedPipe(path, process.env, signal)
  assert.ok((await lstat(path)).isFIFO())
})

test('the error says why a named pipe could not be created', async (t) => {
  const folder = await temporaryFolder(t)
  assert.match(
    await failureOf(makeNamedPipe(folder, process.env, signal)),
    /^Could not create the named pipe \S+ for the build: mkfifo ended with 1: .*exists\. Exclude it from the app/,
  )
})

test('the error says what to do if there is no mkfifo', async (t) => {
  const folder = await temporaryFolder(t)
  assert.match(
    await failureOf(makeNamedPipe(join(folder, 'pipe'), { PATH: folder }, signal)),
    /for the build: There is no "mkfifo" on PATH\. Exclude it from the app .* or use a builder with coreutils\.$/,
  )
})
