import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type BuildFacts, creatorFailure } from '../../../src/cnb/creator/exit-code.ts'

test('if no group passes detection, the error names an order that is not the builder’s', () => {
  const order = [[{ id: 'acme/a', version: '1.0.0' }], [{ id: 'acme/b', version: '2.0.0', optional: true }]]
  const { message } = creatorFailure({ code: 20, ranOutOfMemory: false }, 'DETECTING', [], {
    buildpacks: order,
  })
  assert.match(
    message,
    /no group of buildpacks passed detection \(exit code 20\)\. The order is not the builder's: the inputs and project\.toml set it to acme\/a@1\.0\.0; or acme\/b@2\.0\.0 \(optional\)\. Add the buildpacks/,
  )
  const other = creatorFailure({ code: 51, ranOutOfMemory: false }, 'BUILDING', [], { buildpacks: order })
  assert.doesNotMatch(other.message, /acme/)
})

test('an unknown process type is explained with its source and the existing types', () => {
  const line =
    "ERROR: failed to export: determining entrypoint: tried to set cron to default but it doesn't exist"
  const messageOf = (facts: BuildFacts) =>
    creatorFailure({ code: 62, ranOutOfMemory: false }, 'EXPORTING', [line], facts).message
  assert.match(
    messageOf({ defaultProcess: 'cron' }),
    /type "cron", which the input "default-process" names\. Change it to a type that the buildpacks report, or add/,
  )
  assert.match(
    messageOf({ processTypes: ['web', 'worker', 'web', '\n::error::'] }),
    /which the builder sets in its environment \(CNB_PROCESS_TYPE\)\. Set the input "default-process" to one that they created \("web, worker, ::error::"\), or/,
  )
})

const scripts: readonly (readonly [code: number, line: string, advice: RegExp])[] = [
  [
    51,
    'ERROR: failed to build: fork/exec /cnb/buildpacks/acme_a/1.0.0/bin/build: no such file or directory',
    /\(exit code 51\)\. "\/cnb\/buildpacks\/acme_a\/1\.0\.0\/bin\/build" does not exist, or its first line .*CRLF/,
  ],
  [
    21,
    'fork/exec /cnb/buildpacks/acme_a/1.0.0/bin/detect: no such file or directory',
    /\(exit code 21\)\. "\S+\/bin\/detect" does not exist, or its first line/,
  ],
  [
    51,
    'ERROR: failed to build: fork/exec /cnb/buildpacks/acme_a/1.0.0/bin/build: exec format error',
    /cannot be executed: it is a script without "#!" in its first line, or a program for another platform/,
  ],
  [51, 'ERROR: failed to build: signal: killed', /was killed, usually because memory ran out\. Use a runner/],
  [51, 'ERROR: failed to build: exit status 137', /was killed, usually because memory ran out/],
  [
    21,
    'unable to satisfy target os/arch constraints; run image: {"os":"linux"}, buildpack: [{"os":"linux","arch":"arm64"}]',
    /does not support this platform or distribution: "unable to satisfy .*"arm64"\}\]"\. Choose/,
  ],
  [
    22,
    'ERROR: failed to detect: detected order contains extensions which is not supported by the creator',
    /has image extensions that apply to this app, .* Set the input "buildpacks" to "from=builder"/,
  ],
]

for (const [code, line, advice] of scripts) {
  test(`exit code ${code} is explained by the line "${line.slice(0, 100)}"`, () => {
    const failed = creatorFailure({ code, ranOutOfMemory: false }, 'BUILDING', ['first', line, 'last'])
    assert.match(failed.message, advice)
    assert.ok(failed.result.isExplained)
    assert.ok(
      !creatorFailure({ code, ranOutOfMemory: false }, 'BUILDING', ['first', 'last']).result.isExplained,
    )
  })
}

const failedWith = (code: number, lines: readonly string[]) =>
  creatorFailure({ code, ranOutOfMemory: false }, 'BUILDING', lines)

const script = (name: string, reason: string) => `fork/exec /cnb/buildpacks/${name}/bin/detect: ${reason}`

