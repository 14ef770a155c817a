import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { extract } from 'tar-stream'
import { directory, type TarEntry, tarOf } from '../../src/tar/write.ts'
import { bytesOf } from '../registry/registry-client.ts'
import { readTar } from './tar-reader.ts'

const owner = { uid: 1001, gid: 1000 }

const file = (name: string, content: string, mode = 0o644): TarEntry => ({
  name,
  mode,
  type: 'file',
  content: Buffer.from(content),
})

/** The entries that the tar command lists, as an independent reader. */
const listing = async (entries: readonly TarEntry[], who = owner): Promise<string> => {
  const input = await bytesOf(tarOf(entries, who))
  const { stdout, stderr } = spawnSync('tar', ['-tv', '--numeric-owner', '--utc', '-f', '-'], {
    input,
    env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' },
    encoding: 'utf8',
  })
  assert.equal(stderr, '')
  return stdout
}

test('entries keep name, mode and content, and get the same owner and time', async () => {
  const [folder, script, link] = await readTar(
    tarOf(
      [
        directory('/workspace', 0o777),
        file('workspace/run.sh', 'echo', 0o4755),
        { name: 'workspace/link', mode: 0o777, type: 'symlink', linkname: '../elsewhere' },
      ],
      owner,
    ),
  )
  assert.deepEqual(
    [folder?.header.name, folder?.header.type, folder?.header.mode],
    ['workspace', 'directory', 0o777],
  )
  assert.deepEqual([script?.header.mode, script?.content], [0o4755, 'echo'])
  assert.deepEqual([link?.header.type, link?.header.linkname], ['symlink', '../elsewhere'])
  for (const entry of [folder, script, link]) {
    assert.deepEqual([entry?.header.uid, entry?.header.gid], [1001, 1000])
    assert.equal(entry?.header.mtime.toISOString(), '1980-01-01T00:00:01.000Z')
  }
})

test('a file with mode 0 keeps that mode', async () => {
  const [entry] = await readTar(tarOf([file('secret', 'x', 0)], owner))
  assert.equal(entry?.header.mode, 0)
})

test('tar reads long and non-ASCII names unchanged', async () => {
  const names = ['ünï/cödé', `${'a'.repeat(200)}/${'b'.repeat(200)}`, `${'d/'.repeat(300)}e`, 'with\nnewline']
  const entries = await readTar(
    tarOf(
      names.map((name) => file(name, name)),
      owner,
    ),
  )
  assert.deepEqual(
    entries.map(({ header, content }) => [header.name, content]),
    names.map((name) => [name, name]),
  )
  const listed = await listing(names.map((name) => file(name, '')))
  for (const name of names.slice(0, 3)) assert.ok(listed.includes(name))
})

test('the long target of a symbolic link is complete', async () => {
  const linkname = `../${'x'.repeat(400)}`
  const listed = await listing([{ name: 'link', mode: 0o777, type: 'symlink', linkname }])
  assert.ok(listed.includes(`link -> ${linkname}`))
})

test('tar reads a pipe and the entry after it', async () => {
  const listed = await listing([{ name: 'pipe', mode: 0o640, type: 'fifo' }, file('after', 'x')])
  assert.match(listed, /^prw-r----- .* pipe\n-rw-r--r-- .* after\n$/)
})

test('IDs beyond the limit of the header are written', async () => {
  assert.match(await listing([file('a', '')], { uid: 1000680000, gid: 4294967294 }), /1000680000\/4294967294/)
})

test('a file beyond 8 GiB has its size in the header', async () => {
  const size = 9 * 1024 ** 3
  const content = (async function* () {
    for (;;) yield Buffer.alloc(1024 * 1024)
  })()
  const archive = extract()
  const header = once(archive, 'entry')
  for await (const chunk of tarOf([{ name: 'big', mode: 0o644, type: 'file', size, content }], owner)) {
    archive.write(chunk)
    break
  }
  assert.equal((await header)[0].size, size)
})

test('content that is shorter or longer than its size is an error', async () => {
  for (const text of ['too long', 's']) {
    const content = (async function* () {
      yield Buffer.from(text)
    })()
    await assert.rejects(bytesOf(tarOf([{ name: 'f', mode: 0o644, type: 'file', size: 5, content }], owner)))
  }
})

test('an error that is thrown while entries are read is passed on', async () => {
  const entries = (async function* () {
    yield file('a', 'a')
    throw new RangeError('no more')
  })()
  await assert.rejects(bytesOf(tarOf(entries, owner)), new RangeError('no more'))
})

test('a reader that stops ends the writer', async () => {
  const ended = Promise.withResolvers<void>()
  const entries = (async function* () {
    try {
      for (;;) yield file('a', 'x'.repeat(100_000))
    } finally {
      ended.resolve()
    }
  })()
  for await (const _ of tarOf(entries, owner)) break
  await ended.promise
})
