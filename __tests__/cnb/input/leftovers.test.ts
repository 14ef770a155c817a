import assert from 'node:assert/strict'
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { mergeBoms } from '../../../src/cnb/sbom/merge.ts'
import { annotationKeys } from '../../../src/image/annotations.ts'
import { digestOf } from '../../../src/image/digest.ts'
import { documentLimit } from '../../../src/json/document.ts'
import { imageOf } from '../../image/image.ts'
import { makeFifo, replaceFile } from '../../layout/file-system.ts'
import { bytesOf } from '../../registry/registry-client.ts'
import { appOf, logged, namesIn, stream } from '../app-folder.ts'

/** Writes a layout as a build writes it, or one with another index. */
const layoutAt = async (
  folder: string,
  index: unknown = indexWith({ [annotationKeys.runImageRoot]: root }),
) => {
  await mkdir(join(folder, 'blobs/sha256'), { recursive: true })
  await writeFile(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
  await writeFile(join(folder, 'index.json'), typeof index === 'string' ? index : JSON.stringify(index))
}

const root = digestOf('run image')
const image = imageOf(['layer']).descriptor
const indexWith = (...annotations: readonly Readonly<Record<string, string>>[]) => ({
  schemaVersion: 2,
  manifests: annotations.map((each) => ({ ...image, annotations: each })),
})

test('a layout of a build or a download, and folders that contain only such a layout, are not part of the app', async (t) => {
  const folder = await appOf(t, { a: '', 'kept/b': '' })
  const before = await bytesOf(stream(folder))
  await layoutAt(join(folder, 'out/deep/my-app'))
  await layoutAt(join(folder, 'kept/other'))
  assert.ok((await bytesOf(stream(folder))).equals(before))
  assert.deepEqual(
    logged,
    ['kept/other', 'out/deep/my-app'].map(
      (name) =>
        `info: ${join(folder, name)} is left out of the app: it is an image layout that this action made.`,
    ),
  )
})

test('a layout of another tool is part of the app', async (t) => {
  const own = { [annotationKeys.runImageRoot]: root }
  const indices: Readonly<Record<string, unknown>> = {
    'another tool': indexWith({ 'org.opencontainers.image.ref.name': 'latest' }),
    'an annotation that is not a digest': indexWith({ [annotationKeys.runImageRoot]: 'x' }),
    'two images': indexWith(own, own),
    'no image': indexWith(),
    'invalid JSON': '{',
    'too large': `${JSON.stringify(indexWith(own))}${' '.repeat(documentLimit)}`,
  }
  for (const [what, index] of Object.entries(indices)) {
    const folder = await appOf(t, { a: '' })
    await layoutAt(join(folder, 'image'), index)
    const names = await namesIn(folder)
    assert.ok(names.includes('workspace/image/index.json'), what)
    assert.ok(names.includes('workspace/image/blobs/sha256'), what)
  }
  assert.deepEqual(logged, [])
})

test('a folder that only looks like a layout is part of the app', async (t) => {
  const folder = await appOf(t, { a: '' })
  const elsewhere = join(folder, '../index.json')
  await writeFile(elsewhere, JSON.stringify(indexWith({ [annotationKeys.runImageRoot]: root })))
  for (const name of ['link', 'pipe', 'without-blobs']) await layoutAt(join(folder, name))
  await rm(join(folder, 'without-blobs/blobs'), { recursive: true })
  await replaceFile(join(folder, 'link/index.json'), (path) => symlink(elsewhere, path))
  await replaceFile(join(folder, 'pipe/index.json'), makeFifo)
  const names = await namesIn(folder)
  for (const name of ['link', 'pipe', 'without-blobs']) {
    assert.ok(names.includes(`workspace/${name}/oci-layout`), name)
  }
})

/** The name of a folder in which a build assembles a layout. */
const staging = `.buildpacks-oci-layout-1-2-${'0'.repeat(12)}-${'0'.repeat(12)}-${'0'.repeat(36)}.partial`

test('the staging folder of a killed build is not part of the app', async (t) => {
  const folder = await appOf(t, { a: '', 'deep/b': '' })
  const before = await bytesOf(stream(folder))
  await layoutAt(join(folder, 'out', staging), indexWith())
  await layoutAt(join(folder, 'deep', staging), '')
  assert.ok((await bytesOf(stream(folder))).equals(before))
  assert.equal(logged.length, 2)
  assert.match(
    logged[0] ?? '',
    /^info: .*\/deep\/\.buildpacks-oci-layout-\S+ is left out of the app: a build that was killed left it there/,
  )
  await writeFile(join(folder, staging), 'a file of the app')
  assert.ok((await namesIn(folder)).includes(`workspace/${staging}`))
})

test('an empty folder is part of the app, and a folder that contains only output is not', async (t) => {
  const folder = await appOf(t, {
    [`a/${staging}/x`]: '',
    'a/b/c/file': '',
    [`a/d/${staging}/x`]: '',
    [`out/${staging}/x`]: '',
  })
  await mkdir(join(folder, 'empty/inner'), { recursive: true })
  assert.deepEqual(
    await namesIn(folder),
    ['a', 'a/b', 'a/b/c', 'a/b/c/file', 'empty', 'empty/inner'].map((name) => `workspace/${name}`),
  )
})

test('SBOMs of a build are not part of the app, and SBOMs of other tools are', async (t) => {
  const folder = await appOf(t, { a: '' })
  const before = await bytesOf(stream(folder))
  const own = join(folder, 'out/bills')
  await mkdir(join(own, 'launch/acme_x'), { recursive: true })
  const document = mergeBoms({ name: 'my-app', digest: root }, [])
  await writeFile(join(own, 'sbom.cdx.json'), document)
  assert.ok((await bytesOf(stream(folder))).equals(before))
  assert.match(logged.at(-1) ?? '', /out\/bills is left out of the app: it is a folder of SBOMs/)
  const withoutProperty = JSON.stringify({ ...JSON.parse(document), metadata: {} })
  for (const [name, text] of [
    ['sbom.cdx.json', withoutProperty],
    ['sbom.cdx.json', '{}'],
    ['notes', document],
  ] as const) {
    await writeFile(join(own, 'sbom.cdx.json'), document)
    await writeFile(join(own, name), text)
    assert.ok((await namesIn(folder)).includes('workspace/out/bills/sbom.cdx.json'), name)
  }
})
