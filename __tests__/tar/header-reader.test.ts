import assert from 'node:assert/strict'
import { test } from 'node:test'
import { headerReader, type TarHeader } from '../../src/tar/header-reader.ts'
import { changeHeader, extendedHeader, goTar } from './go-tar.ts'

const changed = (tar: Buffer, change: (header: Buffer) => void): Buffer => {
  const copy = Buffer.from(tar)
  changeHeader(copy.subarray(0, 512), change)
  return copy
}

const read = (tar: Buffer, chunk = tar.length) => {
  const headers: TarHeader[] = []
  const reader = headerReader((header) => {
    headers.push(header)
    return undefined
  })
  for (let at = 0; at < tar.length; at += chunk) {
    const refusal = reader.push(tar.subarray(at, at + chunk))
    if (refusal !== undefined) return { headers, refusal }
  }
  return { headers, refusal: reader.end() }
}

const long = `/layers/${'x/'.repeat(60)}${'y'.repeat(120)}`
const tar = goTar([
  ['/layers'],
  ['/layers/a', 'x'.repeat(1000)],
  [long, 'y'],
  ['/layers/ä', { link: '/bin/sh' }],
])

test('entries are told in their order, however the bytes are cut', () => {
  for (const chunk of [1, 7, 512, 513, 4096, tar.length]) {
    const { headers, refusal } = read(tar, chunk)
    assert.equal(refusal, undefined)
    assert.deepEqual(
      headers.map(({ type, name }) => [type, Buffer.from(name, 'latin1').toString('utf8')]),
      [
        ['directory', '/layers'],
        ['file', '/layers/a'],
        ['file', long],
        ['symlink', '/layers/ä'],
      ],
    )
  }
})

test('what is told of an entry may refuse the rest', () => {
  const reader = headerReader(({ name }) => (name === '/layers/a' ? 'no a' : undefined))
  assert.equal(reader.push(tar), 'no a')
  assert.equal(reader.push(Buffer.alloc(512)), 'no a')
  assert.equal(reader.end(), 'no a')
})

test('links of files, devices, pipes and unknown kinds are refused', () => {
  for (const kind of ['1', '3', '4', '6', '7', 'g', 'L', 'S', '\0']) {
    const odd = changed(tar, (header) => header.write(kind, 156))
    assert.match(read(odd).refusal ?? '', /«\/layers» is neither a file, a folder nor a symbolic link/)
  }
})

test('headers that readers may take for others are refused', () => {
  const changes: Readonly<Record<string, (header: Buffer) => void>> = {
    'in the USTAR format': (header) => header.write('ustar  \0', 257),
    'in the USTAR': (header) => header.write('tar\0', 508),
    octal: (header) => header.writeUInt8(0x80, 124),
    'not octal': (header) => header.write(' 777', 124),
    'that is not octal': (header) => header.write('x', 100),
    'is no file and has a content': (header) => header.write('00000001000', 124),
  }
  for (const [reason, change] of Object.entries(changes)) {
    assert.match(read(changed(tar, change)).refusal ?? '', new RegExp(reason))
  }
  const unsummed = Buffer.from(tar)
  unsummed.write('/LAYERS', 0)
  assert.match(read(unsummed).refusal ?? '', /wrong checksum/)
})

const extended = (records: Readonly<Record<string, string>>) =>
  read(Buffer.concat([extendedHeader(records), goTar([['/layers/a', 'x']])]))

test('extended headers say paths and sizes, and nothing that one reader knows and another does not', () => {
  assert.deepEqual(extended({ path: '/layers/b', uid: '3000000', linkpath: 'x' }), {
    headers: [{ type: 'file', name: '/layers/b' }],
    refusal: undefined,
  })
  assert.match(extended({ size: '513' }).refusal ?? '', /has no end/)
  for (const key of ['GNU.sparse.name', 'hdrcharset', 'SCHILY.xattr.a', 'mtime']) {
    assert.match(extended({ [key]: '1' }).refusal ?? '', /an extended header/, key)
  }
  for (const [key, value] of [
    ['path', ''],
    ['path', 'a\0b'],
    ['size', '-1'],
    ['uid', 'x'],
  ] as const) {
    assert.match(extended({ [key]: value }).refusal ?? '', /an extended header/, key)
  }
})

test('extended headers for no entry, twice, or malformed are refused', () => {
  const header = extendedHeader({ path: '/layers/b' })
  assert.match(read(Buffer.concat([header, header, tar])).refusal ?? '', /follow each other/)
  assert.match(read(Buffer.concat([header, Buffer.alloc(1024)])).refusal ?? '', /has no entry/)
  const broken = Buffer.from(header)
  broken.write('99', 512)
  assert.match(read(Buffer.concat([broken, tar])).refusal ?? '', /malformed/)
})

test('what is refused is shown in one line', () => {
  const strange = read(Buffer.concat([extendedHeader({ 'a\n::error::b': 'x' }), tar])).refusal ?? ''
  const device =
    read(changed(goTar([['/a\n::error::b', 'x']]), (header) => header.write('3', 156))).refusal ?? ''
  for (const reason of [strange, device]) assert.match(reason, /^\P{Cc}+$/u)
})

test('a tar without an end, or with something after it, is refused', () => {
  assert.match(read(tar.subarray(0, tar.length - 1024)).refusal ?? '', /has no end/)
  assert.match(read(tar.subarray(0, 700)).refusal ?? '', /has no end/)
  assert.match(read(Buffer.concat([tar, tar])).refusal ?? '', /follows its end/)
  assert.match(read(Buffer.from('garbage')).refusal ?? '', /has no end/)
  assert.match(read(Buffer.alloc(512, 'garbage')).refusal ?? '', /USTAR/)
})
