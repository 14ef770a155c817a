import { gzipSync } from 'node:zlib'
import type { SpecimenFile } from './specimen.ts'
import { binarySize, extended, gnuLong, type RawEntry, rawTar } from './tar.ts'

const buildpack: readonly RawEntry[] = [
  { name: 'buildpack.toml', content: 'api = "0.10"\n[buildpack]\nid = "acme/one"\nversion = "1.0.0"\n' },
  { name: 'bin', flag: '5' },
  { name: 'bin/build', content: '#!/bin/sh\n' },
  { name: 'bin/detect', content: '#!/bin/sh\n' },
]

const twice = /it has "bin\/build" twice/
const outside = /is outside the archive/
const leadsOut = /is a link that leads outside/
const noKind = /is not a file, a directory or a link/
const noTar = /it is not a complete tar archive/
const noSize = /has an impossible size/
const noName = /contains a NUL/

type Row = readonly [name: string, what: string, refusal: RegExp | undefined, ...entries: readonly RawEntry[]]

const rows: readonly Row[] = [
  ['control', 'as it should be', undefined],
  ['name-from-root', 'with a name from the root, which is inside', undefined, { name: '/etc/passwd' }],
  ['name-dots', 'with a name that climbs', outside, { name: '../evil' }],
  [
    'name-dots-inside',
    'with a name that climbs further than it descended',
    outside,
    { name: 'a/../../evil' },
  ],
  [
    'name-dots-lines',
    'with a name that climbs and has lines',
    outside,
    extended({ path: '../a\n::error::b' }),
  ],
  [
    'name-dots-prefix',
    'with a name that climbs in the field before',
    outside,
    { name: 'x', prefix: '../..' },
  ],
  ['name-long', 'with a name of 2,000 characters', /is too long/, extended({ path: 'x'.repeat(2000) })],
  ['name-empty', 'with an entry for its own folder', undefined, { name: './', flag: '5' }],
  ['name-pax', 'with a name in an extended header', undefined, extended({ path: 'docs/a\nb' })],
  ['name-gnu', 'with a name in GNU’s form', undefined, gnuLong('L', `docs/${'x'.repeat(150)}`)],
  ['name-nul', 'with a name that continues after a NUL', noName, extended({ path: 'bin/build\0/x' })],
  ['name-gnu-nul', 'with a name in GNU’s form, and a NUL in it', twice, gnuLong('L', 'bin/build\0x')],
  ['name-twice', 'with a name twice', twice, { name: 'bin/build' }],
  ['name-twice-otherwise', 'with a name twice, the second time otherwise', twice, { name: './bin//build' }],
  ['name-case', 'with names that differ in case, which differ on Linux', undefined, { name: 'BIN/build' }],
  ['name-unicode', 'with a name in two Unicode forms', undefined, { name: 'é' }, { name: 'e\u0301' }],
  [
    'name-global',
    'whose global header gives all one name, which does not count',
    undefined,
    extended({ path: 'bin/build' }, 'g'),
  ],
  ['link', 'with a link that stays inside', undefined, { name: 'bin/x', flag: '2', link: '../bin/./build' }],
  ['link-out', 'with a link that climbs out', leadsOut, { name: 'bin/x', flag: '2', link: '../..' }],
  ['link-absolute', 'with a link from the root', leadsOut, { name: 'x', flag: '2', link: '/etc/passwd' }],
  ['link-empty', 'with a link to nothing', leadsOut, { name: 'x', flag: '2' }],
  [
    'link-by-link',
    'with a link that climbs out through another link',
    leadsOut,
    { name: 'a/b/top', flag: '2', link: '../..' },
    { name: 'x', flag: '2', link: 'a/b/top/..' },
  ],
  ['link-nul', 'with a link target that continues after a NUL', noName, extended({ linkpath: 'x\0/..' })],
  [
    'behind-link',
    'with a file below a link',
    /has a path through a link/,
    { name: 'x', flag: '2', link: 'bin' },
    { name: 'x/build' },
  ],
  ['hard-link', 'with a hard link', undefined, { name: 'x', flag: '1', link: './bin/build' }],
  ['hard-link-out', 'with a hard link to what is outside', outside, { name: 'x', flag: '1', link: '../x' }],
  [
    'hard-link-nowhere',
    'with a hard link to what is not there',
    /is not an earlier file/,
    { name: 'x', flag: '1', link: 'y' },
  ],
  [
    'hard-link-link',
    'with a hard link to a symbolic one',
    /is not an earlier file/,
    { name: 'x', flag: '2', link: 'bin' },
    { name: 'y', flag: '1', link: 'x' },
  ],
  ['device-character', 'with a character device', noKind, { name: 'x', flag: '3' }],
  ['device-block', 'with a block device', noKind, { name: 'x', flag: '4' }],
  ['pipe', 'with a named pipe', noKind, { name: 'x', flag: '6' }],
  ['contiguous', 'with a contiguous file', noKind, { name: 'x', flag: '7' }],
  ['sparse', 'with a sparse file of GNU’s', noKind, { name: 'x', flag: 'S', magic: 'ustar  \0' }],
  ['unknown-flag', 'with an entry of no known kind', noKind, { name: 'x', flag: 'Z' }],
  ['size-large', 'with a file whose size is more than there is', noTar, { name: 'x', size: '00777777777' }],
  [
    'size-small',
    'with a file that is longer than it says',
    noTar,
    { name: 'x', size: '00000000000', content: 'x' },
  ],
  ['size-negative', 'with a negative size', noTar, { name: 'x', size: '-0000000001' }],
  ['size-no-number', 'with a size that is no number', noTar, { name: 'x', size: 'abcdefghijkl' }],
  [
    'size-binary',
    'with a size in GNU’s binary form',
    undefined,
    { name: 'x', size: binarySize(1n), content: 'x' },
  ],
  [
    'size-binary-negative',
    'with a negative size in binary form',
    noTar,
    { name: 'x', size: binarySize(-2n) },
  ],
  [
    'size-binary-no-sign',
    'with a size in binary form without a sign',
    noSize,
    { name: 'x', size: Buffer.alloc(12, 0xc3) },
  ],
  ['size-binary-huge', 'with a size of 2^63-1', noSize, { name: 'x', size: binarySize(2n ** 63n - 1n) }],
  [
    'size-pax-negative',
    'with a negative size in an extended header',
    noTar,
    extended({ size: '-1' }),
    { name: 'x' },
  ],
  ['size-pax-huge', 'with a size of 30 digits', noSize, extended({ size: '9'.repeat(30) }), { name: 'x' }],
  ['pax-empty', 'with an empty extended header', undefined, { ...extended({}), content: '' }, { name: 'x' }],
  [
    'pax-negative',
    'with an extended header of negative size',
    noTar,
    { ...extended({}), size: '-0000000001' },
  ],
  ['pax-large', 'with an extended header of 5 MiB', noTar, extended({ path: 'x'.repeat(5 * 2 ** 20) })],
  [
    'pax-prototype',
    'with a record called as an object’s prototype',
    undefined,
    extended({ __proto__: 'x' }),
    { name: 'x' },
  ],
  ['sum-wrong', 'with a header whose sum is wrong', noTar, { name: 'x', wrongSum: 1 }],
  ['format-unknown', 'with a header of no known format', noTar, { name: 'x', magic: 'x' }],
]

