import assert from 'node:assert/strict'
import { test } from 'node:test'
import { creatorCommand, creatorLayout } from '../../../src/cnb/creator/creator.ts'
import { creatorFailure } from '../../../src/cnb/creator/exit-code.ts'
import { phaseOf, splitAnnouncement } from '../../../src/cnb/creator/phase.ts'

const image = { name: 'my-app', tag: '1.2' }

test('the creator is asked for a layout, built on the run image', () => {
  assert.deepEqual(
    creatorCommand({ platformApi: '0.12', runImage: { name: 'ghcr.io/acme/run:base' }, image }),
    {
      command: [
        '/cnb/lifecycle/creator',
        '-app',
        '/workspace',
        '-cache-dir',
        '/cache',
        '-run-image',
        'ghcr.io/acme/run:base',
        'my-app:1.2',
      ],
      environment: {
        CNB_PLATFORM_API: '0.12',
        CNB_EXPERIMENTAL_MODE: 'warn',
        CNB_USE_LAYOUT: 'true',
        CNB_LAYOUT_DIR: '/layout-repo',
      },
    },
  )
  assert.equal(creatorLayout(image), '/layout-repo/index.docker.io/library/my-app/1.2')
})

test('the creator is shown a run.toml where the builder’s own does not name the run image first', () => {
  const runImage = { name: 'acme/other', label: { image: 'acme/other', mirrors: [] } }
  const { command } = creatorCommand({ platformApi: '0.12', runImage, image })
  assert.deepEqual(command.slice(5), ['-run-image', 'acme/other', '-run', '/platform/run.toml', 'my-app:1.2'])
})

test('the creator is shown an order.toml where the builder’s own order does not do', () => {
  const { command } = creatorCommand({
    platformApi: '0.12',
    runImage: { name: 'run' },
    image,
    ownOrder: true,
  })
  assert.deepEqual(command.slice(5), ['-run-image', 'run', '-order', '/platform/order.toml', 'my-app:1.2'])
})

test('the creator is shown where an earlier image may be, where no image of a registry can', () => {
  const { command } = creatorCommand({ platformApi: '0.12', runImage: { name: 'run' }, image, reuse: true })
  const previous = 'docker.io/previous/build/image:latest'
  assert.deepEqual(command.slice(5), ['-run-image', 'run', '-previous-image', previous, 'my-app:1.2'])
})

test('where no group of an order other than the builder’s passes detection, the order is told', () => {
  const order = [[{ id: 'acme/a', version: '1.0.0' }], [{ id: 'acme/b', version: '2.0.0', optional: true }]]
  const { message } = creatorFailure({ code: 20, outOfMemory: false }, 'DETECTING', [], { buildpacks: order })
  assert.match(
    message,
    /no group of buildpacks passed detection \(exit code 20\)\. The order was not the builder's own, but that of the inputs and of project\.toml: acme\/a@1\.0\.0; or acme\/b@2\.0\.0 \(optional\)\. Add the buildpacks/,
  )
  const other = creatorFailure({ code: 51, outOfMemory: false }, 'BUILDING', [], { buildpacks: order })
  assert.doesNotMatch(other.message, /acme/)
})

test('the execution environment is named from platform API 0.15 on', () => {
  const { environment } = creatorCommand({ platformApi: '0.15', runImage: { name: 'run' }, image })
  assert.equal(environment['CNB_EXEC_ENV'], 'production')
  const below = creatorCommand({ platformApi: '0.14', runImage: { name: 'run' }, image })
  assert.equal(below.environment['CNB_EXEC_ENV'], undefined)
})

test('another execution environment is passed on, or refused where the lifecycle would not know it', () => {
  const options = { runImage: { name: 'run' }, image, executionEnvironment: 'test' }
  const { environment } = creatorCommand({ ...options, platformApi: '0.15' })
  assert.equal(environment['CNB_EXEC_ENV'], 'test')
  assert.throws(
    () => creatorCommand({ ...options, platformApi: '0.14' }),
    /does not know the execution environment "test": it speaks the platform API 0\.14/,
  )
})

test('process and time are passed on where they are given', () => {
  const options = { platformApi: '0.12', runImage: { name: 'run' }, image } as const
  const { command, environment } = creatorCommand({ ...options, defaultProcess: 'worker', creationTime: 0 })
  assert.deepEqual(command.slice(-3), ['-process-type', 'worker', 'my-app:1.2'])
  assert.equal(environment['SOURCE_DATE_EPOCH'], '0')
  assert.equal('SOURCE_DATE_EPOCH' in creatorCommand(options).environment, false)
})

test('a process type that does not exist is explained', () => {
  const line =
    "ERROR: failed to export: determining entrypoint: tried to set cron to default but it doesn't exist"
  const { message } = creatorFailure({ code: 62, outOfMemory: false }, 'EXPORTING', [line])
  assert.match(
    message,
    /\(exit code 62\)\. The buildpacks made no process of the type "cron", which the input/,
  )
  assert.match(
    message,
    /default-process names\. See what they say of processes, or add it, for example in a P/,
  )
})

test('a process type that does not exist is explained with those that do', () => {
  const line = "ERROR: failed to export: tried to set cron to default but it doesn't exist"
  const processTypes = ['web', 'worker', 'web', '\n::error::']
  const { message } = creatorFailure({ code: 62, outOfMemory: false }, 'EXPORTING', [line], { processTypes })
  assert.match(
    message,
    /names\. Name one that they made \("web, worker, ::error::"\), or add it, for example/,
  )
})

