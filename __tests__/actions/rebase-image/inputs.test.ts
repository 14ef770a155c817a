import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { parse } from 'yaml'
import { readInputs } from '../../../src/actions/rebase-image/inputs.ts'
import { digestOf } from '../../../src/image/digest.ts'
import { Failure } from '../../../src/message/failure.ts'

const { inputs: declared } = parse(await readFile('rebase/action.yml', 'utf8'))
const context = { workspace: '/workspace', temporary: '/temp', repository: 'octo/app' }
const image = 'ghcr.io/octo/team/my-app:1.2'
const digest = digestOf('image')

/** Reads inputs as a runner passes them. Defaults that are expressions are empty here. */
const read = (given: Readonly<Record<string, string>>) =>
  readInputs((name) => {
    assert.ok(name in declared, `${name} is not in action.yml`)
    const text = String(declared[name].default ?? '')
    return given[name] ?? (text.startsWith('$') ? '' : text)
  }, context)

const refused = (given: Readonly<Record<string, string>>, message: RegExp): void => {
  assert.throws(
    () => read(given),
    (error) => error instanceof Failure && message.test(error.message),
  )
}

test('an image in a registry, and the defaults', () => {
  assert.deepEqual(read({ image }), {
    image: {
      reference: { registry: 'ghcr.io', repository: 'octo/team/my-app', tag: '1.2' },
      digest: 'any',
    },
    path: '/workspace/my-app',
    runImage: undefined,
    force: false,
    complete: false,
    insecureRegistries: new Set(),
    layoutRepo: '/temp/layout-repo',
    cache: true,
    artifact: { name: 'my-app', retentionDays: undefined, overwrite: false, compressionLevel: 0 },
    summary: true,
  })
})

test('an explicit name is used for the layout and the artifact', () => {
  const { path, artifact } = read({ image, 'artifact-name': 'nightly' })
  assert.deepEqual([path, artifact?.name], ['/workspace/nightly', 'nightly'])
  assert.equal(read({ image, path: 'out/x' }).artifact?.name, 'my-app')
  assert.equal(read({ image, upload: 'false' }).artifact, undefined)
})

test('an artifact, or one for each platform', () => {
  const one = read({ 'artifact-name': 'my-app', digest })
  assert.deepEqual(one.image, { artifacts: [{ name: 'my-app', digest }], from: undefined })
  assert.deepEqual([one.path, one.artifact?.name], ['/workspace/my-app', 'my-app'])
  const two = read({ 'artifact-name': 'a-amd64\na-arm64', digest: 'any', path: 'out/both' })
  assert.deepEqual([two.path, two.artifact?.name], ['/workspace/out/both', 'both'])
  assert.deepEqual(read({ 'artifact-name': 'x', digest: 'any', 'run-id': '7', 'github-token': 't' }).image, {
    artifacts: [{ name: 'x', digest: 'any' }],
    from: { token: 't', repository: 'octo/app', runId: 7 },
  })
})

test('a wrong input is refused with its name, the rule and an example', () => {
  refused(
    {},
    /"image" is empty, and "artifact-name" is empty too\. Set one of them to name the image\. An example: image: ghcr/,
  )
  refused({ image: 'A B' }, /"image" is wrong: /)
  refused({ image, digest: 'x' }, /"digest" is wrong/)
  refused({ image, 'artifact-name': 'a/b' }, /artifact-name/)
  refused({ 'artifact-name': 'x' }, /"digest" is required and is empty/)
  refused({ 'artifact-name': 'x\ny', digest: 'any' }, /"path" is empty, and there are several artifacts/)
  refused({ image, path: '..' }, /"path" is "\.\.", which is the workspace or contains it/)
  refused({ image, 'run-image': '-x' }, /"run-image" is wrong/)
  refused({ image, force: 'yes' }, /"force" is "yes"\. Use true or false/)
})
