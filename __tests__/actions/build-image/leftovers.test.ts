import assert from 'node:assert/strict'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { removeLeftovers } from '../../../src/actions/build-image/leftovers.ts'
import { stagingFolder } from '../../../src/files/staging.ts'
import { complaining, fakeDocker } from '../../docker/docker-command.ts'
import { temporaryFolder } from '../../image/image.ts'

const uuid = '01234567-89ab-4cde-8f01-23456789abcd'
const container = `buildpacks-oci-layout-${uuid}`

const remove = async (
  t: TestContext,
  leftovers: Partial<Parameters<typeof removeLeftovers>[0]>,
  script = 'shift 3; echo "$1"',
) => {
  const { docker, calls, file } = await fakeDocker(t, script)
  await writeFile(file('calls'), '')
  const said: string[] = []
  await removeLeftovers({ container: '', staging: [], isInJobContainer: false, ...leftovers }, docker, {
    info: (message) => said.push(message),
    warning: (message) => said.push(`warning: ${message}`),
  })
  return { said, calls: (await calls()).filter((call) => call !== '') }
}

test('without saved state, nothing is removed or logged', async (t) => {
  assert.deepEqual(await remove(t, {}), { said: [], calls: [] })
})

test('a container and a directory are removed, and the log says so', async (t) => {
  const parent = await temporaryFolder(t)
  const staging = await stagingFolder(join(parent, 'app'))
  await mkdir(join(staging, 'blobs'), { recursive: true })
  const bills = await stagingFolder(join(parent, 'bills'))
  const { said, calls } = await remove(t, { container, staging: [staging, bills] })
  assert.deepEqual(calls, [`rm --force --volumes ${container}`])
  assert.deepEqual(
    said.toSorted(),
    [
      `Removed the build container ${container} that the step left.`,
      `Removed the incomplete directory ${staging} that the step left.`,
      `Removed the incomplete directory ${bills} that the step left.`,
    ].toSorted(),
  )
  assert.deepEqual(await readdir(parent), [])
})

test('the post step waits for a container that the engine is still creating', async (t) => {
  const script = 'test "$(wc -l < "$FAKE/calls")" -lt 4 || { shift 3; echo "$1"; }'
  const { said } = await remove(t, { container }, script)
  assert.equal(said.length, 1)
})

test('a container or a directory that does not exist is not logged', async (t) => {
  const staging = await stagingFolder(join(await temporaryFolder(t), 'app'))
  await rm(staging, { recursive: true })
  const gone = complaining(`Error response from daemon: No such container: ${container}`)
  assert.deepEqual((await remove(t, { container, staging: [staging] }, gone)).said, [])
})

test('a failed removal is a warning', async (t) => {
  const { said } = await remove(t, { container }, complaining('Error response from daemon: busy'))
  assert.deepEqual(said, [
    `warning: Could not remove the build container ${container}: Error response from daemon: busy. Remove it manually.`,
  ])
})

test('names that a step does not create are ignored', async (t) => {
  const parent = await temporaryFolder(t)
  await mkdir(join(parent, 'work'))
  for (const folder of [join(parent, 'work'), parent, `.${uuid}.partial`, '/', '']) {
    assert.deepEqual(await remove(t, { staging: [folder], container: 'web --all' }), { said: [], calls: [] })
  }
  assert.deepEqual(await readdir(parent), ['work'])
})
