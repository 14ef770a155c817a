import assert from 'node:assert/strict'
import { mkdir, open, readFile, rename, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { explainFileError } from '../../src/files/file-error.ts'
import { Failure } from '../../src/message/failure.ts'
import { temporaryFolder } from '../image/image.ts'

const thrownBy = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    await work
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

/** The message for what a real call of the file system throws. */
const explanationOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await thrownBy(work)
  const failure = explainFileError(error, 'write it')
  assert.ok(failure instanceof Failure, String(error))
  assert.equal(failure.cause, error)
  return failure.message
}

/** A folder with a file in it. */
const folderWithFile = async (t: TestContext): Promise<{ folder: string; file: string }> => {
  const folder = await temporaryFolder(t)
  const file = join(folder, 'file')
  await writeFile(file, '')
  return { folder, file }
}

test('a file in place of a folder is named, with advice', async (t) => {
  const { file } = await folderWithFile(t)
  const advice =
    'is a file or leads through one, where only a folder can be. Remove that file, or choose another path.'
  assert.equal(await explanationOf(mkdir(file, { recursive: true })), `Could not write it: ${file} ${advice}`)
  const below = join(file, 'below')
  assert.equal(await explanationOf(open(below, 'w')), `Could not write it: ${below} ${advice}`)
})

test('a folder in place of a file, a loop of links and a long name are explained', async (t) => {
  const { folder, file } = await folderWithFile(t)
  await mkdir(join(folder, 'sub'))
  assert.match(
    await explanationOf(rename(file, join(folder, 'sub'))),
    /is a folder, where only a file can be/,
  )
  await symlink('circle', join(folder, 'circle'))
  assert.match(await explanationOf(readFile(join(folder, 'circle'))), /circle is a symbolic link where none/)
  assert.equal(
    await explanationOf(writeFile(join(folder, 'x'.repeat(256)), '')),
    'Could not write it: a name in the path is too long. Choose a shorter one.',
  )
})

for (const [code, reason] of [
  ['EACCES', `the user of this step (uid ${process.getuid?.()}) has no permission for /x.`],
  ['EPERM', `the user of this step (uid ${process.getuid?.()}) has no permission for /x.`],
  ['EROFS', 'the file system is read-only.'],
  ['EBUSY', '/x is in use, for example as the place of a mount.'],
  ['ENOSPC', 'no space is left there. Free some, or choose another folder.'],
  ['EDQUOT', 'the disk quota of this user is used up there. Free some, or choose another folder.'],
  ['EIO', 'the disk reports an error.'],
] as const) {
  test(`${code} is explained in words`, () => {
    const failure = explainFileError(Object.assign(new Error(code), { code, path: '/x' }), 'write it')
    assert.ok(failure instanceof Failure)
    assert.ok(failure.message.startsWith(`Could not write it: ${reason}`), failure.message)
    assert.ok(!failure.message.includes(code))
  })
}

test('an unknown error and a Failure are not changed', async () => {
  const failure = new Failure('known')
  for (const error of [
    await thrownBy(readFile('/nothing/here')),
    new Error('defect'),
    failure,
    'text',
    Object.assign(new Error('odd'), { code: 'constructor' }),
  ]) {
    assert.equal(explainFileError(error, 'write it'), error)
  }
})
