import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readInputs } from '../../../src/actions/push-image/inputs.ts'
import { digestOf } from '../../../src/image/digest.ts'
import { formatReference } from '../../../src/image/reference.ts'
import { Failure } from '../../../src/message/failure.ts'

const defaults = { path: 'images/my-app', digest: 'any', to: 'ghcr.io/me/app:1.2', summary: 'true' }

const read = (given: Readonly<Record<string, string>> = {}, lines: string[] = []) => {
  const inputs: Readonly<Record<string, string>> = { ...defaults, ...given }
  return readInputs(
    (name) => inputs[name] ?? '',
    { workspace: '/home/runner/work', repository: 'octo-org/app' },
    (line) => lines.push(line),
  )
}

const refused = (given: Readonly<Record<string, string>>, message: RegExp): void => {
  assert.throws(
    () => read(given),
    (error) => error instanceof Failure && message.test(error.message),
  )
}

describe('readInputs', () => {
  test('path, digest and one reference are enough', () => {
    assert.deepEqual(read(), {
      source: { path: '/home/runner/work/images/my-app', digest: 'any' },
      to: [{ registry: 'ghcr.io', repository: 'me/app', tag: '1.2' }],
      insecureRegistries: new Set(),
      summary: true,
    })
  })

  test('artifacts, of another run too, take the place of a folder', () => {
    const digests = [digestOf('one'), digestOf('two')] as const
    const artifacts = { path: '', 'artifact-name': 'one\ntwo', digest: digests.join('\n') }
    const [one, two] = [
      { name: 'one', digest: digests[0] },
      { name: 'two', digest: digests[1] },
    ]
    assert.deepEqual(read(artifacts).source, { artifacts: [one, two], from: undefined })
    assert.deepEqual(read({ ...artifacts, 'run-id': '42', 'github-token': 'secret' }).source, {
      artifacts: [one, two],
      from: { token: 'secret', repository: 'octo-org/app', runId: 42 },
    })
  })

  test('references are one per line, with the default tag "latest" and the default registry Docker Hub', () => {
    assert.deepEqual(
      read({ to: '\n ghcr.io/me/app:1.2 \n\nghcr.io/me/app\nme/app:edge\n' }).to.map(formatReference),
      ['ghcr.io/me/app:1.2', 'ghcr.io/me/app:latest', 'docker.io/me/app:edge'],
    )
  })

  test('commas separate references as new lines do', () => {
    assert.deepEqual(read({ to: 'ghcr.io/me/app:1, ghcr.io/me/app:2,\nme/app,' }).to.map(formatReference), [
      'ghcr.io/me/app:1',
      'ghcr.io/me/app:2',
      'docker.io/me/app:latest',
    ])
  })

  test('a repository is written in lower case, and the log says so; a tag and a registry stay as they are', () => {
    for (const [to, reference] of [
      ['ghcr.io/Octo-Org/App:V1', 'ghcr.io/octo-org/app:V1'],
      ['Ghcr.io:443/Me/app', 'Ghcr.io:443/me/app:latest'],
      ['Octo-Org/App:Edge', 'docker.io/octo-org/app:Edge'],
      ['App', 'docker.io/library/app:latest'],
      ['localhost/Me/App:1', 'localhost/me/app:1'],
    ] as const) {
      const lines: string[] = []
      assert.deepEqual(read({ to }, lines).to.map(formatReference), [reference])
      assert.equal(lines.length, 1)
      assert.match(
        lines[0] ?? '',
        /^Pushing to "\S+" instead of "\S+": repositories have no capital letters\.$/,
      )
    }
    const lines: string[] = []
    read({ to: 'ghcr.io/me/app:V1' }, lines)
    assert.deepEqual(lines, [])
  })

  test('a space and a tag with a slash are refused with the reason', () => {
    refused({ to: 'me/app :1' }, /"me\/app :1" contains a space\. An example: to: ghcr/)
    for (const to of [
      'ghcr.io/me/app:feature/x',
      'me/app:feature/x',
      'app:feature/x',
      'localhost:5000/app:feature/x',
    ]) {
      refused(
        { to },
        /"feature\/x" cannot be a tag, because tags contain no "\/"\. Use feature-x, for example\./,
      )
    }
  })

  test('a digest may be given, or the word "any"', () => {
    const digest = digestOf('x')
    const path = '/home/runner/work/images/my-app'
    assert.deepEqual(read({ digest }).source, { path, digest })
    assert.deepEqual(read({ digest: 'any' }).source, { path, digest: 'any' })
    refused(
      { digest: 'sha256:1' },
      /The input "digest" is wrong: "sha256:1" is not a digest.*An example: digest: \$\{\{/,
    )
  })

  test('a missing or wrong input is named, with an example', () => {
    refused(
      { path: '' },
      /The input "artifact-name" is empty, and so is "path"\. Set one of them\. An example: artifact-name: my-app/,
    )
    for (const source of [{ path: '', 'artifact-name': 'my-app' }, {}]) {
      refused(
        { ...source, digest: '' },
        /The input "digest" is required and is empty\. .* Use "any" to accept any image\. An example: digest: \$/,
      )
    }
    refused({ 'artifact-name': 'my-app' }, /"artifact-name" cannot be combined with "path"/)
    refused({ to: '' }, /The input "to" is required and is empty\. An example: to: ghcr\.io\/owner\/app:1\.2/)
    refused({ to: ' \n ' }, /The input "to" is required/)
    refused(
      { to: 'ghcr.io/me/app\n# ours\nghcr.io/me/äpp' },
      /The input "to" is wrong in line 3: "ghcr\.io\/me\/äpp" is not an image/,
    )
    refused(
      { to: `ghcr.io/me/app@${digestOf('x')}` },
      /"to" is wrong in line 1: .* contains a digest, which the image determines/,
    )
    refused({ summary: 'yes' }, /The input "summary" is "yes"\. Use true or false/)
  })
})
