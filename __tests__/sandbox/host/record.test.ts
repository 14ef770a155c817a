import assert from 'node:assert/strict'
import {
  chmod,
  chown,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { suite, type TestContext, test } from 'node:test'
import { type ClaimRecord, createRecord, readRecord, removeRecord } from '../../../src/sandbox/host/record.ts'
import { temporaryFolder } from '../../image/image.ts'

const record: ClaimRecord = {
  owner: 'boot namespace 1 2',
  ...{ uid: 1000, gid: 1000 },
  ...{ emptied: ['/layers'], made: ['/cache', '/cnb/buildpacks/a/1'] },
  closed: [{ path: '/__w', uid: 0, gid: 0, mode: 0o755 }],
}

const openPlace = async (t: TestContext, content: object = record) => {
  const root = await temporaryFolder(t)
  const file = join(root, 'run', 'own', 'claim.json')
  const place = { file, folders: ['/layers', '/cache'], additions: '/cnb/buildpacks' }
  assert.equal(createRecord(place, record), true)
  await writeFile(file, JSON.stringify(content))
  return { root, file, folder: join(root, 'run', 'own'), place }
}

const modeOf = async (path: string) => (await stat(path)).mode & 0o777

suite('only root can write the record', () => {
  for (const umask of [0o000, 0o002, 0o022, 0o077]) {
    test(`with the umask ${umask.toString(8).padStart(3, '0')}`, async (t) => {
      const root = await temporaryFolder(t)
      const place = { file: join(root, 'run', 'own', 'claim.json'), folders: [], additions: '/none' }
      const former = process.umask(umask)
      try {
        createRecord(place, record)
      } finally {
        process.umask(former)
      }
      assert.deepEqual(
        [await modeOf(join(root, 'run')), await modeOf(join(root, 'run', 'own')), await modeOf(place.file)],
        [0o755, 0o700, 0o600],
      )
      assert.deepEqual(await readdir(join(root, 'run', 'own')), ['claim.json'])
      removeRecord(place)
      assert.deepEqual(await readdir(join(root, 'run')), [])
    })
  }

  test('and by one build only', async (t) => {
    const { place, folder, file } = await openPlace(t)
    assert.equal(createRecord(place, { ...record, uid: 1 }), false)
    assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), record)
    assert.deepEqual(await readdir(folder), ['claim.json'])
  })
})

suite('a record is refused', () => {
  const cases: readonly (readonly [string, (place: { file: string; folder: string }) => Promise<void>])[] = [
    ['that others may write to', ({ file }) => chmod(file, 0o666)],
    ['that its group may write to', ({ file }) => chmod(file, 0o660)],
    ['whose folder others may write to', ({ folder }) => chmod(folder, 0o777)],
    [
      'that is a link',
      async ({ file }) => {
        await rename(file, `${file}-moved`)
        await symlink(`${file}-moved`, file)
      },
    ],
    [
      'whose folder is a link',
      async ({ folder }) => {
        await rename(folder, `${folder}-moved`)
        await symlink(`${folder}-moved`, folder)
      },
    ],
  ]
  for (const [title, change] of cases) {
    test(title, async (t) => {
      const { place, file, folder } = await openPlace(t)
      await change({ file, folder })
      assert.throws(() => readRecord(place))
    })
  }

  const skip = process.getuid?.() === 0 ? false : 'it takes root to change owners'
  test('that belongs to another user, or whose directory does', { skip }, async (t) => {
    for (const which of ['file', 'folder'] as const) {
      const { place, ...paths } = await openPlace(t)
      await chown(paths[which], 1000, 1000)
      assert.throws(
        () => readRecord(place),
        /^Failure: The record of a build in this container is not safe: \S+ belongs to user/,
      )
    }
  })

  const forgeries: readonly Partial<Record<keyof ClaimRecord, unknown>>[] = [
    ...['/opt/victim', '/layers/inner', '/', 'layers', '/layers/../opt'].map((path) => ({ emptied: [path] })),
    ...['/opt/victim', '/cnb/lifecycle', '/cnb', '/cache/../opt', '/cached'].map((path) => ({
      made: [path],
    })),
    ...['/etc', '/usr/lib/x', '/__w/inner', '/', '/__w/', '/usr/../__w'].map((path) => ({
      closed: [{ path, uid: 0, gid: 0, mode: 0o755 }],
    })),
    ...[0, -1, 1.5, '1000', 2 ** 32].map((uid) => ({ uid })),
    { closed: [{ path: '/__w', uid: 0, gid: 0, mode: 0o10_000 }] },
  ]
  for (const forgery of forgeries) {
    test(`about ${JSON.stringify(forgery)}`, async (t) => {
      const { place } = await openPlace(t, { ...record, ...forgery })
      assert.throws(() => readRecord(place), /^Failure: /)
    })
  }
})

test('a valid record is read, and a missing record is undefined', async (t) => {
  const { place, file, root } = await openPlace(t)
  assert.deepEqual(readRecord(place), record)
  await rm(file)
  assert.equal(readRecord(place), undefined)
  await rm(join(root, 'run'), { recursive: true })
  assert.equal(readRecord(place), undefined)
  await mkdir(join(root, 'run'))
  assert.equal(readRecord(place), undefined)
})
