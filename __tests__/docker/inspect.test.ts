import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspectImage, platformOf } from '../../src/docker/inspect.ts'
import { EngineRefusal } from '../../src/docker/refusal.ts'
import { complaining, fakeDocker } from './docker-command.ts'

const image = { Id: `sha256:${'a'.repeat(64)}`, Os: 'linux', Architecture: 'arm64', Variant: 'v8' }

test("the engine's answer is checked", async (t) => {
  for (const [answer, message] of [
    ['[]', /malformed/],
    ['[{"Id": "--privileged"}]', /is not an image id/],
  ] as const) {
    const { docker } = await fakeDocker(t, `echo '${answer}'`)
    await assert.rejects(inspectImage(docker, 'x', {}), message)
  }
})

test('an image has a platform, with a variant if the engine names one', () => {
  assert.deepEqual(platformOf(image), { os: 'linux', architecture: 'arm64', variant: 'v8' })
  assert.deepEqual(platformOf({ ...image, Variant: '' }), { os: 'linux', architecture: 'arm64' })
})

test('an image is described by name, and by platform if one is given', async (t) => {
  const { docker, calls } = await fakeDocker(t, `echo '${JSON.stringify([image])}'`)
  assert.equal((await inspectImage(docker, 'a/b', {}))?.Id, image.Id)
  await inspectImage(docker, 'a/b', { platform: { os: 'linux', architecture: 'amd64' } })
  assert.deepEqual(await calls(), ['image inspect a/b', 'image inspect --platform linux/amd64 a/b'])
})

test('an image that the engine lacks is undefined, with the messages of all engines', async (t) => {
  for (const text of [
    'Error: No such image: x',
    'Error response from daemon: no such image: x: No such image: x:latest',
    'Error: No such object: x',
  ]) {
    const { docker } = await fakeDocker(t, complaining(text))
    assert.equal(await inspectImage(docker, 'x', {}), undefined)
  }
  const { docker } = await fakeDocker(t, complaining('Error response from daemon: database is locked'))
  await assert.rejects(inspectImage(docker, 'x', {}), EngineRefusal)
})
