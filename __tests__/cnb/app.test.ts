import assert from 'node:assert/strict'
import { appendFile, chmod, mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { appEntries } from '../../src/cnb/app.ts'
import { tarOf } from '../../src/tar/write.ts'
import { temporaryFolder } from '../image/image.ts'
import { makeFifo } from '../layout/file-system.ts'
import { bytesOf, failureOf } from '../registry/registry-client.ts'
import { type ReadEntry, readTar } from '../tar/tar-reader.ts'

const owner = { uid: 1000, gid: 1000 }

const appOf = async (t: TestContext, files: Readonly<Record<string, string>>): Promise<string> => {
  const folder = join(await temporaryFolder(t), 'app')
  await mkdir(folder)
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  return folder
}

const warnings: string[] = []
const stream = (path: string, exclude: readonly string[] = []) =>
  tarOf(appEntries({ path, exclude, warn: (message) => warnings.push(message) }, 'workspace'), owner)

const read = async (path: string, exclude?: readonly string[]): Promise<readonly ReadEntry[]> =>
  readTar(stream(path, exclude))

const namesIn = async (path: string, exclude?: readonly string[]): Promise<readonly string[]> =>
  (await read(path, exclude)).map(({ header }) => header.name)

test('everything goes in: files, empty folders, hidden and non-ASCII names', async (t) => {
  const folder = await appOf(t, { 'b/c.txt': 'c', '.hidden': 'h', 'ünï/x': 'x' })
  await mkdir(join(folder, 'empty'))
  const entries = await read(folder)
  assert.deepEqual(
    entries.map(({ header, content }) => [header.name, header.type, content]),
    [
      ['workspace/.hidden', 'file', 'h'],
      ['workspace/b', 'directory', ''],
      ['workspace/b/c.txt', 'file', 'c'],
      ['workspace/empty', 'directory', ''],
      ['workspace/ünï', 'directory', ''],
      ['workspace/ünï/x', 'file', 'x'],
    ],
  )
})

test('the order is that of the names’ bytes', async (t) => {
  const names = ['\u{1f600}', '\uffee', 'B', 'a', 'a.b', 'z']
  const folder = await appOf(t, Object.fromEntries(names.map((name) => [name, ''])))
  assert.deepEqual(
    await namesIn(folder),
    ['B', 'a', 'a.b', 'z', '\uffee', '\u{1f600}'].map((name) => `workspace/${name}`),
  )
})

test('modes are kept', async (t) => {
  const folder = await appOf(t, { script: '', secret: '', 'dir/x': '' })
  await chmod(join(folder, 'script'), 0o755)
  await chmod(join(folder, 'secret'), 0o600)
  await chmod(join(folder, 'dir'), 0o2750)
  const modes = Object.fromEntries((await read(folder)).map(({ header }) => [header.name, header.mode]))
  assert.equal(modes['workspace/script'], 0o755)
  assert.equal(modes['workspace/secret'], 0o600)
  assert.equal(modes['workspace/dir'], 0o2750)
})

test('symbolic links go in as they are, whether they lead outside or nowhere', async (t) => {
  const folder = await appOf(t, { 'real/x': 'x' })
  await symlink('/etc', join(folder, 'outside'))
  await symlink('nowhere', join(folder, 'dangling'))
  await symlink('real', join(folder, 'to-folder'))
  const links = (await read(folder)).filter(({ header }) => header.type === 'symlink')
  assert.deepEqual(
    links.map(({ header }) => [header.name, header.linkname]),
    [
      ['workspace/dangling', 'nowhere'],
      ['workspace/outside', '/etc'],
      ['workspace/to-folder', 'real'],
    ],
  )
})

test('an app that is reached through a symbolic link is its target', async (t) => {
  const folder = await appOf(t, { a: 'a' })
  const link = `${folder}-link`
  await symlink(folder, link)
  assert.deepEqual(await namesIn(link), ['workspace/a'])
})

test('the same folder gives the same bytes, whenever it was made', async (t) => {
  const files = { 'a/b': 'b', c: 'c' }
  const [one, other] = await Promise.all([
    bytesOf(stream(await appOf(t, files))),
    bytesOf(stream(await appOf(t, files))),
  ])
  assert.ok(one.equals(other))
})

test('sockets, pipes and devices are left out with a warning', async (t) => {
  const folder = await appOf(t, { a: '' })
  makeFifo(join(folder, 'pipe'))
  warnings.length = 0
  assert.deepEqual(await namesIn(folder), ['workspace/a'])
  assert.equal(warnings.length, 1)
  assert.ok(warnings[0]?.startsWith(join(folder, 'pipe')))
})

test('what is excluded stays out, under whichever path it was given', async (t) => {
  const folder = await appOf(t, { a: '', 'out/image/index.json': '', 'out/kept': '', 'output/x': '' })
  const link = `${folder}-link`
  await symlink(folder, link)
  const expected = ['a', 'out', 'out/kept', 'output', 'output/x'].map((name) => `workspace/${name}`)
  assert.deepEqual(await namesIn(folder, [join(folder, 'out/image'), '/elsewhere']), expected)
  assert.deepEqual(await namesIn(folder, [join(link, 'out/image')]), expected)
})

test('whether an output folder is there yet changes nothing', async (t) => {
  const folder = await appOf(t, { a: '' })
  const exclude = [join(folder, 'x/y/image'), join(folder, 'x/y/.image.partial')]
  const before = await bytesOf(stream(folder, exclude))
  await mkdir(join(folder, 'x/y/image/blobs'), { recursive: true })
  await mkdir(join(folder, 'x/y/.image.partial'))
  assert.ok((await bytesOf(stream(folder, exclude))).equals(before))
  await writeFile(join(folder, 'x/mine'), '')
  assert.deepEqual(await namesIn(folder, exclude), ['workspace/a', 'workspace/x', 'workspace/x/mine'])
})

test('an exclusion of the app itself, or of a folder around it, excludes nothing', async (t) => {
  const folder = await appOf(t, { a: '' })
  assert.deepEqual(await namesIn(folder, [folder, dirname(folder), '/']), ['workspace/a'])
})

test('large files are streamed whole', async (t) => {
  const content = 'large '.repeat(200_000)
  const folder = await appOf(t, { large: content, small: 's' })
  const [large, small] = await read(folder)
  assert.equal(large?.content, content)
  assert.equal(small?.content, 's')
})

test('a file that grows or shrinks while it is read fails the build, by its name', async (t) => {
  for (const change of [(path: string) => appendFile(path, 'more'), (path: string) => truncate(path, 1000)]) {
    const folder = await appOf(t, { log: 'x'.repeat(1_000_000) })
    const reading = async (): Promise<void> => {
      for await (const entry of appEntries({ path: folder, exclude: [], warn: () => {} }, 'workspace')) {
        await change(join(folder, 'log'))
        if (entry.type === 'file' && !(entry.content instanceof Uint8Array)) await bytesOf(entry.content)
      }
    }
    assert.match(await failureOf(reading()), /\/log changed its size while the app was read/)
  }
})

test('a file that is gone when its turn comes fails the build, by its name', async (t) => {
  const folder = await appOf(t, { large: 'x'.repeat(1_000_000) })
  const reading = async (): Promise<void> => {
    for await (const entry of appEntries({ path: folder, exclude: [], warn: () => {} }, 'workspace')) {
      await rm(join(folder, 'large'))
      if (entry.type === 'file' && !(entry.content instanceof Uint8Array)) await bytesOf(entry.content)
    }
  }
  assert.match(await failureOf(reading()), /^Could not read .*\/large of the app: ENOENT/)
})

test('a folder that is not there, or a file in its place, is named', async (t) => {
  const folder = await appOf(t, { file: '' })
  assert.match(await failureOf(read(join(folder, 'gone'))), /app's folder .*\/gone: ENOENT/)
  assert.match(await failureOf(read(join(folder, 'file'))), /Could not read .*\/file of the app: ENOTDIR/)
})

test('a name that is not UTF-8 is refused rather than changed', async (t) => {
  const folder = await appOf(t, { 'fine-\ufffd': '' })
  assert.deepEqual(await namesIn(folder), ['workspace/fine-\ufffd'])
  await writeFile(Buffer.concat([Buffer.from(`${folder}/bad-`), Buffer.from([0xff])]), '')
  assert.match(await failureOf(read(folder)), /bad-.* is not valid UTF-8/)
})
