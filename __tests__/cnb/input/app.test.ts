import assert from 'node:assert/strict'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { bytesOf, failureOf } from '../../registry/registry-client.ts'
import { appOf, namesIn, read, stream } from '../app-folder.ts'

test('the app includes files, empty folders, hidden and non-ASCII names', async (t) => {
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

test('the entries are in the order of the bytes of their names', async (t) => {
  const names = ['\u{1f600}', '\uffee', 'B', 'a', 'a.b', 'z']
  const folder = await appOf(t, Object.fromEntries(names.map((name) => [name, ''])))
  assert.deepEqual(
    await namesIn(folder),
    ['B', 'a', 'a.b', 'z', '\uffee', '\u{1f600}'].map((name) => `workspace/${name}`),
  )
})

test('a symbolic link to an app is followed', async (t) => {
  const folder = await appOf(t, { a: 'a' })
  const link = `${folder}-link`
  await symlink(folder, link)
  assert.deepEqual(await namesIn(link), ['workspace/a'])
})

test('the same files have the same bytes at any time', async (t) => {
  const files = { 'a/b': 'b', c: 'c' }
  const [one, other] = await Promise.all([
    bytesOf(stream(await appOf(t, files))),
    bytesOf(stream(await appOf(t, files))),
  ])
  assert.ok(one.equals(other))
})

test('excluded paths stay out, also if they lead through a link', async (t) => {
  const folder = await appOf(t, { a: '', 'out/image/index.json': '', 'out/kept': '', 'output/x': '' })
  const link = `${folder}-link`
  await symlink(folder, link)
  const expected = ['a', 'out', 'out/kept', 'output', 'output/x'].map((name) => `workspace/${name}`)
  assert.deepEqual(await namesIn(folder, [join(folder, 'out/image'), '/elsewhere']), expected)
  assert.deepEqual(await namesIn(folder, [join(link, 'out/image')]), expected)
})

test('an output folder changes nothing, whether it exists or not', async (t) => {
  const folder = await appOf(t, { a: '' })
  const exclude = [join(folder, 'x/y/image'), join(folder, 'x/y/.image.partial')]
  const before = await bytesOf(stream(folder, exclude))
  await mkdir(join(folder, 'x/y/image/blobs'), { recursive: true })
  await mkdir(join(folder, 'x/y/.image.partial'))
  assert.ok((await bytesOf(stream(folder, exclude))).equals(before))
  await writeFile(join(folder, 'x/mine'), '')
  assert.deepEqual(await namesIn(folder, exclude), ['workspace/a', 'workspace/x', 'workspace/x/mine'])
})

test('excluding the app itself, or a folder around it, has no effect', async (t) => {
  const folder = await appOf(t, { a: '' })
  assert.deepEqual(await namesIn(folder, [folder, dirname(folder), '/']), ['workspace/a'])
})

test('an app that does not exist, or is not an archive, is named', async (t) => {
  const folder = await appOf(t, { file: '' })
  assert.match(
    await failureOf(read(join(folder, 'gone'))),
    /^Could not read the app .*\/gone: it does not exist\. Check the input "path"/,
  )
  assert.match(await failureOf(read(join(folder, 'file'))), /^Could not unpack the app .*\/file: /)
})

test('a name that is not UTF-8 is refused rather than changed', async (t) => {
  const folder = await appOf(t, { 'fine-\ufffd': '' })
  assert.deepEqual(await namesIn(folder), ['workspace/fine-\ufffd'])
  await writeFile(Buffer.concat([Buffer.from(`${folder}/bad-`), Buffer.from([0xff])]), '')
  assert.match(await failureOf(read(folder)), /bad-.* is not valid UTF-8/)
})
