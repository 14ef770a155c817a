import assert from 'node:assert/strict'
import { chmod, chown, mkdir, mkdtemp, realpath, rename, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, type TestContext, test } from 'node:test'
import {
  accessOf,
  closeFolder,
  denyAccess,
  foldersToClose,
  loginFiles,
  reopenFolder,
} from '../../../src/sandbox/host/private-folders.ts'
import { temporaryFolder } from '../../image/image.ts'

const skip = process.getuid?.() === 0 ? false : 'only root can change owners'

const user = { uid: 1001, gid: 1000 }

suite('a directory is closed to a user, and stays open to its owner', () => {
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
    test(title, () => assert.deepEqual(denyAccess(user, before), after))
  }
})

test('the outermost directories that no build needs are closed, also if a path is a symbolic link', async (t) => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'private-')))
  t.after(() => rm(folder, { recursive: true, force: true }))
  await mkdir(join(folder, 'work', 'app'), { recursive: true })
  await symlink('work', join(folder, 'link'))
  const paths = [join(folder, 'work', 'app'), join(folder, 'link'), join(folder, 'missing')]
  assert.deepEqual(await foldersToClose(paths, assert.fail), [folder])
})

test('a job directory that the build needs is refused, and a temporary directory causes a warning', async () => {
  await assert.rejects(
    foldersToClose(['/usr'], assert.fail),
    /^Failure: Could not close \/usr, which contains the job's files, to the build: the build needs this directory as well\./,
  )
  const warnings: string[] = []
  assert.deepEqual(await foldersToClose(['/tmp', '/tmp'], (message) => warnings.push(message)), [])
  assert.deepEqual(
    warnings.map((message) => message.replace(/,.*/, '')),
    ["The build can read the job's files in /tmp"],
  )
})

suite('a directory gets its former access back', { skip }, () => {
  const openFolder = async (t: TestContext) => {
    const path = join(await temporaryFolder(t), 'folder')
    await mkdir(path)
    await chmod(path, 0o755)
    return { path, access: await accessOf(path) }
  }

  test('also if closing it was interrupted', async (t) => {
    const { path, access } = await openFolder(t)
    await reopenFolder(access, user)
    assert.deepEqual(await accessOf(path), access)
    const users = { ...access, uid: user.uid, gid: 123, mode: 0o755 }
    await chown(path, user.uid, 123)
    await chmod(path, 0o770)
    await reopenFolder(users, user)
    assert.deepEqual(await accessOf(path), users)
  })

  test('with no more access than before', async (t) => {
    const { path, access } = await openFolder(t)
    for (const forged of [
      { ...access, mode: 0o777 },
      { ...access, uid: user.uid },
      { ...access, uid: user.uid, gid: user.gid, mode: 0o777 },
    ]) {
      await assert.rejects(
        reopenFolder(forged, user),
        /^Failure: Could not restore the access of \S+: the directory was changed/,
      )
    }
    assert.deepEqual(await accessOf(path), access)
  })

  test('except if a build replaced the directory', async (t) => {
    const { path, access } = await openFolder(t)
    await closeFolder(access, user)
    await rename(path, `${path}-moved`)
    await symlink('/etc', path)
    const before = await accessOf('/etc')
    await assert.rejects(reopenFolder(access, user), /was changed after it was closed to the build/)
    await reopenFolder({ ...access, mode: 0o777 }, user)
    assert.deepEqual(await accessOf('/etc'), before)
  })
})

test('the logins of Docker and Podman are private', () => {
  assert.deepEqual(
    loginFiles('/root/.docker', { REGISTRY_AUTH_FILE: '/auth.json', XDG_RUNTIME_DIR: '/run/me' }, '/root'),
    [
      ...['/root/.docker/config.json', '/auth.json', '/run/me/containers/auth.json'],
      ...[`/run/containers/${process.getuid?.()}/auth.json`, '/root/.config/containers/auth.json'],
    ],
  )
})
