import assert from 'node:assert/strict'
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { FilePatterns } from '../../../src/cnb/project/file-filter.ts'
import { tarOf } from '../../../src/tar/write.ts'
import { type ZipFile, zipOf } from '../../hostile/zip.ts'
import { temporaryFolder } from '../../image/image.ts'
import { bytesOf, failureOf } from '../../registry/registry-client.ts'
import { readTar } from '../../tar/tar-reader.ts'
import { appOf, entriesIn, logged, stream } from '../app-folder.ts'

/** Written by Info-ZIP's zip 3.0 with `--symlinks`. */
const infoZip =
  'UEsDBAoAAAAAAO6wfF0AAAAAAAAAAAAAAAAEABwAYmluL1VUCQADn1ALa59QC2t1eAsAAQQAAAAABAAAAABQSwMECgAAAAAA7rB8XTNGrgoIAAAACAAAAAcA' +
  'HABiaW4vcnVuVVQJAAOfUAtrn1ALa3V4CwABBAAAAAAEAAAAAGVjaG8gaGkKUEsDBAoAAAAAAO6wfF3l6KJcBgAAAAYAAAAEABwAY29uZlVUCQADn1ALa59Q' +
  'C2t1eAsAAQQAAAAABAAAAABzZWNyZXRQSwMECgAAAAAA7rB8XbbX2t8HAAAABwAAAAUAHABzdGFydFVUCQADn1ALa59QC2t1eAsAAQQAAAAABAAAAABiaW4v' +
  'cnVuUEsDBAoAAAAAAO6wfF0AAAAAAAAAAAAAAAAGABwAZW1wdHkvVVQJAAOfUAtrn1ALa3V4CwABBAAAAAAEAAAAAFBLAQIeAwoAAAAAAO6wfF0AAAAAAAAA' +
  'AAAAAAAEABgAAAAAAAAAEAD9RQAAAABiaW4vVVQFAAOfUAtrdXgLAAEEAAAAAAQAAAAAUEsBAh4DCgAAAAAA7rB8XTNGrgoIAAAACAAAAAcAGAAAAAAAAQAA' +
  'AO2BPgAAAGJpbi9ydW5VVAUAA59QC2t1eAsAAQQAAAAABAAAAABQSwECHgMKAAAAAADusHxd5eiiXAYAAAAGAAAABAAYAAAAAAABAAAAoIGHAAAAY29uZlVU' +
  'BQADn1ALa3V4CwABBAAAAAAEAAAAAFBLAQIeAwoAAAAAAO6wfF2219rfBwAAAAcAAAAFABgAAAAAAAAAAAD/ocsAAABzdGFydFVUBQADn1ALa3V4CwABBAAA' +
  'AAAEAAAAAFBLAQIeAwoAAAAAAO6wfF0AAAAAAAAAAAAAAAAGABgAAAAAAAAAEADtQREBAABlbXB0eS9VVAUAA59QC2t1eAsAAQQAAAAABAAAAABQSwUGAAAA' +
  'AAUABQB4AQAAUQEAAAAA'

/** Written by the JDK's jar 17.0.15: compressed, without modes and without the folders of its one file. */
const jdkJar =
  'UEsDBBQACAgIAO2wfF0AAAAAAAAAAAAAAAATAAQAY29tL2FjbWUvTWFpbi5jbGFzc/7KAABLzkksLgYAUEsHCJ8ZS+0HAAAABQAAAFBLAQIUABQACAgIAO2w' +
  'fF2fGUvtBwAAAAUAAAATAAQAAAAAAAAAAAAAAAAAAABjb20vYWNtZS9NYWluLmNsYXNz/soAAFBLBQYAAAAAAQABAEUAAABMAAAAAAA='

const archiveOf = async (t: TestContext, bytes: Buffer, name = 'app.zip'): Promise<string> => {
  const path = join(await temporaryFolder(t), name)
  await writeFile(path, bytes)
  return path
}

const zipWith = (t: TestContext, files: readonly ZipFile[]): Promise<string> => archiveOf(t, zipOf(files))

const fileOf = (name: string | Buffer, content = '', more: Partial<ZipFile> = {}): ZipFile => ({
  name,
  content: Buffer.from(content),
  ...more,
})

const linkOf = (name: string, target: string): ZipFile => fileOf(name, target, { mode: 0o120777 })

/** Names without `workspace/`, modes, and what the entries contain or lead to. */
const entriesOf = async (path: string, patterns?: FilePatterns) => {
  const entries = await readTar(tarOf(entriesIn(path, [], patterns), { uid: 1000, gid: 1000 }))
  return entries.map(({ header: { name, mode, type, linkname }, content }) => [
    name.slice('workspace/'.length),
    mode?.toString(8),
    type === 'directory' ? '/' : type === 'symlink' ? `-> ${linkname}` : content,
  ])
}

