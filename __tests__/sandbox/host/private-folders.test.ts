import assert from 'node:assert/strict'
import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { closedTo, foldersToClose } from '../../../src/sandbox/host/private-folders.ts'

const user = { uid: 1001, gid: 1000 }

suite('a folder is closed to a user, and stays open to whose it is', () => {
  const cases = [
    ['root’s', { uid: 0, gid: 0, mode: 0o755 }, { uid: 0, gid: 0, mode: 0o750 }],
    ['another user’s', { uid: 1234, gid: 1234, mode: 0o2775 }, { uid: 1234, gid: 1234, mode: 0o2770 }],
    ['one that all may write to', { uid: 0, gid: 0, mode: 0o1777 }, { uid: 0, gid: 0, mode: 0o1770 }],
    ['one of the user’s group', { uid: 1234, gid: 1000, mode: 0o775 }, { uid: 1234, gid: 1000, mode: 0o700 }],
    [
      'the user’s: its group gets what the owner had',
      { uid: 1001, gid: 123, mode: 0o755 },
      { uid: 0, gid: 123, mode: 0o770 },
    ],
    ['the user’s and the group’s: not possible', { uid: 1001, gid: 1000, mode: 0o755 }, undefined],
  ] as const
  for (const [title, before, after] of cases) {
    test(title, () => assert.deepEqual(closedTo(user, before), after))
  }
})

test('what is closed are the outermost folders that no build needs, behind links as well', async (t) => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'private-')))
  t.after(() => rm(folder, { recursive: true, force: true }))
  await mkdir(join(folder, 'work', 'app'), { recursive: true })
  await symlink('work', join(folder, 'link'))
  const paths = [join(folder, 'work', 'app'), join(folder, 'link'), join(folder, 'missing'), '/tmp', '/']
  assert.deepEqual(await foldersToClose(paths), [folder])
})
