import { crc32 } from 'node:zlib'
import { digestOf, hexOf } from '../../src/image/digest.ts'
import type { SpecimenFile } from './specimen.ts'
import { type ZipFile, zipOf } from './zip.ts'

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))

const pathOf = (content: Uint8Array): string => `blobs/sha256/${hexOf(digestOf(content))}`

const blob = (content: Buffer | string): ZipFile => ({
  name: pathOf(Buffer.from(content)),
  content: Buffer.from(content),
})

const described = (kind: string, content: Uint8Array) => ({
  mediaType: `application/vnd.oci.image.${kind}`,
  digest: digestOf(content),
  size: content.length,
})

const layer = Buffer.alloc(1000, 'layer')
const config = json({
  ...{ os: 'linux', architecture: 'amd64' },
  rootfs: { type: 'layers', diff_ids: [digestOf(layer)] },
})
const manifest = json({
  schemaVersion: 2,
  config: described('config.v1+json', config),
  layers: [described('layer.v1.tar', layer)],
})
const marker: ZipFile = { name: 'oci-layout', content: json({ imageLayoutVersion: '1.0.0' }) }
const index: ZipFile = {
  name: 'index.json',
  content: json({ schemaVersion: 2, manifests: [described('manifest.v1+json', manifest)] }),
}
const layout: readonly ZipFile[] = [marker, index, ...[manifest, config, layer].map(blob)]

const noPart = /which does not belong to an OCI image layout/
const unreadable = /its entry ".*" cannot be read/
const noZip = /not a zip file|end of central directory|invalid|unexpected EOF/i
const large = Buffer.alloc(4 * 1024 * 1024 + 1, ' ')

const unicodeName = (name: string, real: string): Buffer => {
  const [sum, text] = [Buffer.alloc(4), Buffer.from(name)]
  sum.writeUInt32LE(crc32(real))
  const size = Buffer.alloc(2)
  size.writeUInt16LE(1 + sum.length + text.length)
  return Buffer.concat([Buffer.from([0x75, 0x70]), size, Buffer.of(1), sum, text])
}

type Row = readonly [name: string, what: string, refusal: RegExp | undefined, bytes: () => Buffer]

const withFiles =
  (...more: readonly ZipFile[]) =>
  (): Buffer =>
    zipOf([...layout, ...more])

const hex = 'a'.repeat(64)

const strangeNames: readonly (readonly [string, string | Buffer])[] = [
  ['climbs', '../evil'],
  ['climbs-inside', 'blobs/sha256/../../../evil'],
  ['from-root', '/etc/cron.d/evil'],
  ['drive', 'C:/evil'],
  ['backslash', '..\\evil'],
  ['backslash-inside', 'blobs\\sha256\\evil'],
  ['below-blob', `blobs/sha256/${hex}/evil`],
  ['digest-upper', `blobs/sha256/${hex.toUpperCase()}`],
  ['digest-line', `blobs/sha256/${hex}\n`],
  ['digest-nul', `blobs/sha256/${hex}\0`],
  ['digest-other', `blobs/sha512/${hex}`],
  ['dot', './oci-layout'],
  ['case', 'OCI-LAYOUT'],
  ['other', 'manifest.json'],
  ['folder', 'evil/'],
  ['empty', ''],
  ['no-utf8', Buffer.from([0xff, 0xfe, 0x0a, 0x1b])],
  ['lines', '\u001b[31m\n::error::x'],
]

