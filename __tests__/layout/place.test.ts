import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { chown, mkdir, readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { stagingFolder } from '../../src/files/staging.ts'
import { closureOf } from '../../src/image/image.ts'
import { blobFolder } from '../../src/layout/blob.ts'
import { checkTarget, moveIntoPlace } from '../../src/layout/place.ts'
import { readLayout } from '../../src/layout/read.ts'
import { findFlaws } from '../../src/layout/verify.ts'
import { imageOf, temporaryFolder, tree, writeImage } from '../image/image.ts'
import { failureOf } from '../registry/registry-client.ts'
import { smallFileSystem } from './file-system.ts'
import { asOrdinaryUser, callOf, canBeAnother, giveAway, openToAll, ordinaryUser } from './process.ts'

const image = imageOf(['base', 'app'])

/** A target's folder, an assembled layout beside it, and what moves it there. */
const assembled = async (t: TestContext) => {
  const parent = await temporaryFolder(t)
  const target = join(parent, 'my-app')
  const staging = await stagingFolder(target)
  await writeImage(staging, image)
  return { parent, target, staging, move: () => moveIntoPlace(staging, target) }
}

const isInPlace = async (target: string): Promise<void> => {
  assert.deepEqual(await readdir(dirname(target)), [basename(target)])
  assert.deepEqual((await readLayout(target)).descriptor, image.descriptor)
}

test('a layout is moved to a new path, and to an empty directory', async (t) => {
  const nothing = await assembled(t)
  await nothing.move()
  await isInPlace(nothing.target)
  const empty = await assembled(t)
  await mkdir(empty.target)
  await empty.move()
  await isInPlace(empty.target)
})

test('a layout replaces an earlier one completely', async (t) => {
  const { target, move } = await assembled(t)
  await writeImage(target, imageOf(['earlier']))
  await move()
  await isInPlace(target)
  assert.equal((await readdir(blobFolder(target))).length, 4)
})

test('a layout is moved to the target of a link, and the link stays', async (t) => {
  const { parent, target } = await assembled(t)
  for (const make of [mkdir, (folder: string) => writeImage(folder, imageOf(['earlier']))]) {
    const elsewhere = join(await temporaryFolder(t), 'elsewhere')
    await make(elsewhere)
    await rm(target, { force: true })
    await symlink(elsewhere, target)
    const resolved = await checkTarget(target)
    assert.equal(resolved, elsewhere)
    const staging = await stagingFolder(resolved)
    await writeImage(staging, image)
    await moveIntoPlace(staging, resolved)
    assert.equal(await readlink(target), elsewhere)
    await isInPlace(elsewhere)
    assert.deepEqual((await readLayout(join(parent, 'my-app'))).descriptor, image.descriptor)
  }
})

test('without links, the target is the given path', async (t) => {
  const { target } = await assembled(t)
  assert.equal(await checkTarget(target), target)
  await writeImage(target, image)
  assert.equal(await checkTarget(target), target)
})

const foreign: readonly [string, (target: string) => Promise<unknown>, RegExp][] = [
  [
    'a file',
    (target) => writeFile(target, 'mine'),
    /Could not use .*my-app for the layout: .*my-app is a file or leads through one/,
  ],
  [
    'a folder with a file',
    async (target) => {
      await mkdir(target)
      await writeFile(join(target, 'mine.txt'), 'mine')
    },
    /my-app exists and is not \(only\) an OCI image layout; it has "mine\.txt"\. Nothing was changed\. Choose/,
  ],
  [
    'a layout with a foreign file',
    async (target) => {
      await writeImage(target, image)
      await writeFile(join(target, '.git'), 'mine')
    },
    /it has "\.git"/,
  ],
  [
    'a folder with names of a layout only, but no mark of one',
    (target) => mkdir(join(target, 'blobs', 'mine'), { recursive: true }),
    /it has "blobs"/,
  ],
  [
    'a link that leads nowhere',
    (target) => symlink('/nothing/here', target),
    /my-app for the layout: it is a symbolic link whose target does not exist\. Create the target directory, or remove/,
  ],
  [
    'a link to a file',
    (target) => symlink('/proc/self/stat', target),
    /my-app for the layout: it is a symbolic link to .*stat, which is not a directory\. Remove the link, or/,
  ],
  [
    'a link to itself',
    (target) => symlink('my-app', target),
    /my-app is a symbolic link where none may be, or its links lead in a circle/,
  ],
]

for (const [what, make, message] of foreign) {
  test(`${what} instead of a layout is refused and not changed`, async (t) => {
    const { parent, target, staging, move } = await assembled(t)
    await make(target)
    const before = await tree(parent)
    assert.match(await failureOf(checkTarget(target)), message)
    assert.match(await failureOf(move()), message)
    assert.deepEqual(await tree(parent), before)
    assert.deepEqual((await readdir(parent)).sort(), [basename(staging), 'my-app'].sort())
  })
}

test('an earlier layout stays if the new one cannot be moved', async (t) => {
  const { parent, target, staging } = await assembled(t)
  await writeImage(target, image)
  await assert.rejects(moveIntoPlace(join(parent, 'missing'), target), { code: 'ENOENT' })
  await rm(staging, { recursive: true })
  await isInPlace(target)
})

/** A parent that is open to all, with a layout in it that is root's, as pack leaves one there. */
const foreignLayout = async (t: TestContext, sticky = false) => {
  const parent = await temporaryFolder(t)
  const target = join(parent, 'my-app')
  const staging = join(parent, 'staging')
  await writeImage(target, imageOf(['earlier']))
  await writeImage(staging, image)
  giveAway(staging)
  openToAll(parent, sticky)
  return { parent, target, staging }
}

test('a layout of another user, which cannot be deleted, is refused before anything moves', async (t) => {
  if (!canBeAnother(t)) return
  const { parent, target, staging } = await foreignLayout(t)
  const before = await tree(parent)
  const refused =
    /^Failure: Could not replace the layout: .*my-app belongs to user 0, and this step runs as user 54321, which cannot delete it\. Nothing was changed\. Remove it as its owner/
  assert.match(await asOrdinaryUser(callOf('layout/place.ts', 'checkTarget', target)), refused)
  assert.match(await asOrdinaryUser(callOf('layout/place.ts', 'moveIntoPlace', staging, target)), refused)
  assert.deepEqual(await tree(parent), before)
  assert.deepEqual((await readdir(parent)).sort(), ['my-app', 'staging'])
})

test('a layout with another user’s blob directory, or in a sticky directory, is refused as well', async (t) => {
  if (!canBeAnother(t)) return
  const mixed = await foreignLayout(t)
  giveAway(mixed.target)
  await chown(blobFolder(mixed.target), 0, 0)
  const check = (target: string) => asOrdinaryUser(callOf('layout/place.ts', 'checkTarget', target))
  assert.match(await check(mixed.target), /my-app\/blobs\/sha256 belongs to user 0/)

  const { target } = await foreignLayout(t, true)
  openToAll(target)
  for (const folder of [join(target, 'blobs'), blobFolder(target)]) openToAll(folder)
  assert.match(await check(target), /my-app belongs to user 0/)
})

test('another user’s blobs in own directories, and another user’s empty directory, are replaced', async (t) => {
  if (!canBeAnother(t)) return
  const blobs = await foreignLayout(t)
  for (const folder of [blobs.target, join(blobs.target, 'blobs'), blobFolder(blobs.target)]) {
    await chown(folder, ordinaryUser, ordinaryUser)
  }
  const empty = await foreignLayout(t)
  await rm(empty.target, { recursive: true })
  await mkdir(empty.target)
  for (const { target, staging } of [blobs, empty]) {
    assert.equal(await asOrdinaryUser(callOf('layout/place.ts', 'moveIntoPlace', staging, target)), 'done')
    await isInPlace(target)
  }
})

test('if several runs move layouts to one path at the same time, one succeeds and the others fail with a message', async (t) => {
  const parent = await temporaryFolder(t)
  const target = join(parent, 'my-app')
  for (let round = 0; round < 20; round += 1) {
    const stagings = await Promise.all(
      Array.from({ length: 4 }, async (_, nth) => {
        const staging = await stagingFolder(target)
        await writeImage(staging, imageOf([`${round}-${nth}`]))
        return staging
      }),
    )
    const results = await Promise.allSettled(stagings.map((staging) => moveIntoPlace(staging, target)))
    for (const staging of stagings) await rm(staging, { recursive: true, force: true })
    for (const result of results) {
      if (result.status === 'rejected')
        assert.match(String(result.reason), /Failure: .*another run wrote to it/)
    }
    assert.deepEqual(await readdir(parent), ['my-app'])
    assert.deepEqual(await findFlaws(target, closureOf(await readLayout(target))), [])
  }
})

test('a layout on a read-only file system is not replaced, and the message says so', async (t) => {
  const folder = smallFileSystem(t)
  if (folder === undefined) return
  const target = join(folder, 'my-app')
  await writeImage(target, imageOf(['earlier']))
  execFileSync('mount', ['-o', 'remount,ro', folder])
  assert.match(
    await failureOf(checkTarget(target)),
    /^Could not use .*my-app for the layout: the file system is read-only\. Choose a path on another one\.$/,
  )
})

test('an earlier layout that cannot be deleted gets the name of the staging directory', async (t) => {
  const { parent, target, staging, move } = await assembled(t)
  await writeImage(target, imageOf(['earlier']))
  const busy = 'blobs/mounted'
  await mkdir(join(target, busy))
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', join(target, busy)], {
    encoding: 'utf8',
  })
  if (status !== 0) return t.skip(`no file system may be mounted here: ${stderr.trim()}`)
  try {
    await move()
    // It is what the step's post step has noted.
    assert.deepEqual((await readdir(parent)).toSorted(), [basename(staging), 'my-app'])
    assert.deepEqual((await readLayout(target)).descriptor, image.descriptor)
  } finally {
    execFileSync('umount', [join(staging, busy)])
  }
})
