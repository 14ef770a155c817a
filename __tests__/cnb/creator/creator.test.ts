import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  collectDetectResults,
  creatorCommand,
  creatorLayout,
  phaseOf,
  splitAnnouncement,
} from '../../../src/cnb/creator/creator.ts'

const image = { name: 'my-app', tag: '1.2' }

test('the creator builds a layout on the run image, whatever the builder sets in its environment', () => {
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
        CNB_APP_DIR: '/workspace',
        CNB_LAYERS_DIR: '/layers',
        CNB_PLATFORM_DIR: '/platform',
        CNB_CACHE_DIR: '/cache',
        CNB_ANALYZED_PATH: '',
        CNB_GROUP_PATH: '',
        CNB_PLAN_PATH: '',
        CNB_REPORT_PATH: '',
        CNB_PROJECT_METADATA_PATH: '',
        CNB_GENERATED_DIR: '',
        CNB_EXTENDED_DIR: '',
        CNB_LAUNCH_CACHE_DIR: '',
        CNB_CACHE_IMAGE: '',
        CNB_PREVIOUS_IMAGE: '',
        CNB_USE_DAEMON: '',
        CNB_PLATFORM_API: '0.12',
        CNB_EXPERIMENTAL_MODE: 'warn',
        CNB_USE_LAYOUT: 'true',
        CNB_LAYOUT_DIR: '/layout-repo',
      },
    },
  )
  assert.equal(creatorLayout(image), '/layout-repo/index.docker.io/library/my-app/1.2')
})

test('debug logging reaches the lifecycle', () => {
  const { command } = creatorCommand({ platformApi: '0.12', runImage: { name: 'run' }, image, debug: true })
  assert.deepEqual(command.slice(-3), ['-log-level', 'debug', 'my-app:1.2'])
})

test('the creator gets a run.toml if the builder’s own does not list the run image first', () => {
  const runImage = { name: 'acme/other', label: { image: 'acme/other', mirrors: [] } }
  const { command } = creatorCommand({ platformApi: '0.12', runImage, image })
  assert.deepEqual(command.slice(5), ['-run-image', 'acme/other', '-run', '/platform/run.toml', 'my-app:1.2'])
})

test('the creator gets an order.toml if the order is not the builder’s', () => {
  const { command } = creatorCommand({
    platformApi: '0.12',
    runImage: { name: 'run' },
    image,
    hasOwnOrder: true,
  })
  assert.deepEqual(command.slice(5), ['-run-image', 'run', '-order', '/platform/order.toml', 'my-app:1.2'])
})

test('the previous image has a reference that no image in a registry can have', () => {
  const { command } = creatorCommand({
    platformApi: '0.12',
    runImage: { name: 'run' },
    image,
    mayReuse: true,
  })
  const previous = 'docker.io/previous/build/image:latest'
  assert.deepEqual(command.slice(5), ['-run-image', 'run', '-previous-image', previous, 'my-app:1.2'])
})

test('the execution environment is passed from platform API 0.15', () => {
  const { environment } = creatorCommand({ platformApi: '0.15', runImage: { name: 'run' }, image })
  assert.equal(environment['CNB_EXEC_ENV'], 'production')
  const below = creatorCommand({ platformApi: '0.14', runImage: { name: 'run' }, image })
  assert.equal(below.environment['CNB_EXEC_ENV'], undefined)
})

test('an execution environment other than production needs platform API 0.15', () => {
  const options = { runImage: { name: 'run' }, image, executionEnvironment: 'test' }
  const { environment } = creatorCommand({ ...options, platformApi: '0.15' })
  assert.equal(environment['CNB_EXEC_ENV'], 'test')
  assert.throws(
    () => creatorCommand({ ...options, platformApi: '0.14' }),
    /does not support the execution environment "test": it uses platform API 0\.14/,
  )
})

test('the process type and the creation time are passed if they are set', () => {
  const options = { platformApi: '0.12', runImage: { name: 'run' }, image } as const
  const { command, environment } = creatorCommand({ ...options, defaultProcess: 'worker', creationTime: 0 })
  assert.deepEqual(command.slice(-3), ['-process-type', 'worker', 'my-app:1.2'])
  assert.equal(environment['SOURCE_DATE_EPOCH'], '0')
  assert.equal('SOURCE_DATE_EPOCH' in creatorCommand(options).environment, false)
})

test('a phase is recognized by its whole line, with or without colours', () => {
  assert.equal(phaseOf('\u001b[36;1m===> ANALYZING\u001b[0m\n'), 'ANALYZING')
  assert.equal(phaseOf('===> EXPORTING\r\n'), 'EXPORTING')
  assert.equal(phaseOf('===> ::set-output name=x::y\n'), undefined)
  assert.equal(phaseOf('we are at ===> BUILDING\n'), undefined)
  assert.equal(phaseOf('BUILDING\n'), undefined)
})

test('an announcement after an unfinished line is separated from it', () => {
  const announcement = '\u001b[36m===> EXPORTING\u001b[0m\n'
  assert.deepEqual(splitAnnouncement(`no end${announcement}`), ['no end\n', announcement])
  for (const line of [announcement, 'we are at ===> EXPORTING\n', `${announcement.trim()} soon\n`]) {
    assert.deepEqual(splitAnnouncement(line), [line])
  }
})

const resultsOf = (...lines: readonly string[]) => {
  const { push, results } = collectDetectResults()
  for (const line of lines) push(`${line}\n`)
  return results()
}

// As lifecycle 0.21.0 writes it if no group passes.
const output = [
  '======== Output: acme/npm@2.0.0 ========',
  'no package.json',
  '======== Error: acme/ruby@3.1.0 ========',
  'exit status 7',
  '======== Results ========',
  'pass: acme/node@1.0.0',
  'skip: acme/certificates@3.6.0',
  'fail: acme/npm@2.0.0',
  'err:  acme/ruby@3.1.0 (7)',
  'Resolving plan... (try #1)',
  'fail: acme/node@1.0.0 provides unused node',
  'fail: no viable buildpacks in group',
  'ERROR: No buildpack groups passed detection.',
]

test('each buildpack has its detect result and the reason', () => {
  assert.deepEqual(resultsOf(...output), [
    { buildpack: 'acme/node@1.0.0', result: 'failed', reason: 'provides unused node' },
    { buildpack: 'acme/certificates@3.6.0', result: 'skipped', reason: '' },
    { buildpack: 'acme/npm@2.0.0', result: 'failed', reason: '' },
    { buildpack: 'acme/ruby@3.1.0', result: 'error', reason: '(7)' },
  ])
})

test('a buildpack of several groups has the result that explains more', () => {
  assert.deepEqual(resultsOf('fail: a@1 requires jdk', 'pass: a@1', 'skip: b@1', 'fail: b@1', 'fail: a@1'), [
    { buildpack: 'a@1', result: 'failed', reason: 'requires jdk' },
    { buildpack: 'b@1', result: 'failed', reason: '' },
  ])
})

test('colors are removed, and lines and results are limited', () => {
  const [first] = resultsOf(`\u001b[31mfail: a@1 requires ${'x'.repeat(10_000)}\u001b[0m`)
  assert.ok(first !== undefined && first.reason.length < 500)
  const many = Array.from({ length: 10_000 }, (_, nth) => `fail: a${nth}@1`)
  assert.equal(resultsOf(...many).length, 200)
})
