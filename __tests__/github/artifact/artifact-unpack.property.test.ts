import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import fc from 'fast-check'
import { unpackLayout } from '../../../src/github/artifact/artifact-unpack.ts'
import { digestOf, hexOf } from '../../../src/image/digest.ts'
import { type ZipFile, zipOf } from '../../hostile/zip.ts'
import { acceptedOrRefused, holds, hostileText } from '../../property.ts'

const folder = await mkdtemp(join(tmpdir(), 'unpack-'))
after(() => rm(folder, { recursive: true }))

const layout: readonly ZipFile[] = ['oci-layout', 'index.json'].map((name) => ({
  name,
  content: Buffer.from('{}'),
}))

const blob = fc
  .string({ maxLength: 20 })
  .map((text) => ({ name: `blobs/sha256/${hexOf(digestOf(text))}`, content: Buffer.from(text) }))
const strange = fc
  .tuple(hostileText, fc.uint8Array({ maxLength: 9 }))
  .map(([name, content]) => ({ name, content }))
const file: fc.Arbitrary<ZipFile> = fc
  .tuple(
    fc.oneof({ weight: 4, arbitrary: blob }, strange),
    fc.record(
      {
        compressed: fc.boolean(),
        flags: fc.constantFrom(0, 0, 0, 0, 1, 8, 0x800),
        mode: fc.constantFrom(0, 0o100644, 0o100644, 0o120777, 0o40755),
        size: fc.constantFrom(0, 1, 2 ** 31),
        zip64: fc.boolean(),
        offset: fc.nat(500),
        local: fc.record({ name: hostileText }),
      },
      { requiredKeys: [] },
    ),
    fc.boolean(),
  )
  .map(([one, lies, isRight]) => (isRight ? one : { ...one, ...lies }))

holds(
  'of a zip come the files of a layout only, each blob the one of its name, or nothing',
  [
    fc.array(file, { maxLength: 4 }),
    fc.option(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { freq: 3 }),
  ],
  async (files, damage) => {
    const bytes = zipOf([...layout, ...files])
    if (damage !== null)
      bytes.writeUInt8(bytes.readUInt8(damage[0] % bytes.length) ^ damage[1], damage[0] % bytes.length)
    const own = await mkdtemp(join(folder, 'x-'))
    const [zip, target] = [join(own, 'artifact.zip'), join(own, 'layout')]
    await writeFile(zip, bytes)
    const blobs = await acceptedOrRefused(() => unpackLayout({ artifact: 'app', zip }, target))
    assert.deepEqual(
      (await readdir(own)).filter((name) => name !== 'layout'),
      ['artifact.zip'],
    )
    if (blobs !== undefined) {
      assert.deepEqual((await readdir(target)).sort(), ['blobs', 'index.json', 'oci-layout'])
      const names = await readdir(join(target, 'blobs/sha256'))
      assert.deepEqual(names.sort(), [...blobs].map(hexOf).sort())
      const whole = files.map(({ content }) => hexOf(digestOf(content)))
      for (const name of names) assert.ok(whole.includes(name))
    }
    await rm(own, { recursive: true })
  },
)
