import assert from 'node:assert/strict'
import { mkdir, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { blobFolder } from '../../src/layout/blob.ts'
import { checkTarget, moveIntoPlace, stagingFolder } from '../../src/layout/place.ts'
import { readLayout } from '../../src/layout/read.ts'
import { imageOf, temporaryFolder, tree, writeImage } from '../image/image.ts'
import { failureOf } from '../registry/registry-client.ts'

const image = imageOf(['base', 'app'])

test('a layout is assembled beside its target, where nobody’s umask hides it', async (t) => {
  const target = join(await temporaryFolder(t), 'new', 'my-app')
  const umask = process.umask(0o077)
  t.after(() => process.umask(umask))
  const staging = await stagingFolder(target)
  assert.equal(dirname(staging), dirname(target))
  assert.equal((await stat(staging)).mode & 0o777, 0o755)
  assert.notEqual(await stagingFolder(target), staging)
})

/** A target's folder, an assembled layout beside it, and what moves it there. */
const assembled = async (t: TestContext) => {
  const parent = await temporaryFolder(t)
  const target = join(parent, 'my-app')
  const staging = await stagingFolder(target)
  await writeImage(staging, image)
  return { parent, target, staging, move: () => moveIntoPlace(staging, target) }
}

const isInPlace = async (parent: string): Promise<void> => {
  assert.deepEqual(await readdir(parent), ['my-app'])
  assert.deepEqual((await readLayout(join(parent, 'my-app'))).descriptor, image.descriptor)
}

test('a layout is put where nothing was, and into an empty folder', async (t) => {
  const nothing = await assembled(t)
  await nothing.move()
  await isInPlace(nothing.parent)
  const empty = await assembled(t)
  await mkdir(empty.target)
  await empty.move()
  await isInPlace(empty.parent)
})

test('a layout takes the place of an earlier one, with all that this had', async (t) => {
  const { parent, target, move } = await assembled(t)
  await writeImage(target, imageOf(['earlier']))
  await move()
  await isInPlace(parent)
  assert.equal((await readdir(blobFolder(target))).length, 4)
})

test('a link to a layout is replaced, and the layout that it leads to is kept', async (t) => {
  const { parent, target, move } = await assembled(t)
  const elsewhere = await temporaryFolder(t)
  await writeImage(elsewhere, image)
  await symlink(elsewhere, target)
  await move()
  await isInPlace(parent)
  assert.deepEqual((await readLayout(elsewhere)).descriptor, image.descriptor)
})

const foreign: readonly [string, (target: string) => Promise<unknown>, RegExp][] = [
  ['a file', (target) => writeFile(target, 'mine'), /Could not use .*my-app for the layout: ENOTDIR/],
  [
    'a folder with a file',
    async (target) => {
      await mkdir(target)
      await writeFile(join(target, 'mine.txt'), 'mine')
    },
    /my-app exists and is not \(only\) an OCI image layout; it has «mine\.txt»\. Nothing was changed\. Choose/,
  ],
  [
    'a layout with a foreign file',
    async (target) => {
      await writeImage(target, image)
      await writeFile(join(target, '.git'), 'mine')
    },
    /it has «\.git»/,
  ],
  [
    'a folder with names of a layout only, but no mark of one',
    (target) => mkdir(join(target, 'blobs', 'mine'), { recursive: true }),
    /it has «blobs»/,
  ],
]

for (const [what, make, message] of foreign) {
  test(`${what} in the place of a layout is refused, untouched`, async (t) => {
    const { parent, target, staging, move } = await assembled(t)
    await make(target)
    const before = await tree(parent)
    assert.match(await failureOf(checkTarget(target)), message)
    assert.match(await failureOf(move()), message)
    assert.deepEqual(await tree(parent), before)
    assert.deepEqual((await readdir(parent)).sort(), [basename(staging), 'my-app'].sort())
  })
}

test('an earlier layout stays where the new one cannot be moved', async (t) => {
  const { parent, target, staging } = await assembled(t)
  await writeImage(target, image)
  await assert.rejects(moveIntoPlace(join(parent, 'missing'), target), { code: 'ENOENT' })
  await rm(staging, { recursive: true })
  await isInPlace(parent)
})
