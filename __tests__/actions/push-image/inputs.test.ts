import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readInputs } from '../../../src/actions/push-image/inputs.ts'
import { digestOf } from '../../../src/image/digest.ts'
import { formatReference } from '../../../src/image/reference.ts'
import { Failure } from '../../../src/message/failure.ts'

const defaults = { path: 'images/my-app', to: 'ghcr.io/me/app:1.2', summary: 'true' }

const read = (given: Readonly<Record<string, string>> = {}) => {
  const inputs: Readonly<Record<string, string>> = { ...defaults, ...given }
  return readInputs((name) => inputs[name] ?? '', { workspace: '/home/runner/work' })
}

const refused = (given: Readonly<Record<string, string>>, message: RegExp): void => {
  assert.throws(
    () => read(given),
    (error) => error instanceof Failure && message.test(error.message),
  )
}

describe('readInputs', () => {
  test('a folder and a name are enough', () => {
    assert.deepEqual(read(), {
      path: '/home/runner/work/images/my-app',
      digest: 'any',
      to: [{ registry: 'ghcr.io', repository: 'me/app', tag: '1.2' }],
      summary: true,
    })
  })

  test('names come one a line; without a tag it is «latest», and without a registry Docker Hub', () => {
    assert.deepEqual(
      read({ to: '\n ghcr.io/me/app:1.2 \n\nghcr.io/me/app\nme/app:edge\n' }).to.map(formatReference),
      ['ghcr.io/me/app:1.2', 'ghcr.io/me/app:latest', 'docker.io/me/app:edge'],
    )
  })

  test('a digest may be given, or the word «any»', () => {
    const digest = digestOf('x')
    assert.equal(read({ digest }).digest, digest)
    assert.equal(read({ digest: 'any' }).digest, 'any')
    refused(
      { digest: 'sha256:1' },
      /The input «digest» is wrong: «sha256:1» is not a digest.*An example: digest: \$\{\{/,
    )
  })

  test('what is missing or wrong is named, with an example', () => {
    refused({ path: '' }, /The input «path» is required and is empty\. An example: path: images\/my-app/)
    refused({ to: '' }, /The input «to» is required and is empty\. An example: to: ghcr\.io\/owner\/app:1\.2/)
    refused({ to: ' \n ' }, /The input «to» is required/)
    refused(
      { to: 'ghcr.io/me/app\nghcr.io/Me/app' },
      /The input «to» is wrong: «ghcr\.io\/Me\/app» is not an image/,
    )
    refused(
      { to: `ghcr.io/me/app@${digestOf('x')}` },
      /«to» is wrong: .* has a digest, which what is pushed has/,
    )
    refused({ summary: 'yes' }, /The input «summary» is «yes», and takes true, false only/)
  })
})
