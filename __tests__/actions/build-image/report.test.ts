import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeMissingProcess } from '../../../src/actions/build-image/report.ts'

const configOf = (entrypoint: string, processes: readonly object[]) => ({
  os: 'linux',
  architecture: 'amd64',
  config: {
    Labels: { 'io.buildpacks.build.metadata': JSON.stringify({ processes }) },
    Entrypoint: [entrypoint],
  },
  rootfs: { type: 'layers' as const, diff_ids: [] },
})

const web = { type: 'web', command: ['node'] }
const worker = { type: 'worker', command: ['node'] }
const empty = { type: 'empty', command: [''] }
const launcher = '/cnb/lifecycle/launcher'

test('an image that the launcher can start has no problem', () => {
  assert.equal(describeMissingProcess(configOf('/cnb/process/web', [worker, web])), undefined)
})

for (const [what, entrypoint, processes, message] of [
  [
    'no process',
    launcher,
    [],
    'The image has no process, so it only starts with a command. Add a process, for example in a Procfile.',
  ],
  [
    'no process with a command',
    '/cnb/process/empty',
    [empty],
    'The image has no process, so it only starts with a command. Add a process, for example in a Procfile.',
  ],
  [
    'no default process',
    launcher,
    [web, worker, empty],
    'The image has no default process, so it only starts with a command. ' +
      'Set the input "default-process" to one of: web, worker.',
  ],
  [
    'a default process without a command',
    '/cnb/process/empty',
    [web, empty],
    'The image cannot start its default process "empty", which has no command. ' +
      'Set the input "default-process" to one of: web.',
  ],
] as const) {
  test(`an image with ${what} is described`, () => {
    assert.equal(describeMissingProcess(configOf(entrypoint, processes)), message)
  })
}

test('the names of processes are one line of printable characters', () => {
  const hostile = { type: 'web\n::error::\u202Ex'.repeat(100), command: ['x'] }
  const message = describeMissingProcess(configOf(launcher, [hostile])) ?? ''
  assert.doesNotMatch(message, /[\n\u202E]/)
  assert.ok(message.length < 500)
})
