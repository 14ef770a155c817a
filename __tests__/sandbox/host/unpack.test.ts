import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, type TestContext, test } from 'node:test'
import { makeNamedPipe, unpack } from '../../../src/sandbox/host/unpack.ts'
import { directory, file, type TarEntry, tarOf } from '../../../src/tar/write.ts'
import { temporaryFolder } from '../../image/image.ts'
import { failureOf } from '../../registry/registry-client.ts'

const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }

const openRoot = async (t: TestContext): Promise<string> => {
  const root = await mkdtemp(join(tmpdir(), 'unpack-'))
  t.after(() => rm(root, { recursive: true, force: true }))
  return root
}

const unpackInto = async (root: string, entries: readonly TarEntry[]): Promise<readonly string[]> => {
  const added: string[] = []
  await unpack(tarOf(entries, owner), {
    root,
    onNew: (path) => void added.push(path.slice(root.length)),
    makePipe: async (path) => void execFileSync('mkfifo', [path]),
  })
  return added
}

test('files, directories, links and pipes keep mode, owner and time', async (t) => {
  const root = await openRoot(t)
  const large = Buffer.alloc(3_000_000, 'x')
  const added = await unpackInto(root, [
    directory('/app', 0o1777),
    file('/app/file', 'text'),
    { name: 'app/empty', mode: 0, type: 'file', content: Buffer.alloc(0) },
    { name: 'app/set-uid', mode: 0o4755, type: 'file', content: large },
    { name: 'app/link', mode: 0o777, type: 'symlink', linkname: '/nowhere' },
    { name: 'app/again', mode: 0o644, type: 'link', linkname: 'app/file' },
    { name: 'app/pipe', mode: 0o640, type: 'fifo' },
    file('/deep/er/file', ''),
  ])
  const stats = async (name: string) => {
    const { mode, uid, gid, mtime } = await lstat(join(root, name))
    return [(mode & 0o7777).toString(8), uid, gid, mtime.getUTCFullYear()]
  }
  for (const [name, mode] of [
    ['app', '1777'],
    ['app/file', '644'],
    ['app/empty', '0'],
    ['app/set-uid', '4755'],
    ['app/pipe', '640'],
  ] as const) {
    assert.deepEqual((await stats(name)).slice(0, 3), [mode, owner.uid, owner.gid], name)
  }
  for (const name of ['app', 'app/file', 'app/link']) assert.equal((await stats(name))[3], 1980, name)
  assert.ok((await readFile(join(root, 'app/set-uid'))).equals(large))
  assert.equal(await readlink(join(root, 'app/link')), '/nowhere')
  assert.equal((await lstat(join(root, 'app/again'))).ino, (await lstat(join(root, 'app/file'))).ino)
  assert.ok((await lstat(join(root, 'app/pipe'))).isFIFO())
  assert.deepEqual(added.slice(0, 2), ['/app', '/app/file'])
  assert.deepEqual(added.slice(-3), ['/deep', '/deep/er', '/deep/er/file'])
})

for (const umask of [0o000, 0o002, 0o022, 0o077]) {
  test(`modes do not depend on the umask ${umask.toString(8).padStart(3, '0')}`, async (t) => {
    const root = await openRoot(t)
    const former = process.umask(umask)
    t.after(() => process.umask(former))
    await unpackInto(root, [
      directory('/app', 0o777),
      file('/app/file', ''),
      { name: 'app/pipe', mode: 0o640, type: 'fifo' },
      file('/deep/er/file', ''),
    ])
    const modes = ['app', 'app/file', 'app/pipe', 'deep', 'deep/er', 'deep/er/file'].map(async (name) =>
      ((await lstat(join(root, name))).mode & 0o7777).toString(8),
    )
    assert.deepEqual(await Promise.all(modes), ['777', '644', '640', '755', '755', '644'])
  })
}

suite('nothing is written outside of the root or over existing files', () => {
  test('through a symbolic link', async (t) => {
    const root = await openRoot(t)
    await mkdir(join(root, 'elsewhere'))
    await symlink('elsewhere', join(root, 'app'))
    await assert.rejects(
      unpackInto(root, [file('/app/file', '')]),
      /\/app for the build: it is not a directory/,
    )
    await assert.rejects(unpackInto(root, [directory('/app')]), /\/app for the build: it is not a directory/)
    assert.deepEqual(await readdir(join(root, 'elsewhere')), [])
  })

  test('instead of a file', async (t) => {
    const root = await openRoot(t)
    await writeFile(join(root, 'file'), 'thesis')
    await assert.rejects(unpackInto(root, [file('/file', 'other')]), /Could not write .*\/file for the build/)
    assert.equal(await readFile(join(root, 'file'), 'utf8'), 'thesis')
  })

  test('above the root', async (t) => {
    const root = await openRoot(t)
    await assert.rejects(unpackInto(join(root), [file('/../escaped', '')]), /leads out of the sandbox/)
  })
})

suite('errors of the stream are rethrown', () => {
  const broken = new Error('the app cannot be read')
  const unpackBroken = async (t: TestContext, entry: TarEntry | undefined) => {
    const entries = async function* (): AsyncGenerator<TarEntry> {
      yield file('/file', 'text')
      if (entry === undefined) throw broken
      yield entry
    }
    const root = await openRoot(t)
    await unpack(tarOf(entries(), owner), { root, onNew: () => {}, makePipe: async () => {} })
  }

  test('between two files', async (t) => {
    await assert.rejects(unpackBroken(t, undefined), (error) => error === broken)
  })

  test('in the middle of a file', async (t) => {
    const content = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(1_000_000)
      throw broken
    }
    const entry = { name: 'large', mode: 0o644, type: 'file', size: 2_000_000, content: content() } as const
    await assert.rejects(unpackBroken(t, entry), (error) => error === broken)
  })
})

const { signal } = new AbortController()

test('a named pipe is created, whatever its name starts with', async (t) => {
  const path = join(await temporaryFolder(t), '-m')
  await makeNamedPipe(path, process.env, signal)
  assert.ok((await lstat(path)).isFIFO())
})

test('the error says why a named pipe could not be created', async (t) => {
  const folder = await temporaryFolder(t)
  assert.match(
    await failureOf(makeNamedPipe(folder, process.env, signal)),
    /^Could not create the named pipe \S+ for the build: mkfifo ended with 1: .*exists\. Exclude it from the app/,
  )
})

test('the error says what to do if there is no mkfifo', async (t) => {
  const folder = await temporaryFolder(t)
  assert.match(
    await failureOf(makeNamedPipe(join(folder, 'pipe'), { PATH: folder }, signal)),
    /for the build: There is no "mkfifo" on PATH\. Exclude it from the app .* or use a builder with coreutils\.$/,
  )
})
