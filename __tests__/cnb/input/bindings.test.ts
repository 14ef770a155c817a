import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, rename, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { type Binding, bindingEntries, readBindings } from '../../../src/cnb/input/bindings.ts'
import { tarOf } from '../../../src/tar/write.ts'
import { temporaryFolder } from '../../image/image.ts'
import { makeFifo } from '../../layout/file-system.ts'
import { failureOf } from '../../registry/registry-client.ts'
import { readTar } from '../../tar/tar-reader.ts'

const execute = promisify(execFile)

const folderWith = async (t: TestContext, files: Readonly<Record<string, string>>): Promise<string> => {
  const folder = await temporaryFolder(t)
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  return folder
}

const textsOf = (bindings: readonly Binding[]): Readonly<Record<string, Readonly<Record<string, string>>>> =>
  Object.fromEntries(
    bindings.map(({ name, files }) => [
      name,
      Object.fromEntries(files.map((file) => [file.name, Buffer.from(file.content).toString()])),
    ]),
  )

const maven = { type: 'maven', 'settings.xml': '<secret/>' }

const refused = async (folders: readonly string[]): Promise<string> => failureOf(readBindings(folders))

test('a directory with a file "type" is a binding with the name of the directory', async (t) => {
  const folder = await folderWith(t, { 'maven/type': 'maven', 'maven/settings.xml': '<secret/>' })
  assert.deepEqual(textsOf(await readBindings([join(folder, 'maven')])), { maven })
  assert.deepEqual(textsOf(await readBindings([`${join(folder, 'maven')}/`])), { maven })
})

test('all bindings in a directory are read', async (t) => {
  const folder = await folderWith(t, {
    'maven/type': 'maven',
    'maven/settings.xml': '<secret/>',
    'db/type': 'postgresql\n',
    'README.md': 'What these are.',
  })
  assert.deepEqual(textsOf(await readBindings([folder])), { db: { type: 'postgresql\n' }, maven })
})

test('links within the directory are followed, as Kubernetes mounts a secret', async (t) => {
  const folder = await folderWith(t, { 'maven/..2026_11_25/type': 'maven' })
  const binding = join(folder, 'maven')
  await writeFile(join(binding, '..2026_11_25', 'settings.xml'), '<secret/>')
  await symlink('..2026_11_25', join(binding, '..data'))
  await symlink('..data/type', join(binding, 'type'))
  await symlink('..data/settings.xml', join(binding, 'settings.xml'))
  assert.deepEqual(textsOf(await readBindings([folder])), { maven })
  assert.deepEqual(textsOf(await readBindings([binding])), { maven })
})

test('a link that leads out of the directory is refused, and the target is not shown', async (t) => {
  const folder = await folderWith(t, { 'given/maven/type': 'maven', 'outside/key': 'the secret' })
  await symlink('../../outside/key', join(folder, 'given/maven/key'))
  const error = await refused([join(folder, 'given')])
  assert.match(error, /maven\/key is a link that leads out of the directory of the binding/)
  assert.doesNotMatch(error, /the secret/)
})

test('a binding that is a link out of the directory is refused', async (t) => {
  const folder = await folderWith(t, { 'given/maven/type': 'maven', 'outside/type': 'x' })
  await symlink('../outside', join(folder, 'given/other'))
  assert.match(await refused([join(folder, 'given')]), /given\/other is a link that leads out/)
})

test('a binding without a type is refused', async (t) => {
  const folder = await folderWith(t, { 'maven/settings.xml': '', 'db/type': ' \n' })
  assert.match(await refused([join(folder, 'maven')]), /maven has no file "type"/)
  assert.match(await refused([join(folder, 'db')]), /db\/type is empty/)
})

test('a binding that is empty, missing or not a directory is refused', async (t) => {
  const folder = await folderWith(t, { file: '' })
  await mkdir(join(folder, 'empty'))
  assert.match(await refused([join(folder, 'empty')]), /empty is empty/)
  assert.match(await refused([join(folder, 'missing')]), /Could not read the binding .*missing: ENOENT/)
  assert.match(await refused([join(folder, 'file')]), /file is not a directory/)
})

test('an invalid name of a binding or of a file is refused', async (t) => {
  const folder = await folderWith(t, {
    'my binding/type': 'x',
    'good/type': 'x',
    'good/a b': '',
    'a\nb/type': 'x',
  })
  assert.equal(
    await refused([join(folder, 'a\nb')]),
    `The binding ${folder}/a b has an invalid name, "a b": names of bindings and of their files have 1 to 253 ` +
      'letters, digits, ".", "_" or "-". Rename it.',
  )
  assert.match(await refused([join(folder, 'my binding')]), /an invalid name, "my binding"/)
  assert.match(await refused([join(folder, 'good')]), /an invalid name, "a b"/)
})

test('a binding with a directory or a named pipe in it is refused', async (t) => {
  const folder = await folderWith(t, { 'maven/type': 'maven', 'maven/more/key': '' })
  assert.match(await refused([join(folder, 'maven')]), /contains only files, but .*maven\/more is not a file/)
  const other = await folderWith(t, { 'maven/type': 'maven' })
  makeFifo(join(other, 'maven/key'))
  assert.match(await refused([other]), /contains only files, but .*maven\/key is not a file/)
})

test('two bindings with the same name are refused', async (t) => {
  const folder = await folderWith(t, { 'a/maven/type': 'x', 'b/maven/type': 'y' })
  assert.match(await refused([join(folder, 'a'), join(folder, 'b')]), /Two bindings have the name "maven"/)
})

test('a binding can have more files than a process can open at once', async (t) => {
  const names = Array.from({ length: 500 }, (_, number) => `many/${number}`)
  const folder = await folderWith(t, Object.fromEntries(['many/type', ...names].map((name) => [name, 'x'])))
  // The shell's limit applies to the process that it starts.
  const script = `import { readBindings } from './src/cnb/input/bindings.ts'
    const [binding] = await readBindings([process.argv[1]])
    console.log(binding.files.length)`
  const command = 'ulimit -n 256 && exec "$@"'
  const { stdout } = await execute('sh', [
    '-c',
    command,
    'sh',
    process.execPath,
    '-e',
    script,
    join(folder, 'many'),
  ])
  assert.equal(stdout, '501\n')
})

test('a file that is too large for a secret is refused', async (t) => {
  const folder = await folderWith(t, { 'big/type': 'x', 'big/key': 'x'.repeat(4 * 1024 * 1024 + 1) })
  assert.match(await refused([join(folder, 'big')]), /big\/key has more than 4194304 bytes/)
})

test('bindings go to /platform/bindings, readable for the builder’s user only', async (t) => {
  const folder = await folderWith(t, { 'maven/type': 'maven', 'maven/settings.xml': '<secret/>' })
  const bindings = await readBindings([folder])
  await rename(join(folder, 'maven'), join(folder, 'gone'))
  const entries = await readTar(tarOf(bindingEntries(bindings), { uid: 1001, gid: 1000 }))
  assert.deepEqual(
    entries.map(({ header, content }) => [header.name, header.mode?.toString(8), header.uid, content]),
    [
      ['platform/bindings', '755', 1001, ''],
      ['platform/bindings/maven', '700', 1001, ''],
      ['platform/bindings/maven/settings.xml', '400', 1001, '<secret/>'],
      ['platform/bindings/maven/type', '400', 1001, 'maven'],
    ],
  )
  assert.deepEqual(await readTar(tarOf(bindingEntries([]), { uid: 1001, gid: 1000 })), [])
})
