import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digestOf, hexOf } from '../../src/image/digest.ts'
import { formatReference, layoutRepoPath, parseReference } from '../../src/image/reference.ts'
import { Failure } from '../../src/message/failure.ts'

const digest = digestOf('x')
const hex = hexOf(digest)

// Text, full name, and the folder where the lifecycle looks for it in a layout-repo: what imgutil makes of
// name.ParseReference(text, name.WeakValidation), run with the go-containerregistry of lifecycle 0.17.7 (0.19.1),
// of lifecycle 0.21.0 (0.20.6), and with 0.21.7. They agree about all of these.
const references: readonly [string, string, string][] = [
  ['debian', 'docker.io/library/debian:latest', 'index.docker.io/library/debian/latest'],
  ['debian:12', 'docker.io/library/debian:12', 'index.docker.io/library/debian/12'],
  ['library/debian', 'docker.io/library/debian:latest', 'index.docker.io/library/debian/latest'],
  ['a/b', 'docker.io/a/b:latest', 'index.docker.io/a/b/latest'],
  ['a/b.c/d', 'docker.io/a/b.c/d:latest', 'index.docker.io/a/b.c/d/latest'],
  ['x.y', 'docker.io/library/x.y:latest', 'index.docker.io/library/x.y/latest'],
  ['x.y:1', 'docker.io/library/x.y:1', 'index.docker.io/library/x.y/1'],
  ['x.y/zz', 'x.y/zz:latest', 'x.y/zz/latest'],
  ['registry/ab', 'docker.io/registry/ab:latest', 'index.docker.io/registry/ab/latest'],
  ['registry:5000/ab', 'registry:5000/ab:latest', 'registry:5000/ab/latest'],
  ['docker.io/debian', 'docker.io/library/debian:latest', 'index.docker.io/library/debian/latest'],
  ['index.docker.io/debian', 'docker.io/library/debian:latest', 'index.docker.io/library/debian/latest'],
  ['index.docker.io/a/b:1', 'docker.io/a/b:1', 'index.docker.io/a/b/1'],
  ['registry-1.docker.io/debian', 'registry-1.docker.io/debian:latest', 'registry-1.docker.io/debian/latest'],
  ['registry-1.docker.io/a/b:1', 'registry-1.docker.io/a/b:1', 'registry-1.docker.io/a/b/1'],
  ['DOCKER.IO/debian', 'DOCKER.IO/debian:latest', 'DOCKER.IO/debian/latest'],
  ['ghcr.io/a/b/c:V_1.2-x', 'ghcr.io/a/b/c:V_1.2-x', 'ghcr.io/a/b/c/V_1.2-x'],
  ['localhost:5000/ab', 'localhost:5000/ab:latest', 'localhost:5000/ab/latest'],
  ['localhost:80/ab', 'localhost:80/ab:latest', 'localhost:80/ab/latest'],
  ['localhost:5000', 'docker.io/library/localhost:5000', 'index.docker.io/library/localhost/5000'],
  ['docker.io/localhost/ab', 'docker.io/localhost/ab:latest', 'index.docker.io/localhost/ab/latest'],
  ['127.0.0.1:5000/a/b:1', '127.0.0.1:5000/a/b:1', '127.0.0.1:5000/a/b/1'],
  ['127.0.0.1/run:base', '127.0.0.1/run:base', '127.0.0.1/run/base'],
  ['[::1]:5000/ab:1', '[::1]:5000/ab:1', '[::1]:5000/ab/1'],
  ['Host.io/ab', 'Host.io/ab:latest', 'Host.io/ab/latest'],
  ['a__b/c--d.e_f', 'docker.io/a__b/c--d.e_f:latest', 'index.docker.io/a__b/c--d.e_f/latest'],
  [`a/b@${digest}`, `docker.io/a/b@${digest}`, `index.docker.io/a/b/sha256/${hex}`],
  [`ab@${digest}`, `docker.io/library/ab@${digest}`, `index.docker.io/library/ab/sha256/${hex}`],
  [`ghcr.io/a/b:1@${digest}`, `ghcr.io/a/b:1@${digest}`, `ghcr.io/a/b/sha256/${hex}`],
  [
    `registry-1.docker.io/ab@${digest}`,
    `registry-1.docker.io/ab@${digest}`,
    `registry-1.docker.io/ab/sha256/${hex}`,
  ],
]

