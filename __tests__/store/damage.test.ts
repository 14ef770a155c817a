import assert from 'node:assert/strict'
import { once } from 'node:events'
import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { digestOf } from '../../src/image/digest.ts'
import { closureOf } from '../../src/image/image.ts'
import { documentLimit } from '../../src/json/document.ts'
import { blobFolder, blobPath } from '../../src/layout/blob.ts'
import { readLayout } from '../../src/layout/read.ts'
import { findFlaws } from '../../src/layout/verify.ts'
import { temporaryFolder } from '../image/image.ts'
import { makeFifo, replaceFile } from '../layout/file-system.ts'
import { startProcess } from '../layout/process.ts'
import { base, filled, image, namesOf } from './set-up.ts'

const spoilings: readonly [string, (path: string, outside: string) => Promise<unknown>][] = [
  [
    'of the right size and wrong content',
    async (path) => writeFile(path, 'x'.repeat((await stat(path)).size)),
  ],
  ['truncated', (path) => truncate(path, 2)],
  ['oversize', (path) => writeFile(path, Buffer.alloc(documentLimit + 1))],
  ['a symbolic link', (path, outside) => replaceFile(path, () => symlink(outside, path))],
  ['a link to nowhere', (path) => replaceFile(path, () => symlink('nowhere', path))],
  ['a pipe', (path) => replaceFile(path, makeFifo)],
  ['a folder', (path) => replaceFile(path, () => mkdir(join(path, 'folder'), { recursive: true }))],
]

for (const [what, spoil] of spoilings) {
  for (const [part, { digest }] of [
    ['manifest', image.descriptor],
    ['configuration', image.config],
    ['layer', base],
  ] as const) {
    test(`a ${part} that is ${what} is fetched again, with a warning`, async (t) => {
      const { server, open, copy, warnings, imageFolder } = await filled(t)
      const outside = join(await temporaryFolder(t), 'outside')
      await writeFile(outside, 'mine')
      await spoil(blobPath(imageFolder, digest), outside)
      assert.deepEqual((await open()).descriptor, image.descriptor)
      const { fetched } = await copy()

      assert.deepEqual(namesOf(fetched), part === 'layer' ? namesOf([base]) : [])
      assert.deepEqual(server.requests(), ['HEAD 1', `GET ${digest}`])
      assert.equal(warnings.length, 1)
      assert.match(
        warnings[0] ?? '',
        new RegExp(`^The layout-repo's copy of ${digest} is corrupt and is fetched again: .*[^.]\\.$`),
      )
      assert.deepEqual(await findFlaws(imageFolder, closureOf(await readLayout(imageFolder))), [])
      assert.equal(await readFile(outside, 'utf8'), 'mine')
    })
  }
}

test('links that replace folders are not followed', async (t) => {
  for (const part of ['', 'blobs', 'blobs/sha256']) {
    const { open, copy, warnings, imageFolder } = await filled(t)
    const outside = await temporaryFolder(t)
    const path = join(imageFolder, part)
    await rm(path, { recursive: true })
    await symlink(outside, path)
    await open()
    await copy()
    assert.deepEqual(await readdir(outside), [])
    assert.deepEqual(await findFlaws(imageFolder, closureOf(await readLayout(imageFolder))), [])
    assert.match(warnings[0] ?? '', /is not a folder and is replaced/)
  }
})

test('a file in place of a folder, and a folder in place of a file, are replaced', async (t) => {
  const { open, copy, imageFolder, warnings } = await filled(t)
  for (const name of ['oci-layout', 'index.json']) {
    await replaceFile(join(imageFolder, name), (path) => mkdir(join(path, 'folder'), { recursive: true }))
  }
  await rm(join(imageFolder, 'blobs'), { recursive: true })
  await writeFile(join(imageFolder, 'blobs'), '')
  await open()
  await copy()
  assert.equal(warnings.length, 3)
  assert.deepEqual(await findFlaws(imageFolder, closureOf(await readLayout(imageFolder))), [])
})

test('a layer that pack wrote for its owner only is readable in the layout', async (t) => {
  const { imageFolder, copy } = await filled(t)
  await chmod(blobPath(imageFolder, base.digest), 0o600)
  const { layout, reused } = await copy()
  assert.ok(reused.includes(base))
  assert.equal((await lstat(blobPath(layout, base.digest))).mode & 0o777, 0o444)
})

test('unknown blobs are deleted, except files that another build is writing', async (t) => {
  const { open, store, imageFolder } = await filled(t)
  await writeFile(blobPath(imageFolder, digestOf('foreign')), 'foreign')
  await writeFile(join(blobFolder(imageFolder), '.1.partial'), '')
  await store.keep({ image: await open(), restored: undefined })
  assert.deepEqual(
    (await readdir(blobFolder(imageFolder))).sort(),
    ['.1.partial', ...namesOf([image.descriptor, image.config, ...image.layers])].sort(),
  )
})

test('partial files of a killed process are deleted, and those of a running process are not', async (t) => {
  const { open, copy, imageFolder } = await filled(t)
  const [index, blob] = [join(imageFolder, 'index.json'), blobPath(imageFolder, base.digest)]
  const startWriting = async (path: string) => {
    const child = startProcess(`
      const { writeAtomically } = await import(src + 'layout/blob.ts')
      const { writeFile } = await import('node:fs/promises')
      await writeAtomically(${JSON.stringify(path)}, async (partial) => {
        await writeFile(partial, 'half')
        console.log('half')
        await new Promise((resolve) => setTimeout(resolve, 60_000))
      })`)
    const ended = once(child, 'exit')
    t.after(() => child.kill('SIGKILL'))
    assert.ok(child.stdout)
    await once(child.stdout, 'data')
    return { child, ended }
  }
  for (const path of [index, blob]) {
    const { child, ended } = await startWriting(path)
    child.kill('SIGKILL')
    await ended
  }
  await startWriting(index)
  const partials = async () =>
    (await readdir(imageFolder, { recursive: true })).filter((name) => name.endsWith('.partial'))
  assert.equal((await partials()).length, 3)
  await open()
  await copy()
  assert.equal((await partials()).length, 1)
})
