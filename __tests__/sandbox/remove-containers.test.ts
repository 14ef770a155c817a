import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { type TestContext, test } from 'node:test'
import { EngineRefusal } from '../../src/docker/refusal.ts'
import { ownIdentity } from '../../src/files/process-identity.ts'
import {
  ownerLabels,
  removeAbandonedContainers,
  removeContainer,
} from '../../src/sandbox/remove-containers.ts'
import { complaining, fakeDocker } from '../docker/docker-command.ts'

const uuid = '00000000-0000-4000-8000-000000000000'
const nameOf = (number: number): string => `buildpacks-oci-layout-${uuid.slice(0, -1)}${number}`

/** The ID of a process that ran a moment ago. */
const deadProcess = async (): Promise<string> => {
  const child = spawn('true')
  await once(child, 'close')
  return String(child.pid)
}

const day = 24 * 3_600_000
const [now, yesterday] = [String(Date.now()), String(Date.now() - day - 1_000)]

type Container = readonly [name: string, state: string, owner: string, created: string]

/** The names of the containers that are removed out of a list. */
const removedOf = async (t: TestContext, containers: readonly Container[]): Promise<readonly string[]> => {
  const { docker, calls, file } = await fakeDocker(t, 'test "$1" != ps || cat "$FAKE/list"')
  await writeFile(file('list'), containers.map((container) => `${container.join('\t')}\n`).join(''))
  const removed = await removeAbandonedContainers(docker, new AbortController().signal)
  const [list, remove] = await calls()
  assert.ok(list?.startsWith('ps --all --no-trunc --filter label=buildpacks-oci-layout.process '))
  assert.equal(remove, removed.length === 0 ? undefined : `rm --force --volumes ${removed.join(' ')}`)
  return removed
}

test('the labels of a container record the process that created it and the time', async () => {
  const [flag, owner, , created = ''] = await ownerLabels()
  assert.equal(flag, '--label')
  assert.equal(owner, `buildpacks-oci-layout.process=${await ownIdentity()}`)
  assert.ok(Math.abs(Date.now() - Number(created.replace('buildpacks-oci-layout.created=', ''))) < 60_000)
})

test('only containers of dead processes are removed', async (t) => {
  const self = await ownIdentity()
  const [pid = '', started = '', machine = ''] = self.split('-')
  const dead = await deadProcess()
  const removed = await removedOf(t, [
    [nameOf(1), 'running', self, yesterday],
    [nameOf(2), 'running', `${dead}-1-${machine}`, now],
    // Another process has its ID by now.
    [nameOf(3), 'exited', `${pid}-${Number(started) - 1}-${machine}`, now],
    [nameOf(4), 'exited', `../self-1-${machine}`, now],
    ['web', 'exited', `${dead}-1-${machine}`, yesterday],
  ])
  assert.deepEqual(removed, [nameOf(2), nameOf(3)])
})

test('a container of an unknown process stays unless it is stopped and a day old', async (t) => {
  // A cloned machine, another container on this machine, or this machine before a reboot.
  const elsewhere = `${await deadProcess()}-1-0123456789ab`
  const removed = await removedOf(t, [
    [nameOf(1), 'running', elsewhere, now],
    [nameOf(2), 'running', elsewhere, yesterday],
    [nameOf(3), 'exited', elsewhere, now],
    [nameOf(4), 'created', elsewhere, now],
    [nameOf(5), 'exited', elsewhere, yesterday],
    [nameOf(6), 'created', elsewhere, yesterday],
    [nameOf(7), 'exited', '', ''],
    [nameOf(8), 'exited', elsewhere, 'x'],
  ])
  assert.deepEqual(removed, [nameOf(5), nameOf(6)])
})

test('only one docker command runs if there are no abandoned containers', async (t) => {
  const { docker, calls } = await fakeDocker(t, ':')
  assert.deepEqual(await removeAbandonedContainers(docker, new AbortController().signal), [])
  assert.equal((await calls()).length, 1)
})

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
