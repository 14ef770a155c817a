import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import * as cyclonedx from '@cyclonedx/cyclonedx-library'
import { root } from '../../../lab/tools/folder.ts'
import { type Bom, licenseIds, parseCycloneDx } from '../../../src/cnb/sbom/cyclonedx.ts'
import { mergeBoms, uuidOf } from '../../../src/cnb/sbom/merge.ts'
import { digestOf } from '../../../src/image/digest.ts'

const digest = digestOf(Buffer.from('image'))
const subject = { name: 'my-app', digest }

const bomOf = (document: object): Bom => {
  const bom = parseCycloneDx(
    JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.4', version: 1, ...document }),
  )
  assert.ok(bom)
  return bom
}

/** Returns the merged document, which must match CycloneDX's schema. */
const merged = async (...documents: readonly object[]) => {
  const json = mergeBoms(subject, documents.map(bomOf))
  const validator = new cyclonedx.Validation.JsonStrictValidator(cyclonedx.Spec.Version.v1dot6)
  assert.equal(await validator.validate(json), null)
  return JSON.parse(json)
}

const component = (purl: string, more: object = {}) => ({
  type: 'library',
  name: 'left',
  version: '1',
  purl,
  ...more,
})

test('a UUID is the same as in other implementations', () => {
  // From Python's uuid.uuid5(uuid.NAMESPACE_URL, …).
  assert.equal(uuidOf('http://www.ietf.org/rfc/rfc2616.txt'), '7601aeab-91a2-5b79-806f-b2f198042393')
})

test('the document describes the image, and its serial number is derived from the digest', async () => {
  const document = await merged()
  assert.equal(document.serialNumber, `urn:uuid:${uuidOf(digest)}`)
  assert.deepEqual(document.metadata.component, {
    'bom-ref': digest,
    type: 'container',
    name: 'my-app',
    version: digest,
    purl: `pkg:oci/my-app@${digest.replace(':', '%3A')}`,
  })
  assert.deepEqual(document.components, [])
  assert.equal(document.metadata.timestamp, undefined)
})

test('components with the same package URL are merged, with the fields of all', async () => {
  const document = await merged(
    {
      components: [
        component('pkg:npm/left@1', {
          'bom-ref': 'x',
          licenses: [{ license: { id: 'MIT' } }],
          hashes: [{ alg: 'SHA-256', content: 'a'.repeat(64) }],
          properties: [{ name: 'layer', value: 'one' }],
        }),
      ],
    },
    {
      components: [
        component('pkg:npm/left@1', {
          'bom-ref': 'y',
          description: 'Pads.',
          licenses: [{ expression: 'MIT OR Apache-2.0' }],
          properties: [
            { name: 'layer', value: 'one' },
            { name: 'layer', value: 'two' },
          ],
        }),
        component('pkg:npm/right@1', { name: 'right' }),
      ],
    },
  )
  assert.deepEqual(document.components, [
    {
      'bom-ref': 'pkg:npm/left@1',
      description: 'Pads.',
      type: 'library',
      name: 'left',
      version: '1',
      purl: 'pkg:npm/left@1',
      hashes: [{ alg: 'SHA-256', content: 'a'.repeat(64) }],
      licenses: [{ license: { id: 'MIT' } }],
      properties: [
        { name: 'layer', value: 'one' },
        { name: 'layer', value: 'two' },
      ],
    },
    { 'bom-ref': 'pkg:npm/right@1', type: 'library', name: 'right', version: '1', purl: 'pkg:npm/right@1' },
  ])
})

test('components without a package URL are merged if all their fields are the same', async () => {
  const file = { type: 'file', name: '/app/run.sh' }
  const document = await merged(
    { components: [file, { ...file, version: '2' }] },
    { components: [{ ...file, 'bom-ref': 'elsewhere' }] },
  )
  assert.equal(document.components.length, 2)
  const refs = document.components.map((one: { 'bom-ref': string }) => one['bom-ref'])
  for (const ref of refs) assert.match(ref, /^component:[0-9a-f]{32}$/)
})

test('dependencies refer to the merged components', async () => {
  const document = await merged(
    {
      metadata: { component: { type: 'file', name: 'layer', 'bom-ref': 'layer' } },
      components: [
        component('pkg:npm/a@1', { 'bom-ref': '1' }),
        component('pkg:npm/b@1', { 'bom-ref': '2' }),
        component('pkg:npm/c@1', { 'bom-ref': '3' }),
      ],
      dependencies: [
        { ref: 'layer', dependsOn: ['1'] },
        { ref: '1', dependsOn: ['3', '2', '1', 'nowhere'] },
        { ref: '2' },
      ],
    },
    {
      components: [
        component('pkg:npm/b@1', { 'bom-ref': '1' }),
        component('pkg:npm/c@1', { 'bom-ref': '2' }),
      ],
      dependencies: [{ ref: '1', dependsOn: ['2'] }],
    },
  )
  assert.deepEqual(document.dependencies, [
    { ref: 'pkg:npm/a@1', dependsOn: ['pkg:npm/b@1', 'pkg:npm/c@1'] },
    { ref: 'pkg:npm/b@1', dependsOn: ['pkg:npm/c@1'] },
  ])
})

