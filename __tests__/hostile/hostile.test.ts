import assert from 'node:assert/strict'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { archivePackage } from '../../src/cnb/buildpacks/archive.ts'
import { layerTarCheck } from '../../src/cnb/reuse/cached-layers.ts'
import type { ReadableContent } from '../../src/content/content.ts'
import { fetchImage, fetchIndex } from '../../src/content/image-documents.ts'
import { verifyLayout } from '../../src/github/artifact/artifact-image.ts'
import { unpackLayout } from '../../src/github/artifact/artifact-unpack.ts'
import { hexOf } from '../../src/image/digest.ts'
import { parseIndex } from '../../src/image/image-index.ts'
import { blobAtPath } from '../../src/layout/blob.ts'
import { Failure } from '../../src/message/failure.ts'
import { told } from '../cnb/buildpacks/packages.ts'
import { temporaryFolder } from '../image/image.ts'
import { acceptedOrRefused } from '../property.ts'
import { artifacts } from './artifacts.ts'
import { buildpackArchives } from './buildpack-archives.ts'
import { layerFolder, layers } from './layers.ts'
import { layouts } from './layouts.ts'
import type { Specimen } from './specimen.ts'

/** Tests that each specimen is accepted or refused as expected, and that there are specimens of both kinds. */
const testAll = <Kind extends Specimen>(
  kind: string,
  specimens: readonly Kind[],
  read: (t: TestContext, specimen: Kind) => Promise<unknown>,
): void => {
  test(`there are several ${kind}s with unique names`, () => {
    assert.equal(new Set(specimens.map(({ name }) => name)).size, specimens.length)
    assert.ok(specimens.some(({ refusal }) => refusal === undefined))
    assert.ok(specimens.some(({ refusal }) => refusal !== undefined))
  })
  for (const specimen of specimens) {
    const { name, what, refusal } = specimen
    test(`a ${kind} ${what} is ${refusal === undefined ? 'accepted' : 'refused'} (${name})`, async (t) => {
      if (refusal === undefined) await read(t, specimen)
      else await assert.rejects(read(t, specimen), (error) => isRefusal(error, refusal))
    })
  }
}

const isRefusal = (error: unknown, refusal: RegExp): boolean => {
  if (!(error instanceof Failure)) throw error
  assert.match(error.message, refusal)
  assert.doesNotMatch(error.message, /[\p{Cc}\u2028\u2029]/u)
  assert.ok(!('polluted' in {}))
  return true
}

testAll('buildpack’s archive', buildpackArchives(), async (t, { name, bytes }) => {
  const path = join(await temporaryFolder(t), name)
  await writeFile(path, bytes)
  const { layers } = await archivePackage(path)
  for (const { entries } of layers) await told(entries())
})

testAll('zip of an artifact', artifacts(), async (t, { name, bytes }) => {
  const folder = await temporaryFolder(t)
  const [zip, layout] = [join(folder, name), join(folder, 'layout')]
  await writeFile(zip, bytes)
  try {
    await verifyLayout('app', layout, await unpackLayout({ artifact: 'app', zip }, layout), 'any')
  } finally {
    const beside = (await readdir(folder)).filter((one) => one !== name && one !== 'layout')
    assert.deepEqual(beside, [])
  }
})

testAll('cached layer', layers(), async (_, { bytes }) => {
  for (const chunk of [bytes.length, 77]) {
    const check = layerTarCheck(layerFolder)
    for (let at = 0; at < bytes.length; at += chunk) check.push(bytes.subarray(at, at + chunk))
    const refusal = check.end()
    if (refusal !== undefined) throw new Failure(refusal)
  }
})

/** The documents of a layout as a registry gives them, whatever they are. */
const contentOf = (files: ReadonlyMap<string, Buffer>): ReadableContent => ({
  exists: async () => true,
  async *fetch({ digest }) {
    const bytes = files.get(`blobs/sha256/${hexOf(digest)}`)
    if (bytes === undefined) throw new Failure('It is not there.')
    yield bytes
  },
})

testAll('layout', layouts(), async (t, { files, refusal }) => {
  const fetched = await acceptedOrRefused(async () => {
    const [root] = parseIndex(files.get('index.json') ?? Buffer.of()).manifests
    if (root === undefined) throw new Failure('It lists nothing.')
    return (await fetchIndex(contentOf(files), root)) ?? fetchImage(contentOf(files), root)
  })
  assert.ok(fetched !== undefined || refusal !== undefined)

  const folder = await temporaryFolder(t)
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), bytes)
  }
  const blobs = new Set([...files.keys()].flatMap((path) => blobAtPath(path) ?? []))
  await verifyLayout('app', folder, blobs, 'any')
})
