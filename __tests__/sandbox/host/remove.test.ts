import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { removeContent, removeTree } from '../../../src/sandbox/host/remove.ts'
import { temporaryFolder } from '../../image/image.ts'

/** Nests folders as a build can: by going into each one. */
const nest = (folder: string, depth: number): void => {
  const script = `
for (let i = 0; i < ${depth}; i++) {
  fs.mkdirSync('${'d'.repeat(200)}'); fs.mkdirSync('beside')
  fs.writeFileSync('file', ''); fs.symlinkSync('/', 'link')
  process.chdir('${'d'.repeat(200)}')
}`
  execFileSync(process.execPath, ['--eval', script], { cwd: folder })
}

test('directories that are nested deeper than the maximum path length are removed', async (t) => {
  const folder = await temporaryFolder(t)
  for (const name of ['tree', 'content']) await mkdir(join(folder, name))
  nest(join(folder, 'tree'), 300)
  nest(join(folder, 'content'), 300)

  await removeTree(join(folder, 'tree'))
  await removeContent(join(folder, 'content'))

  assert.deepEqual(await readdir(folder), ['content'])
  assert.deepEqual(await readdir(join(folder, 'content')), [])
})

test('files with names that are not UTF-8 are removed', async (t) => {
  const folder = await temporaryFolder(t)
  await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.of(0xff, 0xfe)]), '')
  await removeContent(folder)
  assert.deepEqual(await readdir(folder), [])
})

test('targets of symbolic links are not removed', async (t) => {
  const folder = await temporaryFolder(t)
  await mkdir(join(folder, 'elsewhere'))
  await writeFile(join(folder, 'elsewhere', 'file'), '')
  await mkdir(join(folder, 'build'))
  nest(join(folder, 'build'), 30)
  await symlink('../elsewhere', join(folder, 'build', 'out'))
  await removeTree(join(folder, 'build'))
  assert.deepEqual(await readdir(join(folder, 'elsewhere')), ['file'])
})

test('a missing path needs no removal', async (t) => {
  await removeTree(join(await temporaryFolder(t), 'missing'))
})
