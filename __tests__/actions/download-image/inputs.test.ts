import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readInputs } from '../../../src/actions/download-image/inputs.ts'
import { digestOf } from '../../../src/image/digest.ts'
import { Failure } from '../../../src/message/failure.ts'

const defaults: Readonly<Record<string, string>> = {
  'artifact-name': 'my-app',
  digest: 'any',
  complete: 'true',
  cache: 'true',
}
const context = { workspace: '/home/runner/work', temporary: '/tmp/runner', repository: 'octo-org/app' }

const read = (given: Readonly<Record<string, string>>) => {
  const inputs = { ...defaults, ...given }
  return readInputs((name) => inputs[name] ?? '', context)
}

const refused = (given: Readonly<Record<string, string>>, message: RegExp): void => {
  assert.throws(
    () => read(given),
    (error) => {
      assert.ok(error instanceof Failure)
      assert.match(error.message, message)
      return true
    },
  )
}

describe('readInputs', () => {
  test('an artifact name and a digest are enough', () => {
    assert.deepEqual(read({}), {
      artifacts: [{ name: 'my-app', digest: 'any' }],
      path: '/home/runner/work/my-app',
      complete: true,
      load: undefined,
      sbom: undefined,
      insecureRegistries: new Set(),
      layoutRepo: '/tmp/runner/layout-repo',
      cache: true,
      from: undefined,
    })
  })

  test('several artifacts have a digest each, in their order, or "any" for all', () => {
    const several = { 'artifact-name': ' one\n\ntwo \n', path: 'app' }
    const digests = `${digestOf('one')}\nany`
    assert.deepEqual(read({ ...several, digest: digests }).artifacts, [
      { name: 'one', digest: digestOf('one') },
      { name: 'two', digest: 'any' },
    ])
    assert.deepEqual(read(several).artifacts, [
      { name: 'one', digest: 'any' },
      { name: 'two', digest: 'any' },
    ])
    assert.deepEqual(read({ ...several, digest: ' any \n' }).artifacts[1], { name: 'two', digest: 'any' })
  })

  test('"any" beside an output that is empty stands for one artifact, not for all', () => {
    for (const digest of ['any\n\n', '\nany\n']) {
      refused({ 'artifact-name': 'one\ntwo', path: 'app', digest }, /"digest" has 1 line for 2 artifacts\. /)
    }
  })

  test('every input is read', () => {
    const digest = digestOf('image')
    const given = {
      path: 'out/image',
      digest,
      complete: 'false',
      load: 'ghcr.io/octo-org/app:ci',
      sbom: 'bills',
      'insecure-registries': 'registry.internal:5000',
      'layout-repo': '/var/layout-repo',
      cache: 'false',
      'run-id': '42',
      repository: 'octo-org/other',
      'github-token': 'secret',
    }
    assert.deepEqual(read(given), {
      artifacts: [{ name: 'my-app', digest }],
      path: '/home/runner/work/out/image',
      complete: false,
      load: { registry: 'ghcr.io', repository: 'octo-org/app', tag: 'ci' },
      sbom: '/home/runner/work/bills',
      insecureRegistries: new Set(['registry.internal:5000']),
      layoutRepo: '/var/layout-repo',
      cache: false,
      from: { token: 'secret', repository: 'octo-org/other', runId: 42 },
    })
  })

  test('without a repository, the run is one of this repository', () => {
    const { from } = read({ 'run-id': '42', 'github-token': 'secret' })
    assert.deepEqual(from, { token: 'secret', repository: 'octo-org/app', runId: 42 })
  })

  test('a token alone does not mean another run', () => {
    assert.equal(read({ 'github-token': 'secret', repository: 'octo-org/app' }).from, undefined)
  })

  for (const [given, message] of [
    [{ 'artifact-name': '' }, /"artifact-name" is required/],
    [{ 'artifact-name': 'my:app' }, /artifact-name.*"my:app".*":"/],
    [{ path: '.' }, /"path" is "\.", which is the workspace or contains it/],
    [{ path: '../..' }, /"path" is "\.\.\/\.\.", which is the workspace or contains it/],
    [{ 'artifact-name': '..' }, /"path" is "\.\.", which is the workspace or contains it/],
    [
      { digest: '' },
      /"digest" is required and is empty\. A job output is empty if that job has no .*needs:.*"any".* An example: digest: \$\{\{ needs\.build\.outputs\.digest \}\}$/,
    ],
    [
      { digest: `${digestOf('one')}\n${digestOf('two')}` },
      /"digest" has 2 lines for 1 artifact\. Specify one digest per artifact/,
    ],
    [{ 'artifact-name': 'one\ntwo', path: 'app', digest: 'any\nabc' }, /"digest" is wrong in line \d: /],
    [{ 'artifact-name': 'one\ntwo' }, /"path" is required and is empty/],
    [
      { 'artifact-name': 'one\none', path: 'app' },
      /"artifact-name" is wrong in line 2, "one": it names the same artifact as another line/,
    ],
    [{ digest: 'Any' }, /"digest" is wrong in line \d: /],
    [
      { digest: 'abc' },
      /"digest" is wrong in line 1: .*An example: digest: \$\{\{ needs\.build\.outputs\.digest \}\}/,
    ],
    [{ load: 'My-App' }, /"load" is wrong: .*An example: load: my-app:ci/],
    [
      { load: `my-app@${digestOf('image')}` },
      /"load" is wrong: .*contains a digest, but Docker loads images under names with a tag/,
    ],
    [{ complete: 'yes' }, /"complete" is "yes"\. Use true or false/],
    [{ cache: '' }, /"cache" is ""\. Use true or false/],
    [{ 'run-id': 'last', 'github-token': 'secret' }, /"run-id" is "last"\. Use a whole number/],
    [{ 'run-id': '42' }, /"github-token" is required if "run-id" is set/],
    [{ repository: 'octo-org/other' }, /"run-id" is required if "repository" is another repository/],
    [
      { 'run-id': '42', repository: 'other', 'github-token': 'secret' },
      /"repository" is "other"\. Use owner\/name/,
    ],
  ] as const) {
    test(`refused: ${JSON.stringify(given)}`, () => refused(given, message))
  }
})
