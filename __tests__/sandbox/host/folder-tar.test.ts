import assert from 'node:assert/strict'
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { extract } from 'tar-stream'
import { folderTar } from '../../../src/sandbox/host/folder-tar.ts'
import { NotInSandbox } from '../../../src/sandbox/sandbox.ts'
import { makeFifo } from '../../layout/file-system.ts'

const user = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }

const openFolder = async (t: TestContext): Promise<string> => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'folder-tar-')))
  t.after(() => rm(folder, { recursive: true, force: true }))
  await mkdir(join(folder, 'layout', 'blobs'), { recursive: true })
  return folder
}

const entriesIn = async (path: string, owner = user): Promise<readonly (readonly string[])[]> => {
  const bytes = Buffer.concat(await Array.fromAsync(folderTar(path, owner)))
  const archive = extract()
  archive.end(bytes)
  const found: (readonly string[])[] = []
  for await (const entry of archive) {
    const { name, type, linkname } = entry.header
    const content: Buffer[] = []
    for await (const chunk of entry) if (chunk instanceof Uint8Array) content.push(Buffer.from(chunk))
    found.push([name, type ?? '', linkname ?? Buffer.concat(content).toString()])
  }
  return found
}

test('a directory comes with its content, and symbolic links stay links', async (t) => {
  const folder = await openFolder(t)
  const layout = join(folder, 'layout')
  await writeFile(join(layout, 'blobs', 'one'), 'text')
  await writeFile(join(layout, 'empty'), '')
  await symlink('/etc/shadow', join(layout, 'link'))
  assert.deepEqual(await entriesIn(layout), [
    ['layout', 'directory', ''],
    ['layout/blobs', 'directory', ''],
    ['layout/blobs/one', 'file', 'text'],
    ['layout/empty', 'file', ''],
    ['layout/link', 'symlink', '/etc/shadow'],
  ])
})

test('a file comes alone', async (t) => {
  const folder = await openFolder(t)
  await writeFile(join(folder, 'file'), 'text')
  assert.deepEqual(await entriesIn(join(folder, 'file')), [['file', 'file', 'text']])
})

test('an error is thrown when the stream is read', async (t) => {
  const tar = folderTar(join(await openFolder(t), 'missing'), user)
  await delay(50)
  await assert.rejects(Array.fromAsync(tar), NotInSandbox)
})

test('paths through symbolic links, files of other users and special files are refused', async (t) => {
  const folder = await openFolder(t)
  const layout = join(folder, 'layout')
  await symlink('layout', join(folder, 'link'))
  assert.deepEqual(await entriesIn(join(folder, 'link')), [['link', 'symlink', 'layout']])
  await assert.rejects(entriesIn(join(folder, 'link', 'blobs')), /\/link, .*: it is not a directory/)
  await assert.rejects(
    entriesIn(join(folder, 'missing')),
    /missing, which the build should have written: it does not exist/,
  )
  await writeFile(join(layout, 'file'), 'secret')
  await assert.rejects(
    entriesIn(layout, { uid: user.uid + 1, gid: 0 }),
    /it does not belong to the build's user/,
  )
  makeFifo(join(layout, 'fifo'))
  await assert.rejects(
    entriesIn(layout),
    /fifo, .*: it is neither a file nor a directory nor a symbolic link/,
  )
})