test('of several scripts that could not be started, the first one is explained', () => {
  const missing = script('first', 'no such file or directory')
  const wrong = script('second', 'exec format error')
  for (const code of [1, 20, 21, 22]) {
    assert.match(failedWith(code, [missing, wrong]).message, /"\S+\/first\/bin\/detect" does not exist/)
    assert.match(failedWith(code, [wrong, missing]).message, /"\S+\/second\/bin\/detect" cannot be executed/)
  }
  const target = 'unable to satisfy target os/arch constraints'
  assert.match(failedWith(21, [target, missing]).message, /first\/bin\/detect" does not exist/)
})

test('only the lifecycle’s own last error blames image extensions', () => {
  const extensions = 'ERROR: failed to detect: detected order contains extensions'
  const failed = failedWith(22, [extensions, 'ERROR: failed to detect: something else'])
  assert.doesNotMatch(failed.message, /has image extensions/)
  assert.equal(failed.result.isExplained, false)
})

test('a failed export is not explained by a script, so that it is repeated without reuse', () => {
  for (const reason of ['no such file or directory', 'exec format error']) {
    const failed = failedWith(62, [`ERROR: failed to export: ${script('one', reason)}`])
    assert.doesNotMatch(failed.message, /bin\/detect/)
    assert.equal(failed.result.isExplained, false)
  }
})

test('a failed build is explained only by the lifecycle’s own last error', () => {
  const error = (reason: string) => `ERROR: failed to build: ${reason}`
  for (const reason of [script('one', 'exec format error'), 'signal: killed']) {
    assert.equal(failedWith(51, [error(reason)]).result.isExplained, true)
    assert.equal(failedWith(51, [reason, error('exit status 1')]).result.isExplained, false)
    assert.equal(failedWith(51, [error(reason), error('exit status 1')]).result.isExplained, false)
  }
  assert.equal(failedWith(52, [script('one', 'exec format error')]).result.isExplained, true)
})

test('every exit code of the creator is explained, with phase and meaning', () => {
  const messageOf = (code: number) => creatorFailure({ code, ranOutOfMemory: false }, 'BUILDING', []).message
  const explained: readonly [number, RegExp][] = [
    [1, /while building: an error without an exit code of its own \(exit code 1\)/],
    [3, /rejected its arguments/],
    [11, /does not support the platform API/],
    [12, /buildpack API/],
    [20, /while detecting buildpacks: no group of buildpacks passed detection .*input "path"/],
    [21, /while detecting buildpacks: .*reported an error/],
    [22, /while detecting buildpacks: detection failed/],
    [32, /while analyzing/],
    [42, /while restoring/],
    [51, /while building: a buildpack's build failed \(exit code 51\)/],
    [52, /while building: the build failed outside of the buildpacks/],
    [62, /while exporting: writing the image failed/],
    [99, /while building: .*unknown exit code \(exit code 99\)/],
  ]
  for (const [code, pattern] of explained) assert.match(messageOf(code), pattern)
})

test('a failed export names an unreadable path or a full disk, if the lifecycle reports it', () => {
  const messageOf = (lines: readonly string[], code = 62) =>
    creatorFailure({ code, ranOutOfMemory: false }, 'EXPORTING', lines).message
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
    assert.ok(message.includes(`The builder's user has no permission to read "${path}"`), message)
    assert.doesNotMatch(message, /disk/)
  }
  assert.match(
    messageOf([`${prefix}write /layout-repo/x: no space left on device`]),
    /\(exit code 62\)\. The disk of the Docker engine is full/,
  )
  const [reason = ''] = denied.map(([line]) => line)
  for (const message of [messageOf([]), messageOf([reason]), messageOf([`${prefix}${reason}`], 51)]) {
    assert.doesNotMatch(message, /disk|no permission/)
  }
})

test('an exit code without a phase is explained with the last announced phase', () => {
  const messageOf = (phase?: 'EXPORTING') =>
    creatorFailure({ code: 1, ranOutOfMemory: false }, phase, []).message
  assert.match(messageOf('EXPORTING'), /^The build failed while exporting:/)
  assert.match(messageOf(), /^The build failed while starting:/)
})

test('a lack of memory and signals are not the build’s own failures', () => {
  const failed = (code: number, ranOutOfMemory: boolean) =>
    creatorFailure({ code, ranOutOfMemory }, 'BUILDING', []).message
  assert.match(failed(137, true), /memory ran out \(exit code 137\).*more memory/)
  assert.match(failed(51, true), /memory ran out \(exit code 51\)/)
  assert.match(failed(137, false), /outside of the build ended it with SIGKILL/)
  assert.match(failed(143, false), /outside of the build ended it with SIGTERM/)
})

test('the details are the last lines of the build', () => {
  assert.deepEqual(creatorFailure({ code: 51, ranOutOfMemory: false }, 'BUILDING', ['npm ERR!']).detail, [
    'npm ERR!',
  ])
})

test('a buildpack that looks for the data of git fails with advice to include .git', () => {
  const adviceFor = (line: string, code = 51) =>
    creatorFailure({ code, ranOutOfMemory: false }, 'BUILDING', [line, 'ERROR: failed to build']).message
  const advice =
    / \(exit code 51\)\. See the output of the buildpack\. If it needs "\.git", which stays out of the build by default, add "!\.git" to/
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
