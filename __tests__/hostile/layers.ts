import type { SpecimenFile } from './specimen.ts'
import { binarySize, extended, gnuLong, type RawEntry, rawTar, tarEnd } from './tar.ts'

/** The folder of the layer that these pretend to be. */
export const layerFolder = '/layers/acme_node/modules'

const around: readonly RawEntry[] = ['/layers', '/layers/acme_node', layerFolder].map((name) => ({
  name,
  flag: '5',
}))

const at = (name: string): string => `${layerFolder}/${name}`

const outside = /lies outside of \/layers\/acme_node\/modules/
const noKind = /is not a file, a directory or a symbolic link/
const noNumber = /a header has a number that is not octal/
const unknown = /an extended header has "/
const malformed = /an extended header is malformed/
const noEnd = /it is incomplete/

type Row = readonly [name: string, what: string, refusal: RegExp | undefined, ...entries: readonly RawEntry[]]

const rows: readonly Row[] = [
  ['control', 'as it should be', undefined, { name: at('a'), content: 'x' }],
  ['link', 'with a link to anywhere', undefined, { name: at('python'), flag: '2', link: '/usr/bin/python3' }],
  ['path', 'with a name in an extended header', undefined, extended({ path: at('ä') }), { name: 'x' }],
  ['outside', 'with a file of the app', outside, { name: '/workspace/x' }],
  ['beside', 'with a file of the next layer', outside, { name: '/layers/acme_node/modules.toml' }],
  ['relative', 'with a name that does not begin at the root', outside, { name: at('x').slice(1) }],
  [
    'climbs',
    'with a name that climbs',
    /is not a path|is not in a folder/,
    { name: at('../../../workspace/x') },
  ],
  [
    'prefix',
    'with a name that climbs in the field before',
    /is not in a folder/,
    { name: 'x', prefix: `${layerFolder}/..` },
  ],
  ['lines', 'with a name that has lines', outside, extended({ path: '/x\n::error::y' }), { name: 'x' }],
  [
    'behind-link',
    'with a file below a link',
    /is not in a folder of the layer/,
    { name: at('x'), flag: '2', link: '/workspace' },
    { name: at('x/y') },
  ],
  ['twice', 'with a name twice', /comes after/, { name: at('a') }, { name: at('a') }],
  ['order', 'with a name before an earlier one', /comes after/, { name: at('b') }, { name: at('a') }],
  ['hard-link', 'with a hard link', noKind, { name: at('x'), flag: '1', link: '/etc/passwd' }],
  ['device', 'with a device', noKind, { name: at('x'), flag: '3' }],
  ['pipe', 'with a named pipe', noKind, { name: at('x'), flag: '6' }],
  [
    'sparse',
    'with a sparse file of GNU’s',
    /is not in the USTAR format/,
    { name: at('x'), flag: 'S', magic: 'ustar  \0' },
  ],
  [
    'sparse-posix',
    'with a sparse file of POSIX',
    malformed,
    extended({ 'GNU.sparse.name': 'x' }),
    { name: at('x') },
  ],
  ['gnu', 'with a name in GNU’s form', /is not in the USTAR format/, gnuLong('L', at('x'))],
  [
    'gnu-posix',
    'with a name in GNU’s form, in a header of POSIX',
    noKind,
    { ...gnuLong('L', at('x')), magic: 'ustar\u000000' },
  ],
  ['global', 'with a global header', noKind, extended({ path: at('x') }, 'g')],
  [
    'nul',
    'with a NUL in an extended header',
    malformed,
    extended({ path: `${at('x')}\0y` }),
    { name: at('x') },
  ],
  [
    'attribute',
    'with an extended attribute',
    malformed,
    extended({ 'SCHILY.xattr.user.x': 'y' }),
    { name: at('x') },
  ],
  ['charset', 'with a character set', unknown, extended({ hdrcharset: 'BINARY' }), { name: at('x') }],
  [
    'extended-twice',
    'with two extended headers',
    /two extended headers in a row/,
    extended({ path: at('x') }),
    extended({ path: at('y') }),
  ],
  [
    'extended-large',
    'with an extended header of 2 MiB',
    /an extended header has 2\d+ bytes/,
    extended({ path: 'x'.repeat(2 ** 21) }),
  ],
  ['extended-empty', 'with an empty extended header', /an extended header has 0 bytes/, extended({})],
  ['size-negative', 'with a negative size', noNumber, { name: at('x'), size: '-0000000001' }],
  [
    'size-binary',
    'with a size in GNU’s binary form',
    noNumber,
    { name: at('x'), size: binarySize(1n), content: 'x' },
  ],
  ['size-blank', 'with a size after blanks', noNumber, { name: at('x'), size: '          0' }],
  [
    'size-large',
    'with a file whose size is more than there is',
    noEnd,
    { name: at('x'), size: '00777777777' },
  ],
  [
    'size-small',
    'with a file that is longer than it says',
    /is not in the USTAR format/,
    { name: at('x'), size: '00000000000', content: 'x' },
  ],
  [
    'size-extended',
    'with a negative size in an extended header',
    unknown,
    extended({ size: '-1' }),
    { name: at('x') },
  ],
  [
    'size-folder',
    'with a folder that has a content',
    /is not a file but has content/,
    { name: at('x'), flag: '5', content: 'x' },
  ],
  ['sum', 'with a header whose sum is wrong', /wrong checksum/, { name: at('x'), wrongSum: 1 }],
]

const whole = rawTar(around)

const streams: readonly (readonly [string, string, RegExp | undefined, Buffer])[] = [
  ['alone', 'with nothing in its folder', undefined, whole],
  ['padded', 'with more blocks at its end', undefined, Buffer.concat([whole, tarEnd])],
  ['no-end', 'without the blocks at its end', noEnd, rawTar(around, Buffer.alloc(0))],
  ['cut', 'that ends in a header', noEnd, whole.subarray(0, 700)],
  ['more', 'with another tar after its end', /has data after its end/, Buffer.concat([whole, whole])],
  ['orphan', 'without the folders around it', /is not in a folder of the layer/, rawTar([{ name: at('x') }])],
  [
    'linked',
    'whose folder is a link',
    /is not a folder/,
    rawTar([{ name: '/layers', flag: '2', link: '/workspace' }]),
  ],
  ['text', 'that is a text', /is not in the USTAR format/, Buffer.alloc(2048, 'hello ')],
  ['empty', 'that is empty', noEnd, Buffer.alloc(0)],
]

/** Tars of a layer of a buildpack that a hostile cache may give back. */
export const layers = (): readonly SpecimenFile[] => [
  ...rows.map(([name, what, refusal, ...entries]) => ({
    ...{ name: `${name}.tar`, what, refusal },
    bytes: rawTar([...around, ...entries]),
  })),
  ...streams.map(([name, what, refusal, bytes]) => ({ name: `${name}.tar`, what, refusal, bytes })),
]
