import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { parseLocator } from '../../../src/cnb/buildpacks/locator.ts'
import { parseReference } from '../../../src/image/reference.ts'
import { temporaryFolder } from '../../image/image.ts'
import { failureOf } from '../../registry/registry-client.ts'

const known = [
  { id: 'acme/node', version: '1.0.0' },
  { id: 'acme/node', version: '2.0.0' },
  { id: 'here', version: '1.0.0' },
]

const locate = async (t: TestContext, text: string) => {
  const folder = await temporaryFolder(t)
  await mkdir(join(folder, 'here'))
  await writeFile(join(folder, 'file.cnb'), '')
  const locator = await parseLocator(text, { folder, known })
  return locator.kind === 'path' ? locator.path.replace(`${folder}/`, '') : locator
}

const image = (name: string) => ({ kind: 'image', reference: parseReference(name) })

const locators: readonly (readonly [text: string, means: unknown])[] = [
  ['from=builder', { kind: 'builder' }],
  ['urn:cnb:builder', { kind: 'builder' }],
  ['from=builder:acme/node@1.0.0', { kind: 'id', id: 'acme/node', version: '1.0.0' }],
  ['urn:cnb:builder:acme/node', { kind: 'id', id: 'acme/node', version: undefined }],
  ['acme/node', { kind: 'id', id: 'acme/node', version: undefined }],
  ['acme/node@2.0.0', { kind: 'id', id: 'acme/node', version: '2.0.0' }],
  ['here', 'here'],
  ['./here', 'here'],
  ['file.cnb', 'file.cnb'],
  ['file:///tmp', '/tmp'],
  ['docker://acme/java', image('docker.io/acme/java:latest')],
  ['docker:///acme/java:1', image('docker.io/acme/java:1')],
  ['example.com/acme/java', image('example.com/acme/java')],
  ['localhost:5000/acme/java', image('localhost:5000/acme/java')],
  ['acme/java:1.2', image('docker.io/acme/java:1.2')],
  [`acme/java@sha256:${'0'.repeat(64)}`, image(`docker.io/acme/java@sha256:${'0'.repeat(64)}`)],
]

for (const [text, means] of locators) {
  test(`"${text}" is found`, async (t) => {
    assert.deepEqual(await locate(t, text), means)
  })
}

const refused: readonly (readonly [text: string, message: RegExp])[] = [
  [
    'acme/java',
    /^The builder has no buildpack "acme\/java"\. It has: acme\/node@1\.0\.0, acme\/node@2\.0\.0, here@1\.0\.0\. Name one of these/,
  ],
  ['acme/java@1.2.3', /has no buildpack "acme\/java@1\.2\.3"\. It has: /],
  ['urn:cnb:builder:acme/java', /has no buildpack "acme\/java"\. It has: /],
  [
    'acme/node@3.0.0',
    /Version "3\.0\.0" of acme\/node is not in the builder\. Available versions: 1\.0\.0, 2\.0\.0\./,
  ],
  [
    'urn:cnb:registry:acme/java@1',
    /is an entry of the buildpack registry.*Name the image of acme\/java instead, for example docker:\/\//,
  ],
  [
    'https://example.com/a.tgz',
    /is not fetched, because its content has no digest\. Download it in an earlier step/,
  ],
  ['./gone', /The buildpack "\.\/gone" was not found: \S+\/gone does not exist\./],
  ['gone.tgz', /The buildpack "gone\.tgz" was not found: \S+\/gone\.tgz does not exist/],
  [
    'file:///none.tgz',
    /^The buildpack "file:\/\/\/none\.tgz" was not found: \/none\.tgz does not exist\. Check/,
  ],
  ['file:///a%20b', /: \/a b does not exist/],
  ['docker://acme/Java', /"docker:\/\/acme\/Java" is not a buildpack: /],
]

for (const [text, message] of refused) {
  test(`"${text}" is refused with what to write instead`, async (t) => {
    assert.match(await failureOf(locate(t, text)), message)
  })
}
