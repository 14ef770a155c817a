import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, type TestContext, test } from 'node:test'
import type { ZipFile } from '../../../lab/hostile/zip.ts'
import { readBundles } from '../../../scripts/dist-update/bundles.ts'
import { writeZip } from '../../github/zip.ts'

const file = (name: string | Buffer, change: Partial<ZipFile> = {}): ZipFile => ({
  name,
  content: Buffer.from('bundle'),
  ...change,
})
const index = file('index.js')

const zip = async (t: TestContext, files: readonly ZipFile[]): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'bundles-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return writeZip(join(folder, 'dist.zip'), files)
}

test('the bundles come out of the artifact, and nothing is written to a disk', async (t) => {
  const path = await zip(t, [
    index,
    file('118.index.js', { compressed: true }),
    file('licenses.txt', { mode: 0 }),
  ])
  const files = await readBundles(path)
  assert.deepEqual([...files.keys()], ['index.js', '118.index.js', 'licenses.txt'])
  for (const content of files.values()) assert.equal(content.toString(), 'bundle')
  assert.deepEqual(await readdir(join(path, '..')), ['dist.zip'])
})

suite('an artifact is refused for', () => {
  const names = {
    'a path upwards': '../action.yml',
    'an absolute path': '/etc/passwd',
    'a path of Windows': 'C:\\index.js',
    'a folder': 'dist/',
    'a file in a folder': 'nested/index.js',
    'git’s own files': '.gitattributes',
    'a name of controls': 'index\n.js',
    'a name beyond ASCII': 'índex.js',
    'a name of nothing': '',
    'a name that git would quote': 'a"b.js',
    'an endless name': `${'a'.repeat(200)}.js`,
  }
  for (const [what, name] of Object.entries(names)) {
    test(what, async (t) => {
      await assert.rejects(
        readBundles(await zip(t, [index, file(name)])),
        /The artifact is not taken for dist: it has the entry «.*», which is no file that lies in dist itself\./,
      )
    })
  }

  const types = {
    'a link': 0o120777,
    'a folder by its type': 0o040755,
    'a device': 0o020666,
    'a pipe': 0o010644,
  }
  for (const [what, mode] of Object.entries(types)) {
    test(what, async (t) => {
      const path = await zip(t, [index, file('other.js', { mode })])
      await assert.rejects(readBundles(path), /the entry «other\.js», which is not a regular file/)
    })
  }

  test('an entry twice', async (t) => {
    await assert.rejects(readBundles(await zip(t, [index, index])), /the entry «index\.js», twice/)
  })

  test('an entry that is encrypted, or compressed by a method of its own', async (t) => {
    for (const change of [{ flags: 1, content: Buffer.alloc(18), size: 6 }, { method: 99 }]) {
      await assert.rejects(
        readBundles(await zip(t, [file('index.js', change)])),
        /«index\.js», which cannot be read/,
      )
    }
  })

  test('more than dist could ever be: files, bytes, bytes that it does not declare', async (t) => {
    const many = Array.from({ length: 201 }, (_, i) => file(`${i}.index.js`))
    await assert.rejects(readBundles(await zip(t, many)), /it has 201 entries/)
    const bomb = file('bomb.js', { content: Buffer.alloc(65 * 1024 ** 2), compressed: true })
    await assert.rejects(readBundles(await zip(t, [index, bomb])), /more than 67108864 bytes/)
    const liar = { content: Buffer.alloc(1024 ** 2), compressed: true, size: 10 }
    await assert.rejects(
      readBundles(await zip(t, [file('index.js', liar)])),
      /not taken for dist: too many bytes/,
    )
  })

  test('the lack of what every action loads', async (t) => {
    await assert.rejects(readBundles(await zip(t, [file('other.js')])), /it has no index\.js/)
  })

  test('being no zip, or not there', async (t) => {
    const path = await zip(t, [])
    await writeFile(path, 'PK')
    await assert.rejects(readBundles(path), /The artifact is not taken for dist: /)
    await assert.rejects(readBundles(`${path}.none`), /The artifact is not taken for dist: .*ENOENT/)
  })
})