const namesOf = async (path: string, patterns?: FilePatterns) =>
  (await entriesOf(path, patterns)).map(([name]) => name)

const refusalOf = async (path: string): Promise<string> => failureOf(entriesOf(path))

test('a zip is unpacked with its modes, links and empty folders', async (t) => {
  assert.deepEqual(await entriesOf(await archiveOf(t, Buffer.from(infoZip, 'base64'))), [
    ['bin', '2775', '/'],
    ['bin/run', '755', 'echo hi\n'],
    ['conf', '640', 'secret'],
    ['empty', '755', '/'],
    ['start', '777', '-> bin/run'],
  ])
})

test('a zip and the directory that it was created from have the same bytes', async (t) => {
  const folder = await appOf(t, { 'bin/run': 'echo hi\n', conf: 'secret' })
  await mkdir(join(folder, 'empty'))
  await symlink('bin/run', join(folder, 'start'))
  for (const [name, mode] of [
    ['bin', 0o2775],
    ['bin/run', 0o755],
    ['conf', 0o640],
    ['empty', 0o755],
  ] as const) {
    await chmod(join(folder, name), mode)
  }
  const [zip, directory] = await Promise.all(
    [await archiveOf(t, Buffer.from(infoZip, 'base64')), folder].map((path) => bytesOf(stream(path))),
  )
  assert.ok(zip?.equals(directory ?? Buffer.alloc(0)))
})

test('a jar has no modes, so its files get 0777; folders that it does not list get 0755', async (t) => {
  assert.deepEqual(await entriesOf(await archiveOf(t, Buffer.from(jdkJar, 'base64'), 'app.jar')), [
    ['com', '755', '/'],
    ['com/acme', '755', '/'],
    ['com/acme/Main.class', '777', 'class'],
  ])
})

test('files of an archive from Windows have the modes that pack sets', async (t) => {
  const modesOf = async (host: number, attributes: number) => {
    const bytes = zipOf([fileOf('a'), fileOf('b/')])
    for (let at = bytes.indexOf('PK\x01\x02'); at !== -1; at = bytes.indexOf('PK\x01\x02', at + 1)) {
      bytes.writeUInt8(host, at + 5)
      bytes.writeUInt32LE(attributes, at + 38)
    }
    return (await entriesOf(await archiveOf(t, bytes))).map(([, mode]) => mode)
  }
  const [fat, ntfs, vfat, readOnly] = [0, 11, 14, 1]
  assert.deepEqual(await modesOf(fat, 0), ['777', '777'])
  assert.deepEqual(await modesOf(vfat, readOnly), ['777', '777'])
  assert.deepEqual(await modesOf(ntfs, 0), ['666', '777'])
  assert.deepEqual(await modesOf(ntfs, readOnly), ['444', '555'])
})

test('a jar with a script before it, as Spring Boot writes it, is unpacked', async (t) => {
  const script = Buffer.from('#!/bin/sh\n')
  const jar = Buffer.from(jdkJar, 'base64')
  // Spring Boot corrects the offsets.
  jar.writeUInt32LE(jar.readUInt32LE(jar.length - 6) + script.length, jar.length - 6)
  const entry = jar.length - 22 - 69
  jar.writeUInt32LE(script.length, entry + 42)
  assert.equal((await namesOf(await archiveOf(t, Buffer.concat([script, jar]), 'app.jar'))).length, 3)
})

test('the order of the entries in a zip does not matter', async (t) => {
  const files = [
    fileOf('b/z', 'z'),
    fileOf('b/', '', { mode: 0o40700 }),
    fileOf('a', 'a'),
    fileOf('./b//c', 'c'),
  ]
  const expected = [
    ['a', '644', 'a'],
    ['b', '700', '/'],
    ['b/c', '644', 'c'],
    ['b/z', '644', 'z'],
  ]
  assert.deepEqual(await entriesOf(await zipWith(t, files)), expected)
  assert.deepEqual(await entriesOf(await zipWith(t, files.toReversed())), expected)
})

test('patterns select the files of a zip, and .git stays out', async (t) => {
  const path = await zipWith(
    t,
    ['.git/HEAD', 'a.log', 'src/b', 'src/.git'].map((name) => fileOf(name)),
  )
  assert.deepEqual(await namesOf(path, { exclude: ['*.log'] }), ['src', 'src/b'])
  assert.match(logged.join('\n'), /^info: \.git in .*\/app\.zip is left out of the app/)
  assert.deepEqual(await namesOf(path, { include: ['/src/b'], exclude: [] }), ['src', 'src/b'])
})

