import assert from 'node:assert/strict'
import { appendFile, chmod, mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { beforeEach, type TestContext, test } from 'node:test'
import { appEntries } from '../../src/cnb/app.ts'
import { annotationKeys } from '../../src/image/annotations.ts'
import { digestOf } from '../../src/image/digest.ts'
import { documentLimit } from '../../src/image/document.ts'
import { tarOf } from '../../src/tar/write.ts'
import { imageOf, temporaryFolder } from '../image/image.ts'
import { makeFifo, replaceFile } from '../layout/file-system.ts'
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

const told: string[] = []
const log = {
  info: (message: string) => told.push(`info: ${message}`),
  warning: (message: string) => told.push(`warning: ${message}`),
}
beforeEach(() => {
  told.length = 0
})

const entriesIn = (path: string, exclude: readonly string[] = []) =>
  appEntries({ path, exclude, isStagingName: (name) => name.startsWith('.staging-'), log }, 'workspace')

const stream = (path: string, exclude?: readonly string[]) => tarOf(entriesIn(path, exclude), owner)

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
  assert.deepEqual(await namesIn(folder), ['workspace/a'])
  assert.deepEqual(told, [
    `warning: ${join(folder, 'pipe')} is left out of the app: it is a socket or a device.`,
  ])
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

/** A layout as the build leaves it, in a folder of the app, or one whose index says something else. */
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

test('a layout that a build made or a download brought is no part of the app, and neither are folders for it alone', async (t) => {
  const folder = await appOf(t, { a: '', 'kept/b': '' })
  const before = await bytesOf(stream(folder))
  await layoutAt(join(folder, 'out/deep/my-app'))
  await layoutAt(join(folder, 'kept/other'))
  assert.ok((await bytesOf(stream(folder))).equals(before))
  assert.deepEqual(
    told,
    ['kept/other', 'out/deep/my-app'].map(
      (name) =>
        `info: ${join(folder, name)} is left out of the app: it is an image layout that this action made.`,
    ),
  )
})

test('a layout of others’ making is part of the app', async (t) => {
  const own = { [annotationKeys.runImageRoot]: root }
  const indices: Readonly<Record<string, unknown>> = {
    'another tool’s': indexWith({ 'org.opencontainers.image.ref.name': 'latest' }),
    'an annotation that is no digest': indexWith({ [annotationKeys.runImageRoot]: 'x' }),
    'two images': indexWith(own, own),
    'no image': indexWith(),
    'no JSON': '{',
    'too large': `${JSON.stringify(indexWith(own))}${' '.repeat(documentLimit)}`,
  }
  for (const [what, index] of Object.entries(indices)) {
    const folder = await appOf(t, { a: '' })
    await layoutAt(join(folder, 'image'), index)
    const names = await namesIn(folder)
    assert.ok(names.includes('workspace/image/index.json'), what)
    assert.ok(names.includes('workspace/image/blobs/sha256'), what)
  }
  assert.deepEqual(told, [])
})

test('a folder that only looks like a layout is part of the app, whatever its index is', async (t) => {
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

test('what a build that was killed left behind is no part of the app', async (t) => {
  const folder = await appOf(t, { a: '', 'deep/b': '' })
  const before = await bytesOf(stream(folder))
  await layoutAt(join(folder, 'out/.staging-1'), indexWith())
  await layoutAt(join(folder, 'deep/.staging-2'), '')
  assert.ok((await bytesOf(stream(folder))).equals(before))
  assert.equal(told.length, 2)
  assert.match(
    told[0] ?? '',
    /^info: .*\/deep\/\.staging-2 is left out of the app: a build that was ended left it behind/,
  )
  await writeFile(join(folder, '.staging-3'), 'a file of the app')
  assert.ok((await namesIn(folder)).includes('workspace/.staging-3'))
})

test('an empty folder is part of the app, one with nothing but leftovers is not', async (t) => {
  const folder = await appOf(t, { 'out/.staging-1/x': '' })
  await mkdir(join(folder, 'empty/inner'), { recursive: true })
  assert.deepEqual(await namesIn(folder), ['workspace/empty', 'workspace/empty/inner'])
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
      for await (const entry of entriesIn(folder)) {
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
    for await (const entry of entriesIn(folder)) {
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
