import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import fc from 'fast-check'
import { tarOf } from '../../../src/tar/write.ts'
import { type ZipFile, zipOf } from '../../hostile/zip.ts'
import { acceptedOrRefused, holds, hostileText } from '../../property.ts'
import { readTar } from '../../tar/tar-reader.ts'
import { entriesIn } from '../app-folder.ts'

const folder = await mkdtemp(join(tmpdir(), 'archive-'))
after(() => rm(folder, { recursive: true }))

const name = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .array(fc.constantFrom('a', 'a', 'b', 'b', 'c', '..', '.', '', '.git', '.wh.a'), {
        minLength: 1,
        maxLength: 3,
      })
      .map((parts) => parts.join('/')),
  },
  { weight: 1, arbitrary: hostileText },
)
const honestFile = fc.record({
  name,
  content: fc.constantFrom('/etc', '..', 'x').map((text) => Buffer.from(text)),
  mode: fc.constantFrom(0, 0o100644, 0o100644, 0o120777, 0o40755),
})
const lies = fc.record(
  {
    compressed: fc.boolean(),
    flags: fc.constantFrom(0, 1, 0x800),
    mode: fc.constantFrom(0o60600, 0o100000),
    zip64: fc.boolean(),
    offset: fc.nat(200),
    size: fc.constantFrom(0, 1, 2 ** 31),
  },
  { requiredKeys: [] },
)
const file: fc.Arbitrary<ZipFile> = fc.oneof(
  { weight: 9, arbitrary: honestFile },
  { weight: 1, arbitrary: fc.tuple(honestFile, lies).map(([honest, lie]) => ({ ...honest, ...lie })) },
)

holds(
  'the entries of any zip stay in the app, come once and are not in a link, or the zip is refused',
  [
    fc.array(file, { maxLength: 5 }),
    fc.option(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { freq: 3 }),
  ],
  async (files, damage) => {
    const bytes = zipOf(files)
    if (damage !== null) {
      const position = damage[0] % bytes.length
      bytes.writeUInt8(bytes.readUInt8(position) ^ damage[1], position)
    }
    const path = join(folder, 'app.zip')
    await writeFile(path, bytes)
    const entries = await acceptedOrRefused(() => readTar(tarOf(entriesIn(path), { uid: 1, gid: 1 })))
    const folders = new Set(['workspace'])
    const names = new Set<string>()
    for (const { header } of entries ?? []) {
      assert.ok(folders.has(header.name.slice(0, header.name.lastIndexOf('/'))), header.name)
      assert.doesNotMatch(header.name, /(?:^|\/)(?:\.{0,2}|\.git|\.wh\.[^/]*)(?:\/|$)/)
      assert.ok(!names.has(header.name), header.name)
      names.add(header.name)
      if (header.type === 'directory') folders.add(header.name)
    }
  },
)