const hostile: readonly (readonly [title: string, files: readonly ZipFile[], message: RegExp])[] = [
  [
    'a name that leads out of the app',
    [fileOf('a/../../etc/passwd')],
    /it contains "a\/\.\.\/\.\.\/etc\/passwd", which leads out of the app/,
  ],
  ['an absolute name', [fileOf('/etc/passwd')], /"\/etc\/passwd", which leads out of the app/],
  [
    'a file in a link',
    [linkOf('out', '/etc'), fileOf('out/passwd')],
    /"out\/passwd", which is in a file or a link/,
  ],
  ['a link in place of a folder', [fileOf('out/passwd'), linkOf('out', '/etc')], /"out", twice/],
  ['a file in a file', [fileOf('a'), fileOf('a/b')], /"a\/b", which is in a file or a link/],
  ['a name that comes twice', [fileOf('a', '1'), fileOf('./a', '2')], /"\.\/a", twice/],
  ['a folder that is a file too', [fileOf('a/'), fileOf('a')], /"a", twice/],
  [
    'a device',
    [fileOf('sda', '', { mode: 0o060644 })],
    /"sda", which is neither a file nor a folder nor a symb/,
  ],
  ['a name with a zero byte', [fileOf('a\0b')], /which is not the name of a file/],
  ['a name of nothing', [fileOf('./')], /which is not the name of a file/],
  ['a name that is not UTF-8', [fileOf(Buffer.from([0x61, 0xff]))], /which is not valid UTF-8/],
  ['a name that no system takes', [fileOf('a/'.repeat(2100))], /whose name has more than 4095 bytes/],
  ['an encrypted file', [fileOf('a', 'a', { flags: 1, size: 13 })], /size mismatch|which is encrypted/],
  ['an unknown compression', [fileOf('a', 'a', { method: 99 })], /compressed with an unknown method \(99\)/],
  ['a link to nothing', [linkOf('a', '')], /"a", a link to no file/],
  [
    'a very long link',
    [linkOf('a', 'x'.repeat(5000))],
    /"a", which is a link to a path of more than 4095 bytes/,
  ],
  [
    'more bytes than a disk has',
    [1, 2, 3, 4, 5].map((number) => fileOf(`${number}`, 'x', { compressed: true, size: 2 ** 32 - 2 })),
    /its files have more than 17179869184 bytes/,
  ],
  [
    'a file that is larger than the zip says',
    [fileOf('a', 'x'.repeat(1000), { compressed: true, size: 10 })],
    /"a" is damaged: too many bytes/,
  ],
  [
    'a file that is smaller than the zip says',
    [fileOf('a', 'x', { compressed: true, size: 10 })],
    /"a" is damaged: not enough bytes/,
  ],
]

for (const [title, files, message] of hostile) {
  test(`a zip is refused: ${title}`, async (t) => {
    const path = await zipWith(t, files)
    const refusal = await refusalOf(path)
    assert.ok(refusal.startsWith(`Could not unpack the app ${path}: `), refusal)
    assert.match(refusal, message)
    assert.match(refusal, /Check that it is a complete \.jar, \.war or \.zip file/)
  })
}

test('a zip is refused: more folders than an app has, from few entries', async (t) => {
  const within = (count: number, folders: string) =>
    zipWith(
      t,
      Array.from({ length: count }, (_, number) => fileOf(`${number}/${folders}`)),
    )
  assert.match(
    await refusalOf(await within(2100, 'a/'.repeat(100))),
    /it contains more than 200000 files and folders/,
  )
  assert.match(
    await refusalOf(await within(100, 'a/'.repeat(1990))),
    /the names of its files have more than 67108864 b/,
  )
})

test('a zip is refused: a file whose bytes changed', async (t) => {
  const bytes = zipOf([fileOf('a', 'content')])
  bytes.write('X', bytes.indexOf('content'))
  assert.match(
    await refusalOf(await archiveOf(t, bytes)),
    /"a" is damaged: its checksum \(CRC-32\) does not match/,
  )
})

test('a link of a zip may lead anywhere in the container, as in a directory', async (t) => {
  const path = await zipWith(t, [linkOf('a', '/etc/hosts'), linkOf('b', '../../x')])
  assert.deepEqual(await entriesOf(path), [
    ['a', '777', '-> /etc/hosts'],
    ['b', '777', '-> ../../x'],
  ])
})

test('a file that its owner cannot read is refused, by its name in the zip', async (t) => {
  const path = await zipWith(t, [fileOf('key', '', { mode: 0o100200 })])
  assert.match(
    await refusalOf(path),
    /^The build could not read key in .*\/app\.zip of the app: its mode is 0200, /,
  )
})

test('a file that is not an archive is refused', async (t) => {
  const refusal = await refusalOf(await archiveOf(t, Buffer.from('#!/bin/sh\n'), 'app.jar'))
  assert.match(
    refusal,
    /^Could not unpack the app .*\/app\.jar: End of central directory record signature not found/,
  )
})
