import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EngineRefusal } from '../../src/docker/refusal.ts'
import { removeContainer } from '../../src/sandbox/remove-containers.ts'
import { complaining, fakeDocker } from './docker-command.ts'

test('a container is removed with its volumes, even if it is running', async (t) => {
  const { docker, calls } = await fakeDocker(t, 'echo x')
  assert.equal(await removeContainer(docker, 'x'), true)
  assert.deepEqual(await calls(), ['rm --force --volumes x'])
})

test('a missing container is not an error, with the messages and exit codes of all versions', async (t) => {
  const said = 'Error response from daemon: No such container: x'
  for (const script of [complaining(said), `echo '${said}' >&2`]) {
    const { docker, calls } = await fakeDocker(t, script)
    assert.equal(await removeContainer(docker, 'x'), false)
    assert.equal((await calls()).length, 1)
  }
})

test('the removal waits for a container that may still be created', async (t) => {
  const { docker } = await fakeDocker(t, 'test "$(wc -l < "$FAKE/calls")" -lt 3 || echo x')
  assert.equal(await removeContainer(docker, 'x', { comesWithin: 10_000 }), true)
})

test('a container that something else is removing counts as removed', async (t) => {
  const text = 'Error response from daemon: removal of container x is already in progress'
  const { docker } = await fakeDocker(t, complaining(text))
  assert.equal(await removeContainer(docker, 'x'), true)
})

test('a container that cannot be removed is an error', async (t) => {
  const { docker } = await fakeDocker(t, complaining('Error response from daemon: busy'))
  await assert.rejects(removeContainer(docker, 'x', { comesWithin: 10_000 }), EngineRefusal)
})
