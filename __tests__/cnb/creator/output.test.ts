import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { beforeEach, type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { type Header, pack } from 'tar-stream'
import { receiveOutput } from '../../../src/cnb/creator/output.ts'
import { type Digest, digestOf, hexOf } from '../../../src/image/digest.ts'
import type { Image } from '../../../src/image/image.ts'
import { documentLimit } from '../../../src/json/document.ts'
import { readLayout } from '../../../src/layout/read.ts'
import { imageOf, type TestImage, temporaryFolder, writeImage } from '../../image/image.ts'
import { smallFileSystem } from '../../layout/file-system.ts'
import { failureOf } from '../../registry/registry-client.ts'

type Entry = readonly [header: Partial<Header> & Pick<Header, 'name'>, content?: string | Uint8Array]

const base = imageOf(['base 1', 'base 2'])
const app = imageOf(['base 1', 'base 2', 'launcher', 'app'])

const indexFor = (...images: readonly TestImage[]): Entry => [
  { name: 'latest/index.json' },
  JSON.stringify({ schemaVersion: 2, manifests: images.map(({ descriptor }) => descriptor) }),
]

const marker: Entry = [{ name: 'latest/oci-layout' }, '{"imageLayoutVersion":"1.0.0"}']
const folders: readonly Entry[] = ['latest', 'latest/blobs', 'latest/blobs/sha256'].map((name) => [
  { name, type: 'directory' },
])

const blob = (digest: Digest, content: string | Uint8Array): Entry => [
  { name: `latest/blobs/sha256/${hexOf(digest)}` },
  content,
]

/** What the lifecycle writes: everything of the image but the run image's layers. */
const blobsOf = (image: TestImage, without: readonly Digest[] = base.layers.map(({ digest }) => digest)) =>
  [...image.blobs]
    .filter(([digest]) => !without.includes(digest))
    .map(([digest, bytes]) => blob(digest, bytes))

const written = (...more: readonly Entry[]): readonly Entry[] => [
  ...folders,
  marker,
  indexFor(app),
  ...blobsOf(app),
  ...more,
]

async function* tarOf(entries: readonly Entry[]): AsyncGenerator<Uint8Array> {
  const archive = pack()
  for (const [header, content] of entries) {
    if (content === undefined) archive.entry(header)
    else archive.entry(header, content)
  }
  archive.finalize()
  for await (const chunk of archive) if (chunk instanceof Uint8Array) yield chunk
}

const runImageOf = async (t: TestContext, image = base): Promise<Image> => {
  const folder = await temporaryFolder(t)
  await writeImage(folder, image)
  return readLayout(folder)
}

let warnings: string[] = []
beforeEach(() => {
  warnings = []
})

const receive = async (t: TestContext, entries: readonly Entry[], staging?: string, runImage = base) => {
  const folder = staging ?? join(await temporaryFolder(t), 'staging')
  const output = await receiveOutput(
    tarOf(entries),
    { staging: folder, runImage: await runImageOf(t, runImage) },
    (message) => warnings.push(message),
  )
  return { ...output, folder }
}

const refusal = async (t: TestContext, entries: readonly Entry[]): Promise<string> =>
  failureOf(receive(t, entries))

test('an image is received with its own verified blobs, and without those of the run image', async (t) => {
  const { image, verified, folder } = await receive(t, written())
  const own = [app.descriptor, app.config, ...app.layers.slice(2)]
  assert.deepEqual(image.descriptor, app.descriptor)
  assert.deepEqual(
    [...verified],
    own.map(({ digest }) => digest),
  )
  assert.deepEqual(
    (await readdir(join(folder, 'blobs/sha256'))).sort(),
    own.map(({ digest }) => hexOf(digest)).sort(),
  )
  assert.deepEqual(warnings, [])
})

test('a blob with the digest of a run image’s layer is ignored', async (t) => {
  const [digest = app.descriptor.digest] = base.layers.map((layer) => layer.digest)
  const { folder } = await receive(t, written(blob(digest, 'not base 1')))
  assert.ok(!(await readdir(join(folder, 'blobs/sha256'))).includes(hexOf(digest)))
  assert.deepEqual(warnings, [])
})

test('names that lead elsewhere are refused, and nothing is written there', async (t) => {
  for (const name of ['latest/../../evil', '../evil', '/evil', 'latest/blobs/sha256/../../../evil', '..']) {
    const staging = join(await temporaryFolder(t), 'staging')
    const message = await failureOf(receive(t, written([{ name }, 'evil']), staging))
    assert.ok(message.includes(`refused: "${name}" is outside the archive`), message)
    assert.deepEqual(await readdir(dirname(staging)), ['staging'])
  }
})

test('links and devices are refused', async (t) => {
  const others = ['symlink', 'link', 'character-device', 'block-device', 'fifo'] as const
  for (const type of others) {
    const header = {
      name: 'latest/blobs/sha256/x',
      type,
      ...(type.endsWith('link') && { linkname: '/etc/passwd' }),
    }
    assert.match(
      await refusal(t, written([header])),
      /refused: "latest\/blobs\/sha256\/x" is not a file or a directory/,
    )
  }
})

test('a duplicate name is refused', async (t) => {
  assert.match(await refusal(t, written(indexFor(base))), /refused: it has "index\.json" twice/)
  assert.match(await refusal(t, written([{ name: 'other/index.json' }, '{}'])), /it has "index\.json" twice/)
})

test('more entries than an image can have are refused', async (t) => {
  const many = Array.from({ length: 5000 }, (_, nth): Entry => [{ name: `latest/${nth}` }, ''])
  assert.match(await refusal(t, written(...many)), /refused: it has more than 4096 files/)
})

test('an overlong name is refused', async (t) => {
  assert.match(await refusal(t, written([{ name: `latest/${'x'.repeat(10_000)}` }, ''])), /is too long/)
})

test('an index that is too large is refused unread', async (t) => {
  const entries: readonly Entry[] = [
    ...folders,
    marker,
    [{ name: 'latest/index.json' }, ' '.repeat(documentLimit + 1)],
  ]
  assert.match(await refusal(t, entries), /refused: its index\.json has 4194305 bytes/)
})

/** A tar of whose only blob nothing but the header comes. */
async function* announced(size: number): AsyncGenerator<Uint8Array> {
  const archive = pack()
  archive.entry({ name: `latest/blobs/sha256/${'0'.repeat(64)}`, size })
  for await (const chunk of archive) {
    if (!(chunk instanceof Uint8Array)) continue
    yield chunk
    return
  }
}

test('more bytes than an image can have are refused before they are written', async (t) => {
  const staging = join(await temporaryFolder(t), 'staging')
  const order = { staging, runImage: await runImageOf(t) }
  const receiving = receiveOutput(announced(2 ** 37 + 1), order, assert.fail)
  assert.match(await failureOf(receiving), /its files have more than 128 GB/)
  assert.deepEqual(await readdir(join(staging, 'blobs/sha256')), [])
})

test('a blob that is larger than the free space is refused before any of it is written', async (t) => {
  const small = smallFileSystem(t)
  if (small === undefined) return
  const staging = join(small, 'staging')
  const order = { staging, runImage: await runImageOf(t) }
  const message = await failureOf(receiveOutput(announced(2 ** 30), order, assert.fail))
  assert.match(message, /no space is left there\. Free .*: the blob has 1\.1 GB, and [\d.]+ kB are free\.$/)
  assert.deepEqual(await readdir(join(staging, 'blobs/sha256')), [])
})

test('a blob with another digest than its name is refused', async (t) => {
  const wrong = blob(digestOf('right'), 'wrong')
  const message = await refusal(t, written(wrong))
  assert.ok(message.includes(`The blob ${digestOf('right')} is not what its name says`), message)
})

test('other files are ignored, with a limited number of warnings', async (t) => {
  const foreign = Array.from({ length: 100 }, (_, nth): Entry => [{ name: `latest/foreign-${nth}` }, 'x'])
  const { folder } = await receive(t, written(...foreign, [{ name: 'latest/blobs/sha256/short' }, 'x']))
  assert.equal(warnings.length, 6)
  assert.match(warnings[0] ?? '', /"foreign-0"/)
  assert.match(warnings[5] ?? '', /96 more/)
  assert.deepEqual((await readdir(folder)).sort(), ['blobs', 'index.json', 'oci-layout'])
})

test('blobs that no image refers to are ignored with a warning', async (t) => {
  const { folder } = await receive(t, written(blob(digestOf('stray'), 'stray')))
  assert.equal((await readdir(join(folder, 'blobs/sha256'))).length, 4)
  assert.equal(warnings.length, 1)
  assert.ok(warnings[0]?.includes(hexOf(digestOf('stray'))))
})

test('no image, several images and no layout are refused', async (t) => {
  const withIndex = (...images: readonly TestImage[]) => [
    ...folders,
    marker,
    indexFor(...images),
    ...blobsOf(app),
  ]
  assert.match(await refusal(t, withIndex()), /wrote no usable image: .* contains 0 images/)
  assert.match(await refusal(t, withIndex(app, base)), /contains 2 images/)
  assert.match(await refusal(t, folders), /wrote no usable image: .*it has no file "index\.json"/)
  assert.match(
    await refusal(t, [...folders, marker, indexFor(app)]),
    /wrote no usable image: .*does not have sha256:/,
  )
})

test('an image without one of its own layers is incomplete, and the error names the layer', async (t) => {
  const missing = app.layers[3]?.digest ?? app.config.digest
  const entries = [...folders, marker, indexFor(app), ...blobsOf(app, [missing])]
  assert.ok((await refusal(t, entries)).includes(`incomplete: its layer 4 of 4, ${missing}, is missing`))
})

test('a layer of the previous image need not be written, and may be in the layout already', async (t) => {
  const missing = app.layers[3]?.digest ?? app.config.digest
  const early = digestOf('early')
  const entries = [...folders, marker, indexFor(app), ...blobsOf(app, [missing])]
  const staging = join(await temporaryFolder(t), 'staging')
  await writeImage(staging, imageOf(['early']), [early])
  const order = { staging, runImage: await runImageOf(t), reusable: new Set([missing, early]) }
  const output = await receiveOutput(tarOf(entries), order, (message) => warnings.push(message))
  assert.deepEqual(output.reused, [app.layers[3]])
  assert.ok(!output.verified.has(missing))
  assert.deepEqual(output.manifestBytes, app.blobs.get(app.descriptor.digest))
  assert.ok((await readdir(join(staging, 'blobs/sha256'))).includes(hexOf(early)))
  assert.deepEqual(warnings, [])
})

test('a layer of the previous image that the build wrote again is verified and not reused', async (t) => {
  const staging = join(await temporaryFolder(t), 'staging')
  const reusable = new Set(app.layers.map(({ digest }) => digest))
  const order = { staging, runImage: await runImageOf(t), reusable }
  const output = await receiveOutput(tarOf(written()), order, assert.fail)
  assert.deepEqual(output.reused, [])
  assert.equal(output.verified.size, 4)
})

test('manifest and configuration are never taken from the previous image', async (t) => {
  const staging = join(await temporaryFolder(t), 'staging')
  const { digest } = app.config
  const entries = [...folders, marker, indexFor(app), ...blobsOf(app, [digest])]
  const order = { staging, runImage: await runImageOf(t), reusable: new Set([digest]) }
  assert.match(await failureOf(receiveOutput(tarOf(entries), order, assert.fail)), /does not have sha256:/)
})

test('an image that is not built on the run image is refused', async (t) => {
  const images = {
    'other layers': imageOf(['base 1', 'other', 'app']),
    'another order': imageOf(['base 2', 'base 1', 'app']),
    'too few layers': imageOf(['base 1']),
    'other diff ids': imageOf(['base 1', 'base 2', 'app'], { diffIds: ['x', 'y', 'z'].map(digestOf) }),
  }
  for (const [what, image] of Object.entries(images)) {
    const message = await refusal(t, [...folders, marker, indexFor(image), ...blobsOf(image, [])])
    assert.ok(message.includes(`not built on the run image ${base.descriptor.digest}`), `${what}: ${message}`)
  }
})

/** An image on the run image with gzip layers, whose diff IDs in the configuration may be wrong. */
const compressed = (texts: readonly string[], diffIds = ['base 1', 'base 2', ...texts].map(digestOf)) =>
  imageOf(['base 1', 'base 2', ...texts.map((text) => gzipSync(text))], { diffIds })

const outputOf = (image: TestImage) => [...folders, marker, indexFor(image), ...blobsOf(image)]

test('own layers are decompressed and compared with the diff IDs of the configuration', async (t) => {
  const texts = ['launcher', 'x'.repeat(3_000_000), randomBytes(2_000_000).toString('hex')]
  const image = compressed(texts)
  assert.equal((await receive(t, outputOf(image))).verified.size, 5)
})

test('a wrong diff ID in the configuration is refused, and the error names the layer', async (t) => {
  const diffIds = ['base 1', 'base 2', 'launcher', 'other'].map(digestOf)
  const image = compressed(['launcher', 'app'], diffIds)
  const message = await refusal(t, outputOf(image))
  const layer = image.layers[3]?.digest
  assert.ok(
    message.includes(`cannot be unpacked: its layer 4 of 4, ${layer}, has the diff ID ${digestOf('other')}`),
  )
  assert.ok(message.includes(`but its content has ${digestOf('app')}`), message)
  assert.match(message, /The lifecycle in the builder wrote a wrong layer/)
})

test('swapped blobs of two layers are refused', async (t) => {
  const diffIds = ['base 1', 'base 2', 'app', 'launcher'].map(digestOf)
  assert.match(await refusal(t, outputOf(compressed(['launcher', 'app'], diffIds))), /its layer 3 of 4/)
})

test('an own layer that cannot be decompressed is refused', async (t) => {
  const broken = gzipSync(randomBytes(100_000)).subarray(0, 50_000)
  const image = imageOf(['base 1', 'base 2', broken], { diffIds: ['base 1', 'base 2', 'app'].map(digestOf) })
  assert.match(await refusal(t, outputOf(image)), /its layer 3 of 3, .* but its content has unexpected end/)
})

test('a truncated stream is an error', async (t) => {
  const whole = await Array.fromAsync(tarOf(written()))
  const runImage = await runImageOf(t)
  const broken = async function* () {
    yield Buffer.concat(whole).subarray(0, 3000)
    throw new Error('the engine went away')
  }
  const staging = await temporaryFolder(t)
  await assert.rejects(
    receiveOutput(broken(), { staging, runImage }, () => {}),
    /the engine went away/,
  )
  const short = async function* () {
    yield Buffer.concat(whole).subarray(0, 3000)
  }
  await assert.rejects(
    receiveOutput(short(), { staging, runImage }, () => {}),
    /is refused: it is not a complete tar archive \(unexpected end of data\)/,
  )
})

test('an error ends the input stream', async (t) => {
  const ended = Promise.withResolvers<void>()
  const endless = async function* () {
    try {
      yield* tarOf(written([{ name: '/evil' }, 'x']))
      for (;;) yield Buffer.alloc(1024)
    } finally {
      ended.resolve()
    }
  }
  const staging = await temporaryFolder(t)
  await failureOf(receiveOutput(endless(), { staging, runImage: await runImageOf(t) }, () => {}))
  await ended.promise
})

test('the error for a full disk contains the path', async (t) => {
  const folder = smallFileSystem(t)
  if (folder === undefined) return
  const content = 'x'.repeat(200_000)
  const message = await failureOf(
    receive(t, written(blob(digestOf(content), content)), join(folder, 'staging')),
  )
  assert.match(message, /^Could not write .*\/staging\/blobs\/sha256\/.*no space is left/)
})
