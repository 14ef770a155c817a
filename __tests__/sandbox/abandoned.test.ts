import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { ownerLabels, removeAbandoned } from '../../src/sandbox/abandoned.ts'
import { fakeDocker } from '../docker/docker-command.ts'

const uuid = '00000000-0000-4000-8000-000000000000'
const nameOf = (number: number): string => `buildpacks-oci-layout-${uuid.slice(0, -1)}${number}`

/** The labels' values: of this machine, and of this process. */
const own = async (): Promise<{ readonly machine: string; readonly process: readonly string[] }> => {
  const [, machine = '', , process = ''] = await ownerLabels()
  return { machine: machine.replace(/^.*=/, ''), process: process.replace(/^.*=/, '').split(' ') }
}

/** The ID and the start of a process that ran a moment ago. */
const deadProcess = async (): Promise<string> => {
  const child = spawn('true')
  await once(child, 'close')
  return String(child.pid)
}

test('the containers of this machine’s dead processes are removed, and no others', async (t) => {
  const { machine, process: self } = await own()
  const [boot = '', namespace = '', pid = '', started = ''] = self
  const dead = await deadProcess()
  const containers: readonly (readonly [name: string, owner: string])[] = [
    [nameOf(1), self.join(' ')],
    [nameOf(2), [boot, namespace, dead, '1'].join(' ')],
    // Another process has its ID by now.
    [nameOf(3), [boot, namespace, pid, String(Number(started) - 1)].join(' ')],
    // Made before the machine was booted.
    [nameOf(4), [uuid, namespace, pid, started].join(' ')],
    // In another container of this machine, whose processes cannot be seen from here.
    [nameOf(5), [boot, 'pid:[1]', dead, '1'].join(' ')],
    [nameOf(6), ''],
    [nameOf(7), [boot, namespace, '../self', '1'].join(' ')],
    ['web', [boot, namespace, dead, '1'].join(' ')],
  ]
  const { docker, calls, file } = await fakeDocker(t, 'test "$1" != ps || cat "$FAKE/list"')
  await writeFile(file('list'), containers.map((container) => `${container.join('\t')}\n`).join(''))

  assert.deepEqual(await removeAbandoned(docker, new AbortController().signal), [
    nameOf(2),
    nameOf(3),
    nameOf(4),
  ])

  const [list, remove] = await calls()
  assert.ok(list?.startsWith(`ps --all --no-trunc --filter label=buildpacks-oci-layout.machine=${machine} `))
  assert.equal(remove, `rm --force --volumes ${nameOf(2)} ${nameOf(3)} ${nameOf(4)}`)
})

test('where nothing is abandoned, one docker command is all', async (t) => {
  const { docker, calls } = await fakeDocker(t, ':')
  assert.deepEqual(await removeAbandoned(docker, new AbortController().signal), [])
  assert.equal((await calls()).length, 1)
})