test('nested components are listed too', async () => {
  const inner = component('pkg:maven/inner@1', { name: 'inner' })
  const document = await merged({
    components: [component('pkg:maven/outer@1', { name: 'outer', components: [inner] })],
  })
  assert.deepEqual(
    document.components.map(({ name }: { name: string }) => name),
    ['inner', 'outer'],
  )
})

test('malformed parts are omitted, and the rest is merged', async () => {
  const document = await merged({
    components: [
      { type: 'library' },
      { type: 'spaceship', name: 'odd' },
      'text',
      component('pkg:npm/left@1', {
        unknown: true,
        version: 7,
        scope: 'sometimes',
        hashes: [
          { alg: 'CRC', content: 'a' },
          { alg: 'SHA-1', content: 'b'.repeat(40), more: 1 },
        ],
        licenses: [{ license: { id: 'MIT', name: 'MIT' } }, { expression: 'X' }, { licence: {} }],
        externalReferences: [
          { type: 'website', url: 'no address' },
          { type: 'vcs', url: 'https://x/y' },
        ],
        properties: [{ value: 'nameless' }, { name: 'n', value: 3 }],
        'mime-type': 'NO',
        cpe: 'nonsense',
      }),
    ],
    dependencies: [{ dependsOn: ['x'] }, 'text'],
  })
  assert.deepEqual(document.components, [
    {
      'bom-ref': 'pkg:npm/left@1',
      type: 'library',
      name: 'left',
      purl: 'pkg:npm/left@1',
      hashes: [{ alg: 'SHA-1', content: 'b'.repeat(40) }],
      licenses: [{ license: { id: 'MIT' } }],
      externalReferences: [{ type: 'vcs', url: 'https://x/y' }],
      properties: [{ name: 'n' }],
    },
  ])
})

test('merging the same documents produces the same bytes', () => {
  const documents = [
    { components: [component('pkg:npm/b@1'), component('pkg:npm/a@1', { 'bom-ref': 'random-1' })] },
  ]
  const others = [
    { components: [component('pkg:npm/a@1', { 'bom-ref': 'random-2' }), component('pkg:npm/b@1')] },
  ]
  assert.equal(mergeBoms(subject, documents.map(bomOf)), mergeBoms(subject, others.map(bomOf)))
})

test('other documents are not CycloneDX', () => {
  assert.equal(parseCycloneDx('{'), undefined)
  assert.equal(parseCycloneDx('{"spdxVersion":"SPDX-2.3"}'), undefined)
  assert.equal(parseCycloneDx('[]'), undefined)
})

test('a document can be nested to any depth', () => {
  const depth = 2_000
  const open = '{"type":"file","name":"x","components":['
  const json = `{"bomFormat":"CycloneDX","components":[${open.repeat(depth)}${']}'.repeat(depth)}]}`
  assert.equal(parseCycloneDx(json)?.components.length, depth)
  assert.equal(parseCycloneDx('['.repeat(1_000_000)), undefined)
})

test('a component with many nested components is read, up to a limit', () => {
  const document = (count: number) =>
    JSON.stringify({
      bomFormat: 'CycloneDX',
      components: [{ type: 'library', name: 'all', components: Array.from({ length: count }, () => 0) }],
    })
  assert.equal(parseCycloneDx(document(150_000))?.components.length, 1)
  assert.equal(parseCycloneDx(document(200_000)), undefined)
})

test('a license ID that is not in the SPDX list becomes a name, so that the document is valid', async () => {
  const licenses = ['MIT', 'Apache License', 'GPL-99'].map((id) => ({ license: { id } }))
  const { components } = await merged({ components: [component('pkg:npm/left@1', { licenses })] })
  assert.deepEqual(components[0].licenses, [
    { license: { id: 'MIT' } },
    { license: { name: 'Apache License' } },
    { license: { name: 'GPL-99' } },
  ])
})

test('CycloneDX’s schema allows every license ID', async () => {
  const path = join(root, 'node_modules/@cyclonedx/cyclonedx-library/res/schema/spdx.SNAPSHOT.schema.json')
  const schema = JSON.parse(await readFile(path, 'utf8'))
  assert.ok(licenseIds.size > 700)
  assert.deepEqual([...licenseIds.difference(new Set(schema.enum))], [])
})

test('a component that is repeated with different properties has all of them, without much work', async () => {
  const names = Array.from({ length: 20_000 }, (_, nth) => `p${nth}`)
  const repeated = names.map((name) => component('pkg:npm/left@1', { properties: [{ name, value: 'x' }] }))
  const { components } = JSON.parse(mergeBoms(subject, [bomOf({ components: repeated })]))
  assert.equal(components.length, 1)
  assert.deepEqual(
    components[0].properties.map((property: { name: string }) => property.name),
    names,
  )
})