test('a phase is recognized by its line alone, coloured or not', () => {
  assert.equal(phaseOf('\u001b[36;1m===> ANALYZING\u001b[0m\n'), 'ANALYZING')
  assert.equal(phaseOf('===> EXPORTING\r\n'), 'EXPORTING')
  assert.equal(phaseOf('===> ::set-output name=x::y\n'), undefined)
  assert.equal(phaseOf('we are at ===> BUILDING\n'), undefined)
  assert.equal(phaseOf('BUILDING\n'), undefined)
})

test('an announcement behind a line without an end is parted from it', () => {
  const announcement = '\u001b[36m===> EXPORTING\u001b[0m\n'
  assert.deepEqual(splitAnnouncement(`no end${announcement}`), ['no end\n', announcement])
  for (const line of [announcement, 'we are at ===> EXPORTING\n', `${announcement.trim()} soon\n`]) {
    assert.deepEqual(splitAnnouncement(line), [line])
  }
})

test('every exit code of the creator is explained, with phase and meaning', () => {
  const messageOf = (code: number) => creatorFailure({ code, outOfMemory: false }, 'BUILDING', []).message
  const explained: readonly [number, RegExp][] = [
    [1, /while building: an error without a code of its own \(exit code 1\)/],
    [3, /refused its arguments/],
    [11, /does not speak the platform API/],
    [12, /buildpack API/],
    [20, /while detecting buildpacks: no group of buildpacks passed detection .*input path/],
    [21, /while detecting buildpacks: .*failed at it/],
    [22, /while detecting buildpacks: detection failed/],
    [32, /while analyzing/],
    [42, /while restoring/],
    [51, /while building: a buildpack's build failed \(exit code 51\)/],
    [52, /while building: the build failed outside of the buildpacks/],
    [62, /while exporting: writing the image failed/],
    [99, /while building: .*does not know \(exit code 99\)/],
  ]
  for (const [code, pattern] of explained) assert.match(messageOf(code), pattern)
})

test('an export that failed says which path the build may not read, or that the disk is full, but guesses at nothing', () => {
  const messageOf = (lines: readonly string[], code = 62) =>
    creatorFailure({ code, outOfMemory: false }, 'EXPORTING', lines).message
  const prefix = 'ERROR: failed to export: exporting app layers: creating app layers: '
  const denied: readonly (readonly [string, string])[] = [
    ['lstat /workspace/dir/sub: permission denied', '/workspace/dir/sub'],
    [
      'failed to add file /workspace/se cret to archive: open /workspace/se cret: permission denied',
      '/workspace/se cret',
    ],
  ]
  for (const [reason, path] of denied) {
    const message = messageOf(['Adding layer', `${prefix}${reason}`, 'more'])
    assert.ok(message.includes(`The builder's user may not read "${path}"`), message)
    assert.doesNotMatch(message, /disk/)
  }
  assert.match(
    messageOf([`${prefix}write /layout-repo/x: no space left on device`]),
    /\(exit code 62\)\. The disk of the Docker engine is full/,
  )
  const [reason = ''] = denied.map(([line]) => line)
  for (const message of [messageOf([]), messageOf([reason]), messageOf([`${prefix}${reason}`], 51)]) {
    assert.doesNotMatch(message, /disk|may not read/)
  }
})

test('a code without a phase of its own is told with the phase that was announced last', () => {
  const messageOf = (phase?: 'EXPORTING') =>
    creatorFailure({ code: 1, outOfMemory: false }, phase, []).message
  assert.match(messageOf('EXPORTING'), /^The build failed while exporting:/)
  assert.match(messageOf(), /^The build failed while starting:/)
})

test('lack of memory and signals are told apart from the build’s own failures', () => {
  const failed = (code: number, outOfMemory: boolean) =>
    creatorFailure({ code, outOfMemory }, 'BUILDING', []).message
  assert.match(failed(137, true), /memory ran out \(exit code 137\).*more memory/)
  assert.match(failed(51, true), /memory ran out \(exit code 51\)/)
  assert.match(failed(137, false), /ended from outside, by SIGKILL/)
  assert.match(failed(143, false), /ended from outside, by SIGTERM/)
})

test('the last lines of the build are the details', () => {
  assert.deepEqual(creatorFailure({ code: 51, outOfMemory: false }, 'BUILDING', ['npm ERR!']).detail, [
    'npm ERR!',
  ])
})

test('a buildpack that looks for the data of git fails with advice to include .git', () => {
  const adviceFor = (line: string, code = 51) =>
    creatorFailure({ code, outOfMemory: false }, 'BUILDING', [line, 'ERROR: failed to build']).message
  const advice =
    / \(exit code 51\)\. The build seems to need "\.git", which stays out of the build\. To add it, write "!\.git" into/
  for (const line of [
    'fatal: not a git repository (or any of the parent directories): .git',
    'LookupError: setuptools-scm was unable to detect version for /workspace.',
    '[ERROR] .git directory is not found! Please specify a valid [dotGitDirectory] in your pom.xml',
    'error obtaining VCS status: exit status 128',
  ]) {
    assert.match(adviceFor(line), advice)
  }
  assert.doesNotMatch(adviceFor('npm ERR! git+https://example.com/a.git'), /"!\.git"/)
  assert.doesNotMatch(adviceFor('fatal: not a git repository', 52), /"!\.git"/)
})
