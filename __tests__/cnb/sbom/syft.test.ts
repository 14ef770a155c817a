import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseSyft } from '../../../src/cnb/sbom/syft.ts'

/**
 * Reads a document from foreign software: `jre` and `helper` are from the writer of github.com/paketo-buildpacks/libpak
 * v1.73.0, with the values of a JRE of Paketo. `directory` is TestDirectoryEncoder.golden of github.com/anchore/syft v1.20.0.
 */
const fixture = (name: string): Promise<string> =>
  readFile(join(import.meta.dirname, 'fixtures', `${name}.syft`), 'utf8')

/** The components of a document without the fields that it does not have. */
const componentsOf = (json: string): unknown =>
  JSON.parse(JSON.stringify(parseSyft(json)?.components.map(({ component }) => component)))

const none = { hashes: [], licenses: [], externalReferences: [], properties: [] }

test('a JRE in a document from libpak is a component', async () => {
  assert.deepEqual(componentsOf(await fixture('jre')), [
    {
      ...none,
      type: 'library',
      name: 'BellSoft Liberica JRE',
      version: '21.0.5',
      cpe: 'cpe:2.3:a:oracle:jre:21.0.5:*:*:*:*:*:*:*',
      purl: 'pkg:generic/bellsoft-jre@21.0.5?arch=amd64',
      licenses: [{ expression: 'GPL-2.0 WITH Classpath-exception-2.0' }],
    },
  ])
})

test('a component with several CPEs has the others as properties', async () => {
  const cpe = (name: string) => `cpe:2.3:a:paketo-buildpacks/bellsoft-liberica:${name}:11.0.1:*:*:*:*:*:*:*`
  assert.deepEqual(componentsOf(await fixture('helper')), [
    {
      ...none,
      type: 'library',
      name: 'helper',
      version: '11.0.1',
      cpe: cpe('java-opts'),
      purl: 'pkg:generic/paketo-buildpacks/bellsoft-liberica@11.0.1',
      licenses: [{ license: { id: 'Apache-2.0' } }],
      properties: [{ name: 'syft:cpe23', value: cpe('memory-calculator') }],
    },
  ])
})

test('a document from Syft has components, without a package URL if that is malformed', async () => {
  const cpe = 'cpe:2.3:*:some:package:2:*:*:*:*:*:*:*'
  assert.deepEqual(componentsOf(await fixture('directory')), [
    {
      ...none,
      type: 'library',
      name: 'package-1',
      version: '1.0.1',
      cpe,
      licenses: [{ license: { id: 'MIT' } }],
    },
    {
      ...none,
      type: 'library',
      name: 'package-2',
      version: '2.0.1',
      cpe,
      purl: 'pkg:deb/debian/package-2@2.0.1',
    },
  ])
})

test('a license without an SPDX expression has its name, and malformed packages are omitted', () => {
  const artifacts = [
    {
      name: 'a',
      licenses: [{ value: 'My License', spdxExpression: '' }, { value: '' }, 7],
      cpes: ['no CPE'],
    },
    { version: '1' },
    'text',
    { name: 'b', licenses: ['MIT', 'MIT OR Apache-2.0'] },
  ]
  assert.deepEqual(componentsOf(JSON.stringify({ artifacts })), [
    { ...none, type: 'library', name: 'a', licenses: [{ license: { name: 'My License' } }] },
    {
      ...none,
      type: 'library',
      name: 'b',
      licenses: [{ license: { id: 'MIT' } }, { license: { name: 'MIT OR Apache-2.0' } }],
    },
  ])
})

test('a document without a list of packages is empty if the list is null, and malformed otherwise', () => {
  // Go writes an empty list as null.
  assert.deepEqual(componentsOf('{"Artifacts":null}'), [])
  for (const json of ['{', '[]', '{}', '{"artifacts":7}', '{"bomFormat":"CycloneDX"}']) {
    assert.equal(parseSyft(json), undefined, json)
  }
})

test('a document with too many packages is not parsed', () => {
  const document = (count: number) => JSON.stringify({ artifacts: Array.from({ length: count }, () => 0) })
  assert.deepEqual(componentsOf(document(200_000)), [])
  assert.equal(parseSyft(document(200_001)), undefined)
})