const rows: readonly Row[] = [
  ['control', 'as it should be', undefined, withFiles()],
  [
    'control-compressed',
    'that is compressed',
    undefined,
    () => zipOf(layout.map((file) => ({ ...file, compressed: true }))),
  ],
  [
    'control-zip64',
    'in zip64 form',
    undefined,
    () => zipOf(layout.map((file) => ({ ...file, zip64: true }))),
  ],
  [
    'control-folders',
    'with entries for its folders',
    undefined,
    () =>
      zipOf([
        ...['blobs/', 'blobs/sha256/'].map((name) => ({ name, content: Buffer.alloc(0), mode: 0o40755 })),
        ...layout,
      ]),
  ],
  ...strangeNames.map(
    ([name, path]): Row => [
      `name-${name}`,
      `with the name ${JSON.stringify(path.toString())}`,
      noPart,
      withFiles({ name: path, content: Buffer.alloc(0) }),
    ],
  ),
  [
    'name-unicode-field',
    'whose extra field has another name, which does not count',
    undefined,
    () => zipOf([{ ...marker, extra: unicodeName('../evil', 'oci-layout') }, ...layout.slice(1)]),
  ],
  [
    'name-local',
    'whose files call themselves otherwise, which does not count',
    undefined,
    () => zipOf([{ ...marker, local: { name: '../../evil' } }, ...layout.slice(1)]),
  ],
  ['name-twice', 'with a name twice', /, twice\./, withFiles(marker)],
  [
    'link',
    'with a symbolic link',
    /which is not a regular file/,
    withFiles({ ...blob('/etc/passwd'), mode: 0o120777 }),
  ],
  ['device', 'with a device', /which is not a regular file/, withFiles({ ...blob('x'), mode: 0o060666 })],
  [
    'encrypted',
    'with an encrypted file',
    /which is encrypted/,
    withFiles({ ...blob('x'), flags: 1, compressed: true }),
  ],
  [
    'encrypted-strongly',
    'with a strongly encrypted file',
    /encryption/,
    withFiles({ ...blob('x'), flags: 0x41 }),
  ],
  [
    'method',
    'compressed by an unknown method',
    /compressed by an unknown method/,
    withFiles({ ...blob('x'), method: 93 }),
  ],
  [
    'size-small',
    'with a file that is longer than it says',
    unreadable,
    withFiles({ ...blob('x'.repeat(1_000_000)), compressed: true, size: 10 }),
  ],
  [
    'size-large',
    'with a file that is shorter than it says',
    unreadable,
    withFiles({ ...blob('x'), compressed: true, size: 10 }),
  ],
  [
    'size-local',
    'whose file says another size than the directory, which counts',
    undefined,
    () => zipOf([{ ...marker, local: { size: 7 } }, ...layout.slice(1)]),
  ],
  [
    'size-zip64',
    'with a file of 2^60 bytes',
    /which exceeds the limit/,
    withFiles({ ...blob('x'), zip64: true, size: 2 ** 60, compressed: true }),
  ],
  [
    'size-total',
    'with files of 200 GB',
    /which exceeds the limit/,
    withFiles(
      ...['a', 'b', 'c', 'd'].map((text) => ({ ...blob(text), zip64: true, size: 5e10, compressed: true })),
    ),
  ],
  [
    'marker-large',
    'whose marker is too large',
    /its oci-layout has 4194305 bytes/,
    () => zipOf([{ name: 'oci-layout', content: large, compressed: true }, ...layout.slice(1)]),
  ],
  [
    'index-large',
    'whose index is too large',
    /its index\.json has 4194305 bytes/,
    () => zipOf([marker, { name: 'index.json', content: large, compressed: true }, ...layout.slice(2)]),
  ],
  ['no-marker', 'without a marker', /it has no oci-layout/, () => zipOf(layout.slice(1))],
  ['no-index', 'without an index', /it has no index\.json/, () => zipOf([marker, ...layout.slice(2)])],
  ['overlap', 'whose files overlap', /is not what its name says/, withFiles({ ...blob('x'), offset: 0 })],
  ['offset-behind', 'with a file after its end', unreadable, withFiles({ ...blob('x'), offset: 0x7fffffff })],
  [
    'blob-other',
    'with a blob that is not what its name says',
    /is not what its name says/,
    withFiles({ ...blob('right'), content: Buffer.from('wrong') }),
  ],
  [
    'blob-more',
    'with a blob that is no part of the image',
    /blob that does not belong to the image/,
    withFiles(blob('more')),
  ],
  [
    'entries',
    'with 10,001 files',
    /entries; at most 10000/,
    withFiles(...Array.from({ length: 10_001 }, (_, nth) => blob(String(nth)))),
  ],
  ['entries-more', 'that says it has more entries', noZip, () => zipOf(layout, layout.length + 1)],
  ['before', 'after another file', noZip, () => Buffer.concat([Buffer.alloc(100), withFiles()()])],
  ['behind', 'with other data after its end', noZip, () => Buffer.concat([withFiles()(), Buffer.alloc(100)])],
  ['cut', 'that is cut', noZip, () => withFiles()().subarray(0, -30)],
  ['cut-before', 'without its beginning', noZip, () => withFiles()().subarray(500)],
  ['empty', 'that is empty', noZip, () => Buffer.alloc(0)],
  ['text', 'that is a text', noZip, () => Buffer.from('no zip')],
]

/** Archives of artifacts, which should each have a layout in it, as anyone who can upload one may make them. */
export const artifacts = (): readonly SpecimenFile[] =>
  rows.map(([name, what, refusal, bytes]) => ({ name: `${name}.zip`, what, refusal, bytes: bytes() }))
