import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { wrongInArchive } from '../../../lab/faults/archive.ts'
import { filesLeft, layoutPlace } from '../../../lab/faults/evidence.ts'
import { writeEarlier } from '../../../lab/faults/scene.ts'
import { stagingPath } from '../../../src/files/staging.ts'
import { digestOf, hexOf } from '../../../src/image/digest.ts'

const openPlaces = async (t: TestContext) => {
  const folder = await mkdtemp(join(tmpdir(), 'faults-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const workspace = join(folder, 'workspace')
  const places = {
    ...{ folder, workspace, temp: join(folder, 'temp'), systemTemp: join(folder, 'tmp') },
    target: join(workspace, 'out', 'my-app'),
  }
  for (const path of [join(workspace, 'app'), join(places.temp, 'layout-repo'), places.systemTemp]) {
    await mkdir(path, { recursive: true })
  }
  await writeEarlier(places.target)
  return places
}

test("files that a step keeps on purpose and files of GitHub's cache client are not leftovers", async (t) => {
  const places = await openPlaces(t)
  await mkdir(join(places.temp, crypto.randomUUID()))
  assert.deepEqual(await filesLeft(places), [])
})

test('leftover files and directories are found', async (t) => {
  const places = await openPlaces(t)
  const partial = await stagingPath(places.target, 'partial')
  const blob = join(places.temp, 'layout-repo', 'blobs', `.${crypto.randomUUID()}.partial`)
  for (const path of [partial, blob, join(places.temp, 'push-x'), join(places.workspace, 'artifact')]) {
    await mkdir(path, { recursive: true })
  }
  await writeFile(join(places.systemTemp, 'cache.tzst'), '')
  const left = (await filesLeft(places)).toSorted()
  const expected = [partial, blob].map((path) => path.slice(places.folder.length + 1))
  assert.deepEqual(left, [...expected, 'temp/push-x', 'tmp/cache.tzst', 'workspace/artifact'].toSorted())
})

test('the target is missing, the previous layout, or an image with its flaws', async (t) => {
  const { target } = await openPlaces(t)
  assert.equal((await layoutPlace(target)).found, 'earlier')
  const manifest = Buffer.from('{"schemaVersion":2}')
  const descriptor = { mediaType: 'application/vnd.oci.image.manifest.v1+json', size: manifest.length }
  const manifests = [{ ...descriptor, digest: digestOf(manifest) }]
  await writeFile(join(target, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }))
  const { found } = await layoutPlace(target)
  assert.ok(typeof found === 'object')
  assert.equal(found.digest, digestOf(manifest))
  assert.equal(found.faults.length, 1)
  await rm(target, { recursive: true })
  assert.equal((await layoutPlace(target)).found, 'nothing')
})

const tar = async (files: Readonly<Record<string, string>>): Promise<Buffer> => {
  const archive = pack()
  for (const [name, text] of Object.entries(files)) archive.entry({ name }, text)
  archive.finalize()
  return gzipSync(await buffer(archive))
}

const wrongIn = (archive: Buffer) =>
  wrongInArchive(
    (async function* () {
      yield archive
    })(),
  )

test('an archive is complete, has a wrong blob, lacks its index, or is unreadable', async () => {
  const blob = `blobs/sha256/${hexOf(digestOf('layer'))}`
  const whole = await tar({ 'x/index.json': '{}', [`x/${blob}`]: 'layer' })
  assert.deepEqual(await wrongIn(whole), [])
  assert.match((await wrongIn(await tar({ 'index.json': '{}', [blob]: 'other' }))).join(), /is really/)
  assert.deepEqual(await wrongIn(await tar({ [blob]: 'layer' })), ['it has no index.json'])
  assert.match((await wrongIn(whole.subarray(0, 60))).join(), /it cannot be read/)
  assert.match((await wrongIn(Buffer.from(''))).join(), /it cannot be read/)
})