// An extended header says something of an entry, so there is one.
const withEntry = (entries: readonly RawEntry[]): readonly RawEntry[] =>
  entries.length === 1 && /^[xLg]$/.test(entries[0]?.flag ?? '')
    ? [...entries, { name: 'x', flag: refersToLink(entries[0]) ? '2' : '0' }]
    : entries

const refersToLink = (entry: RawEntry | undefined): boolean => String(entry?.content).includes(' linkpath=')

const whole = rawTar(buildpack)

const streams: readonly (readonly [string, string, RegExp | undefined, () => Buffer])[] = [
  ['gzip', 'that is compressed', undefined, () => gzipSync(whole)],
  [
    'gzip-cut',
    'that is compressed and cut',
    /its gzip data is damaged/,
    () => gzipSync(whole).subarray(0, -20),
  ],
  ['gzip-wrong', 'whose compression is broken', /its gzip data is damaged/, () => damaged(gzipSync(whole))],
  [
    'gzip-more',
    'with other data after its compression',
    undefined,
    () => Buffer.concat([gzipSync(whole), Buffer.alloc(9)]),
  ],
  ['bomb', 'that unpacks to a thousand times its size', /it unpacks to more than/, bomb],
  ['cut', 'that ends in a header', noTar, () => whole.subarray(0, 700)],
  ['no-end', 'without the blocks at its end', undefined, () => rawTar(buildpack, Buffer.alloc(0))],
  ['text', 'that is a text', noTar, () => Buffer.alloc(2048, 'hello ')],
  ['empty', 'that is empty', /is not a buildpack/, () => Buffer.alloc(0)],
]

const damaged = (bytes: Buffer): Buffer => {
  bytes.fill(0xff, 40, 80)
  return bytes
}

function bomb(): Buffer {
  return gzipSync(rawTar([...buildpack, { name: 'x', content: Buffer.alloc(70_000_000) }]), { level: 1 })
}

/** Archives of a buildpack's folder, as a stranger may offer them. */
export const buildpackArchives = (): readonly SpecimenFile[] => [
  ...rows.map(([name, what, refusal, ...entries]) => ({
    ...{ name: `${name}.tar`, what, refusal },
    bytes: rawTar([...buildpack, ...withEntry(entries)]),
  })),
  ...streams.map(([name, what, refusal, make]) => ({ name: `${name}.tgz`, what, refusal, bytes: make() })),
]
