import assert from 'node:assert/strict'
import { once } from 'node:events'
import { appendFile, chmod, rm, symlink, truncate } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeFifo } from '../../layout/file-system.ts'
import { bytesOf, failureOf } from '../../registry/registry-client.ts'
import { appOf, entriesIn, logged, namesIn, read } from '../app-folder.ts'

test('modes are kept', async (t) => {
  const folder = await appOf(t, { script: '', secret: '', 'dir/x': '' })
  await chmod(join(folder, 'script'), 0o755)
  await chmod(join(folder, 'secret'), 0o600)
  await chmod(join(folder, 'dir'), 0o2750)
  const modes = Object.fromEntries((await read(folder)).map(({ header }) => [header.name, header.mode]))
  assert.equal(modes['workspace/script'], 0o755)
  assert.equal(modes['workspace/secret'], 0o600)
  assert.equal(modes['workspace/dir'], 0o2750)
})

test('symbolic links go in as they are, also if they lead out of the app or nowhere', async (t) => {
  const folder = await appOf(t, { 'real/x': 'x' })
  await symlink('/etc', join(folder, 'outside'))
  await symlink('nowhere', join(folder, 'dangling'))
  await symlink('real', join(folder, 'to-folder'))
  const links = (await read(folder)).filter(({ header }) => header.type === 'symlink')
  assert.deepEqual(
    links.map(({ header }) => [header.name, header.linkname]),
    [
      ['workspace/dangling', 'nowhere'],
      ['workspace/outside', '/etc'],
      ['workspace/to-folder', 'real'],
    ],
  )
})

test('a named pipe stays a pipe with its mode, and is not opened', async (t) => {
  const folder = await appOf(t, { a: '' })
  makeFifo(join(folder, 'pipe'))
  await chmod(join(folder, 'pipe'), 0o640)
  const entries = (await read(folder)).map(({ header: { name, type, mode } }) => [name, type, mode])
  assert.deepEqual(entries[1], ['workspace/pipe', 'fifo', 0o640])
  assert.deepEqual(logged, [])
})

test('a socket is left out with a warning', async (t) => {
  const folder = await appOf(t, { a: '' })
  const server = createServer().listen(join(folder, 'socket'))
  t.after(() => server.close())
  await once(server, 'listening')
  assert.deepEqual(await namesIn(folder), ['workspace/a'])
  assert.deepEqual(logged, [
    `warning: ${join(folder, 'socket')} is left out of the app: it is a socket or a device.`,
  ])
})

test('a file or folder that its owner cannot read fails the build before it starts, by its name and mode', async (t) => {
  if (process.getuid?.() !== 0) return t.skip('only root reads it here')
  const cases: readonly (readonly [name: string, mode: number, rule: RegExp])[] = [
    ['dir/key', 0o200, /mode is 0200, .* needs u\+r\. Change the mode,/],
    ['dir/key', 0, /mode is 0000, .* needs u\+r\./],
    ['dir/key', 0o2044, /mode is 2044, .* needs u\+r\./],
    ['dir', 0o600, /mode is 0600, .* needs u\+rx\. Change the mode,/],
    ['dir', 0o300, /mode is 0300, .* needs u\+rx\./],
  ]
  for (const [name, mode, rule] of cases) {
    const folder = await appOf(t, { 'dir/key': 'secret' })
    await chmod(join(folder, name), mode)
    const message = await failureOf(read(folder))
    assert.match(message, rule)
    assert.ok(message.startsWith(`The build could not read ${join(folder, name)} of the app: `), message)
  }
  const fine = await appOf(t, { 'dir/key': '' })
  await chmod(join(fine, 'dir/key'), 0o400)
  await chmod(join(fine, 'dir'), 0o500)
  assert.equal((await namesIn(fine)).length, 2)
})

test('large files are complete', async (t) => {
  const content = 'large '.repeat(200_000)
  const folder = await appOf(t, { large: content, small: 's' })
  const [large, small] = await read(folder)
  assert.equal(large?.content, content)
  assert.equal(small?.content, 's')
})

test('a file that grows or shrinks while it is read fails the build, by its name', async (t) => {
  for (const change of [(path: string) => appendFile(path, 'more'), (path: string) => truncate(path, 1000)]) {
    const folder = await appOf(t, { log: 'x'.repeat(1_000_000) })
    const reading = async (): Promise<void> => {
      for await (const entry of entriesIn(folder)) {
        await change(join(folder, 'log'))
        if (entry.type === 'file' && !(entry.content instanceof Uint8Array)) await bytesOf(entry.content)
      }
    }
    assert.match(
      await failureOf(reading()),
      /\/log changed its size while the app was read\. Stop the process that changes it/,
    )
  }
})

test('a file that is removed while it is read fails the build, by its name', async (t) => {
  const folder = await appOf(t, { large: 'x'.repeat(1_000_000) })
  const reading = async (): Promise<void> => {
    for await (const entry of entriesIn(folder)) {
      await rm(join(folder, 'large'))
      if (entry.type === 'file' && !(entry.content instanceof Uint8Array)) await bytesOf(entry.content)
    }
  }
  assert.match(
    await failureOf(reading()),
    /\/large was removed or replaced while the app was read\. Stop the process/,
  )
})

test('a file or folder that is removed or replaced after its folder was listed fails the build, by its name', async (t) => {
  const changes: readonly ((path: string) => Promise<void>)[] = [
    (path) => rm(path, { recursive: true }),
    async (path) => {
      await rm(path, { recursive: true })
      await symlink('/etc', path)
    },
    async (path) => {
      await rm(path, { recursive: true })
      makeFifo(path)
    },
  ]
  for (const name of ['b', 'c']) {
    for (const change of changes) {
      const folder = await appOf(t, { a: '', b: 'text', 'c/d': '' })
      const reading = async (): Promise<void> => {
        for await (const entry of entriesIn(folder)) {
          if (entry.name.endsWith('/a')) await change(join(folder, name))
        }
      }
      const message = await failureOf(reading())
      assert.match(message, new RegExp(`/${name} was removed or replaced while the app was read`))
    }
  }
})
