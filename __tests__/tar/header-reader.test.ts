import assert from 'node:assert/strict'
import { headerReader, type TarHeader } from '../../src/tar/header-reader.ts'
import { changeHeader, type GoEntry, type GoHeader, goTar, testWithGo as test } from './go-tar.ts'

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

/** Reads the entries that Go writes. */
const readOf = (...entries: readonly GoEntry[]) => {
  const { headers, refusal } = read(goTar(entries))
  return {
    headers: headers.map(({ type, name }) => [type, Buffer.from(name, 'latin1').toString('utf8')]),
    refusal,
  }
}

const unsplittable = `/layers/${'y'.repeat(160)}`
const splittable = `/layers/${'x/'.repeat(60)}z`
const long = `/layers/${'x/'.repeat(60)}${'y'.repeat(120)}`
const tar = goTar([
  ['/layers'],
  ['/layers/a', 'x'.repeat(1000)],
  [long, 'y'],
  ['/layers/ä', { link: '/bin/sh' }],
])

test('entries are read in order from chunks of any size', () => {
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

const accepted: Readonly<
  Record<string, readonly [entry: GoHeader & { readonly content?: string }, TarHeader['type']]>
> = {
  'a directory': [{ Name: '/layers/d', Typeflag: '5' }, 'directory'],
  'a file': [{ Name: '/layers/f', content: 'x' }, 'file'],
  'an empty file': [{ Name: '/layers/f' }, 'file'],
  'a symbolic link': [{ Name: '/layers/s', Typeflag: '2', Linkname: '/bin/sh' }, 'symlink'],
  'a path of more than 100 bytes that splits': [{ Name: splittable, content: 'x' }, 'file'],
  'a path of more than 100 bytes that does not split': [{ Name: unsplittable, content: 'x' }, 'file'],
  'a path of more than 256 bytes': [{ Name: `${splittable}/${'y'.repeat(250)}`, content: 'x' }, 'file'],
  'a directory with a path that does not split': [{ Name: unsplittable, Typeflag: '5' }, 'directory'],
  'a path that is not ASCII': [{ Name: '/layers/größe', content: 'x' }, 'file'],
  'a path without an ASCII character': [{ Name: '/日本', content: 'x' }, 'file'],
  'a path with a line break': [{ Name: '/layers/ä\nb', content: 'x' }, 'file'],
  'a long link target': [{ Name: '/layers/s', Typeflag: '2', Linkname: `/${'x'.repeat(300)}` }, 'symlink'],
  'a link target that is not ASCII': [{ Name: '/layers/s', Typeflag: '2', Linkname: 'größe' }, 'symlink'],
  'a long path and a long link target': [
    { Name: splittable, Typeflag: '2', Linkname: `/${'x'.repeat(300)}` },
    'symlink',
  ],
  'a user that octal digits cannot hold': [{ Name: '/layers/f', Uid: 3_000_000, content: 'x' }, 'file'],
  'a group that octal digits cannot hold': [{ Name: '/layers/f', Gid: 4_294_967_294 }, 'file'],
  'permissions of all kinds': [{ Name: '/layers/f', Mode: 0o7777 }, 'file'],
}

for (const [what, [entry, type]] of Object.entries(accepted)) {
  test(`Go’s tar of ${what} is read`, () => {
    const next: GoEntry = ['/layers/next', 'y']
    assert.deepEqual(readOf(entry, next), {
      headers: [
        [type, entry.Name],
        ['file', '/layers/next'],
      ],
      refusal: undefined,
    })
  })
}

test('Go’s tar of a path that is not UTF-8 is read byte by byte', () => {
  const name = Buffer.from('/layers/gr\u00f6\u00dfe', 'latin1')
  assert.deepEqual(read(goTar([{ NameBytes: name.toString('base64'), content: 'x' }])), {
    headers: [{ type: 'file', name: name.toString('latin1') }],
    refusal: undefined,
  })
})

test('Go’s tar of a file of more than 8 GiB is read completely', () => {
  const size = 8 * 1024 ** 3 + 512
  const piece = Buffer.alloc(8 * 1024 ** 2)
  const names: string[] = []
  const reader = headerReader(({ name }) => {
    names.push(name)
    return undefined
  })
  assert.equal(reader.push(goTar([{ Name: '/layers/big', Size: size }])), undefined)
  for (let left = size; left > 0; left -= piece.length) {
    assert.equal(reader.push(piece.subarray(0, Math.min(left, piece.length))), undefined)
  }
  assert.equal(reader.push(goTar([['/layers/next', 'y']])), undefined)
  assert.equal(reader.end(), undefined)
  assert.deepEqual(names, ['/layers/big', '/layers/next'])
})

const noKind = /is not a file, a directory or a symbolic link/
const records = /an extended header has "/

// The lifecycle does not write these into layers, or cannot unpack them.
const refused: Readonly<Record<string, readonly [entry: GoHeader, reason: RegExp]>> = {
  'a hard link': [{ Name: '/layers/h', Typeflag: '1', Linkname: '/layers/f' }, noKind],
  'a character device': [{ Name: '/layers/c', Typeflag: '3', Devmajor: 1 }, noKind],
  'a block device': [{ Name: '/layers/b', Typeflag: '4', Devmajor: 1 }, noKind],
  'a pipe': [{ Name: '/layers/p', Typeflag: '6' }, noKind],
  'a pipe with a long path': [{ Name: unsplittable, Typeflag: '6' }, noKind],
  'a contiguous file': [{ Name: '/layers/f', Typeflag: '7' }, noKind],
  'records for all that follows': [
    { Name: '', Typeflag: 'g', Mode: 0, PAXRecords: { comment: 'x' } },
    /a header has a number that is not octal/,
  ],
  'a time of fractions': [{ Name: '/layers/f', ModTime: '2026-01-01T00:00:00.5Z', Format: 'PAX' }, records],
  'a time of access': [{ Name: '/layers/f', AccessTime: '2026-01-01T00:00:00Z', Format: 'PAX' }, records],
  'a time that octal digits cannot hold': [{ Name: '/layers/f', ModTime: '2500-01-01T00:00:00Z' }, records],
  'a long name of a user': [{ Name: '/layers/f', Uname: 'x'.repeat(40) }, records],
  'an extended attribute': [{ Name: '/layers/f', PAXRecords: { 'SCHILY.xattr.a': 'x' } }, /is malformed/],
  'a record that nobody knows': [{ Name: '/layers/f', PAXRecords: { hdrcharset: 'BINARY' } }, records],
  'GNU’s format': [{ Name: '/layers/f', Format: 'GNU' }, /not in the USTAR format/],
  'GNU’s long name': [{ Name: unsplittable, Format: 'GNU' }, /not in the USTAR format/],
  'GNU’s binary number': [{ Name: '/layers/f', Uid: 3_000_000, Format: 'GNU' }, /not in the USTAR format/],
}

for (const [what, [entry, reason]] of Object.entries(refused)) {
  test(`Go’s tar of ${what} is refused`, () => {
    const { headers, refusal } = readOf(entry)
    assert.deepEqual(headers, [])
    assert.match(refusal ?? '', reason)
  })
}

test('the callback can refuse an entry and with it the tar', () => {
  const reader = headerReader(({ name }) => (name === '/layers/a' ? 'no a' : undefined))
  assert.equal(reader.push(tar), 'no a')
  assert.equal(reader.push(Buffer.alloc(512)), 'no a')
  assert.equal(reader.end(), 'no a')
})

test('unknown kinds of entries are refused', () => {
  for (const kind of ['1', '3', '4', '6', '7', 'g', 'L', 'S', '\0']) {
    const odd = changed(tar, (header) => header.write(kind, 156))
    assert.match(read(odd).refusal ?? '', /"\/layers" is not a file, a directory or a symbolic link/)
  }
})

test('headers that readers may understand differently are refused', () => {
  const changes: Readonly<Record<string, (header: Buffer) => void>> = {
    'in the USTAR format': (header) => header.write('ustar  \0', 257),
    'in the USTAR': (header) => header.write('tar\0', 508),
    octal: (header) => header.writeUInt8(0x80, 124),
    'not octal': (header) => header.write(' 777', 124),
    'that is not octal': (header) => header.write('x', 100),
    'number that is not octal': (header) => header.fill(0, 329, 345),
    'is not a file but has content': (header) => header.write('00000001000', 124),
  }
  for (const [reason, change] of Object.entries(changes)) {
    assert.match(read(changed(tar, change)).refusal ?? '', new RegExp(reason))
  }
  const unsummed = Buffer.from(tar)
  unsummed.write('/LAYERS', 0)
  assert.match(read(unsummed).refusal ?? '', /wrong checksum/)
})

/** A tar with an extended header with one record, as Go writes it except for the key. */
const withRecord = (key: string, value: string): Buffer => {
  const placeholder = 'Z'.repeat(key.length)
  const written = goTar([{ Name: '/layers/a', PAXRecords: { [placeholder]: value.replaceAll('\0', '.') } }])
  const at = written.indexOf(`${placeholder}=`)
  assert.ok(at > 512)
  written.write(`${key}=${value}`, at)
  return written
}

test('an extended header has no device numbers', () => {
  const odd = changed(withRecord('path', '/layers/b'), (header) => header.write('0000000\x000000000\0', 329))
  assert.match(read(odd).refusal ?? '', /a header has a number that is not octal/)
})

test('extended headers may have paths, sizes and owners, and no other records', () => {
  assert.deepEqual(read(withRecord('path', '/layers/b')), {
    headers: [{ type: 'file', name: '/layers/b' }],
    refusal: undefined,
  })
  assert.match(read(withRecord('size', '9999')).refusal ?? '', /is incomplete/)
  for (const key of ['GNU.sparse.name', 'hdrcharset', 'SCHILY.xattr.a', 'mtime']) {
    assert.match(read(withRecord(key, '1')).refusal ?? '', /an extended header/, key)
  }
  for (const [key, value] of [
    ['path', ''],
    ['path', 'a\0b'],
    ['size', '-1'],
    ['uid', 'x'],
  ] as const) {
    assert.match(read(withRecord(key, value)).refusal ?? '', /an extended header/, key)
  }
})

test('extended headers without an entry, in a row, or malformed are refused', () => {
  const header = withRecord('path', '/layers/b').subarray(0, 1024)
  assert.match(read(Buffer.concat([header, header, tar])).refusal ?? '', /two extended headers in a row/)
  assert.match(read(Buffer.concat([header, Buffer.alloc(1024)])).refusal ?? '', /has no entry/)
  const broken = Buffer.from(header)
  broken.write('99', 512)
  assert.match(read(Buffer.concat([broken, tar])).refusal ?? '', /malformed/)
})

test('a refusal shows names in one line', () => {
  const strange = read(withRecord('a\n::error::b', 'x')).refusal ?? ''
  const device = readOf({ Name: '/a\n::error::b', Typeflag: '3' }).refusal ?? ''
  for (const reason of [strange, device]) assert.match(reason, /^\P{Cc}+$/u)
})

test('an incomplete tar, and one with data after its end, is refused', () => {
  assert.match(read(tar.subarray(0, tar.length - 1024)).refusal ?? '', /is incomplete/)
  assert.match(read(tar.subarray(0, 700)).refusal ?? '', /is incomplete/)
  assert.match(read(Buffer.concat([tar, tar])).refusal ?? '', /data after its end/)
})

test('data that is not a tar is refused', () => {
  assert.match(read(Buffer.from('garbage')).refusal ?? '', /is incomplete/)
  assert.match(read(Buffer.alloc(512, 'garbage')).refusal ?? '', /USTAR/)
})