for (const [text, name, folder] of references) {
  test(`${text} is ${name}`, () => {
    const reference = parseReference(text)
    assert.equal(formatReference(reference), name)
    assert.equal(layoutRepoPath(reference), folder)
    assert.deepEqual(parseReference(name), reference)
  })
}

// Docker takes all of these, as does this project where the lifecycle has no part in it, such as for the builder.
const readOtherwise: readonly [string, string, RegExp][] = [
  // Docker Hub's repository localhost/ab before go-containerregistry 0.21, the registry of this machine since.
  [
    'localhost/ab:1',
    'localhost/ab:1',
    /recognizes "localhost" as a registry only with a port. Write localhost:80\/ab:1$/,
  ],
  [`localhost/ab@${digest}`, `localhost/ab@${digest}`, /Write localhost:80\/ab@sha256:/],
  // A repository with an upper-case letter, and so none.
  [
    'Host/ab',
    'Host/ab:latest',
    /recognizes "Host" as a registry only with a port. Write Host:443\/ab:latest$/,
  ],
  // Too short to be a repository.
  ['a', 'docker.io/library/a:latest', /does not accept a repository of one character/],
  ['ghcr.io/a', 'ghcr.io/a:latest', /does not accept a repository of one character/],
  ['localhost:5000/a', 'localhost:5000/a:latest', /does not accept a repository of one character/],
]

for (const [text, name, message] of readOtherwise) {
  test(`${text} is ${name}, but nothing that the lifecycle can find`, () => {
    const reference = parseReference(text)
    assert.equal(formatReference(reference), name)
    assert.throws(
      () => layoutRepoPath(reference),
      (error) => error instanceof Failure && message.test(error.message),
    )
  })
}

test('a text that is refused is shown in one line', () => {
  for (const text of ['a\n::error::b', 'x.y\n/a', 'a:\n1', `a@${digest}\n`]) {
    assert.throws(
      () => parseReference(text),
      (error) => error instanceof Failure && /^\P{C}+$/u.test(error.message),
    )
  }
})

const malformed: readonly [string, RegExp][] = [
  ['', /the repository "" may have/],
  ['Debian', /the repository "Debian" may have lower-case/],
  ['ghcr.io/A/b', /the repository "A\/b"/],
  ['ghcr.io/', /the repository ""/],
  ['../b', /"\.\." is not a registry's host/],
  ['a/../b', /the repository "a\/\.\.\/b"/],
  ['a b', /the repository "a b"/],
  ['a/b:', /the tag ""/],
  ['a/b:..', /the tag "\.\."/],
  ['a/b:-x', /the tag "-x"/],
  [`a/b:${'x'.repeat(129)}`, /the tag "x+" is not 1 to 128/],
  [`a${'/b'.repeat(128)}`, /the repository/],
  ['-host.io/a', /"-host\.io" is not a registry's host/],
  ['host.io:99999/ab', /"host\.io:99999" is not a registry's host/],
  ['300.1.1.1/ab', /"300\.1\.1\.1" is not a registry's host/],
  ['https://ghcr.io/a', /"https:" is not a registry's host/],
  ['user@ghcr.io/a', /is not a digest/],
  ['a/b@', /"" is not a digest/],
  ['a/b@sha256:abc', /"sha256:abc" is not a digest/],
  [`a/b@${digest}@${digest}`, /more than one "@"/],
]

test('a refused text is quoted in one line and shortened', () => {
  const parts = ['\n::error::\u001b[2K', 'x y '.repeat(10_000)].join('')
  for (const text of [
    parts,
    `${parts}/b`,
    `a.b:${parts}/c`,
    `a/b:${parts}`,
    `a/b@${parts}`,
    `a@b@${parts}`,
  ]) {
    assert.throws(
      () => parseReference(text),
      (error) => error instanceof Failure && /^[\P{C}]{1,800}$/u.test(error.message),
    )
  }
})

for (const [text, message] of malformed) {
  test(`${JSON.stringify(text.slice(0, 40))} is refused as an image reference`, () => {
    assert.throws(
      () => parseReference(text),
      (error) => error instanceof Failure && message.test(error.message),
    )
  })
}
