import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readReproductionTarget } from '../../../../src/actions/build-image/inputs/image-inputs.ts'
import { formatReference } from '../../../../src/image/reference.ts'

const digest = `sha256:${'a'.repeat(64)}`

const read = (inputs: Readonly<Record<string, string>>) =>
  readReproductionTarget((name) => inputs[name] ?? '')

test('"reproduces" takes a tag, a reference by digest, or a digest', () => {
  const referenceOf = (text: string): string => {
    const target = read({ reproduces: text })
    assert.ok(target && 'reference' in target)
    return formatReference(target.reference)
  }
  assert.equal(referenceOf('ghcr.io/me/my-app:1.2'), 'ghcr.io/me/my-app:1.2')
  assert.equal(referenceOf(`ghcr.io/me/my-app@${digest}`), `ghcr.io/me/my-app@${digest}`)
  assert.deepEqual(read({ reproduces: digest }), { digest })
  assert.equal(read({}), undefined)
})

test('"reproduces" refuses everything else', () => {
  for (const text of ['sha256:abc', 'sha512:abc', 'ghcr.io/me/My App', `@${digest}`, 'a@sha256:1']) {
    assert.throws(() => read({ reproduces: text }), /^Failure: The input "reproduces" is wrong: /, text)
  }
})

test('"reproduces" refuses a previous image', () => {
  assert.throws(
    () => read({ reproduces: digest, 'previous-image': 'ghcr.io/me/my-app' }),
    /The input "previous-image" is set together with "reproduces"\. .*: leave one of the two empty/,
  )
})
