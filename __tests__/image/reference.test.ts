import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digestOf, hexOf } from '../../src/image/digest.ts'
import { formatReference, layoutRepoPath, parseReference } from '../../src/image/reference.ts'
import { Failure } from '../../src/message/failure.ts'

const digest = digestOf('x')
const hex = hexOf(digest)

// text, full name, folder in a layout-repo
const references: readonly [string, string, string][] = [
  ['debian', 'docker.io/library/debian:latest', 'index.docker.io/library/debian/latest'],
  ['debian:12', 'docker.io/library/debian:12', 'index.docker.io/library/debian/12'],
  ['a/b', 'docker.io/a/b:latest', 'index.docker.io/a/b/latest'],
  ['docker.io/debian', 'docker.io/library/debian:latest', 'index.docker.io/library/debian/latest'],
  ['index.docker.io/a/b:1', 'docker.io/a/b:1', 'index.docker.io/a/b/1'],
  ['registry-1.docker.io/a/b:1', 'docker.io/a/b:1', 'index.docker.io/a/b/1'],
  ['ghcr.io/a/b/c:V_1.2-x', 'ghcr.io/a/b/c:V_1.2-x', 'ghcr.io/a/b/c/V_1.2-x'],
  ['localhost/a', 'localhost/a:latest', 'localhost/a/latest'],
  ['localhost:5000/a', 'localhost:5000/a:latest', 'localhost:5000/a/latest'],
  ['localhost:5000', 'docker.io/library/localhost:5000', 'index.docker.io/library/localhost/5000'],
  ['127.0.0.1:5000/a/b:1', '127.0.0.1:5000/a/b:1', '127.0.0.1:5000/a/b/1'],
  ['[::1]:5000/a:1', '[::1]:5000/a:1', '[::1]:5000/a/1'],
  ['Host/a', 'Host/a:latest', 'Host/a/latest'],
  ['a__b/c--d.e_f', 'docker.io/a__b/c--d.e_f:latest', 'index.docker.io/a__b/c--d.e_f/latest'],
  [`a/b@${digest}`, `docker.io/a/b@${digest}`, `index.docker.io/a/b/sha256/${hex}`],
  [`ghcr.io/a/b:1@${digest}`, `ghcr.io/a/b:1@${digest}`, `ghcr.io/a/b/sha256/${hex}`],
]

for (const [text, name, folder] of references) {
  test(`${text} is ${name}`, () => {
    const reference = parseReference(text)
    assert.equal(formatReference(reference), name)
    assert.equal(layoutRepoPath(reference), folder)
    assert.deepEqual(parseReference(name), reference)
  })
}

const malformed: readonly [string, RegExp][] = [
  ['', /the repository «» may have/],
  ['Debian', /the repository «Debian» may have lower-case/],
  ['ghcr.io/A/b', /the repository «A\/b»/],
  ['ghcr.io/', /the repository «»/],
  ['../b', /«\.\.» is not a registry's host/],
  ['a/../b', /the repository «a\/\.\.\/b»/],
  ['a b', /the repository «a b»/],
  ['a/b:', /the tag «»/],
  ['a/b:..', /the tag «\.\.»/],
  ['a/b:-x', /the tag «-x»/],
  [`a/b:${'x'.repeat(129)}`, /the tag «x+» is not 1 to 128/],
  [`a${'/b'.repeat(128)}`, /the repository/],
  ['-host.io/a', /«-host\.io» is not a registry's host/],
  ['https://ghcr.io/a', /«https:» is not a registry's host/],
  ['user@ghcr.io/a', /is not a digest/],
  ['a/b@', /«» is not a digest/],
  ['a/b@sha256:abc', /«sha256:abc» is not a digest/],
  [`a/b@${digest}@${digest}`, /more than one «@»/],
]

for (const [text, message] of malformed) {
  test(`${JSON.stringify(text.slice(0, 40))} is refused as an image reference`, () => {
    assert.throws(
      () => parseReference(text),
      (error) => error instanceof Failure && message.test(error.message),
    )
  })
}
