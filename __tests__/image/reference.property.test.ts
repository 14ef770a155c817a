import assert from 'node:assert/strict'
import fc from 'fast-check'
import { digestOf } from '../../src/image/digest.ts'
import { formatPlatform, normalizePlatform, parsePlatform } from '../../src/image/platform.ts'
import { formatReference, layoutRepoPath, parseReference } from '../../src/image/reference.ts'
import { acceptedOrRefused, holds, hostileText } from '../property.ts'

const words = fc.array(fc.stringMatching(/^[a-z0-9]{1,5}(?:(?:\.|_|__|-{1,3})[a-z0-9]{1,3})?$/), {
  minLength: 1,
  maxLength: 4,
})
const host = fc.oneof(
  fc.constantFrom('', 'docker.io/', 'index.docker.io/', 'localhost/', 'localhost:5000/', '127.0.0.1:5000/'),
  fc.constantFrom(
    '[::1]:5000/',
    'ghcr.io/',
    'registry:80/',
    'Host/',
    'registry-1.docker.io/',
    'xn--a.example/',
  ),
)
const suffix = fc.oneof(
  fc.stringMatching(/^:[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/),
  fc.constantFrom('', `@${digestOf('x')}`, `:1@${digestOf('x')}`),
)
// Without a host the first part must not look like one: "a.0" would be an address of a machine, and a wrong one.
const right = fc
  .tuple(host, words, suffix)
  .map(
    ([at, [first = '', ...path], end]) =>
      [at + (at === '' ? first.replaceAll('.', '_') : first), ...path].join('/') + end,
  )
/** One that is right except for a piece that somebody put in, or took out. */
const wrong = fc
  .tuple(right, fc.nat(60), fc.nat(3), hostileText)
  .map(([text, at, length, piece]) => text.slice(0, at) + piece + text.slice(at + length))

/**
 * The registry that Docker's own reader takes a reference to: what is before the first slash, where that has a dot or a
 * colon, is `localhost`, or is not in lower case. https://github.com/distribution/reference/blob/v0.6.0/normalize.go
 */
const dockerRegistry = (text: string): string => {
  const slash = text.indexOf('/')
  const first = text.slice(0, slash)
  const isHost = /[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first
  const domain = slash === -1 || !isHost ? 'docker.io' : first
  return domain === 'docker.io' ? 'index.docker.io' : domain
}

holds('a reference that is right is read, and its full name means the same', [right], (text) => {
  const reference = parseReference(text)
  assert.equal(reference.registry, dockerRegistry(text))
  assert.deepEqual(parseReference(formatReference(reference)), reference)
})

holds('no text leads to another registry than the one that Docker takes it for', [wrong], async (text) => {
  const reference = await acceptedOrRefused(() => parseReference(text))
  if (reference === undefined) return
  assert.equal(reference.registry, dockerRegistry(text))
  assert.deepEqual(parseReference(formatReference(reference)), reference)
  // What is asked for is the address's host, whatever else the address's reader makes of it.
  const url = new URL(`https://${reference.registry}/v2/${reference.repository}/manifests/x`)
  assert.equal(url.pathname, `/v2/${reference.repository}/manifests/x`)
  assert.deepEqual([url.username, url.password, url.search, url.hash], ['', '', '', ''])
})

holds(
  'a reference has no character but those of hosts, paths and tags, and its folder is below',
  [wrong],
  async (text) => {
    const reference = await acceptedOrRefused(() => parseReference(text))
    if (reference === undefined) return
    assert.match(formatReference(reference), /^[\w.:[\]/@-]+$/)
    const path = await acceptedOrRefused(() => layoutRepoPath(reference))
    for (const part of path?.split('/') ?? []) assert.match(part, /^(?!\.{1,2}$).+$/)
  },
)

holds('any other text is refused in one line', [hostileText], async (text) => {
  await acceptedOrRefused(() => parseReference(text))
  await acceptedOrRefused(() => parsePlatform(text))
})

const platformText = fc
  .tuple(
    fc.stringMatching(/^[a-z0-9]{1,8}$/),
    fc.oneof(fc.stringMatching(/^[a-z0-9_]{1,8}$/), fc.constantFrom('constructor', 'arm', 'arm64')),
    fc.option(fc.oneof(fc.stringMatching(/^[a-z0-9.]{1,5}$/), fc.constantFrom('v7', 'v8'))),
  )
  .map((parts) => parts.filter((part) => part !== null).join('/'))

holds(
  'a platform is read and written as it was; by one name it is still the same',
  [platformText],
  (text) => {
    const platform = parsePlatform(text)
    assert.equal(formatPlatform(platform), text)
    const normal = normalizePlatform(platform)
    assert.deepEqual(normalizePlatform(normal), normal)
    assert.ok(text.startsWith(formatPlatform(normal)))
  },
)

holds(
  'nothing but a platform is read as one',
  [fc.tuple(platformText, hostileText)],
  async ([text, more]) => {
    const platform = await acceptedOrRefused(() => parsePlatform(text + more))
    if (platform !== undefined) assert.match(text + more, /^[a-z0-9_./]+$/)
  },
)
