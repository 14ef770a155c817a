import {
  bytesOf,
  type Document,
  edited,
  imageFiles,
  index,
  layer,
  layerDescriptor,
  manifest,
} from './documents.ts'
import { corrupt, inconsistent, type LayoutRow, malformed, noJson, otherKind } from './layout-row.ts'

const { digest } = layerDescriptor
const ofLayer = (change: object): Document => ({ ...manifest, layers: [{ ...layerDescriptor, ...change }] })
const nested = (depth: number): string => '[{"x":'.repeat(depth) + 1 + '}]'.repeat(depth)
const withField = (text: string): Buffer => edited(manifest, '"schemaVersion"', `${text},"schemaVersion"`)
const ofManifest = (name: string, what: string, refusal: RegExp | undefined, own: Document): LayoutRow => [
  ...([name, what, refusal] as const),
  imageFiles(own),
]
/** Layouts of an image whose manifest is odd. */
export const manifests: readonly LayoutRow[] = [
  ofManifest('control', 'as it should be', undefined, manifest),
  ofManifest('unknown-field', 'with an unknown field', undefined, withField('"x":[1]')),
  ofManifest('prototype', 'with a field "__proto__"', undefined, withField('"__proto__":{"polluted":true}')),
  ofManifest(
    'constructor',
    'with a field "constructor"',
    undefined,
    withField('"constructor":{"prototype":1}'),
  ),
  ofManifest(
    'foreign-layer',
    'with a layer that says where else it is, which is not asked',
    undefined,
    ofLayer({ urls: ['http://169.254.169.254/'] }),
  ),
  ofManifest(
    'data',
    'with a layer that has other data in it, which do not count',
    undefined,
    ofLayer({ data: 'eA==' }),
  ),
  ofManifest('twice', 'with its layers twice', /has "layers" twice/, withField('"layers":[]')),
  ofManifest(
    'other-case',
    'with its layers in two spellings',
    /differs from a known one only in case/,
    withField('"Layers":[]'),
  ),
  ofManifest(
    'both',
    'with manifests as well',
    malformed('manifest', 'manifests'),
    withField('"manifests":[]'),
  ),
  ofManifest(
    'deep',
    'with lists that are deep inside of each other',
    /has more than 500/,
    withField(`"x":${nested(300)}`),
  ),
  ofManifest(
    'deepest',
    'with lists that would fill a stack',
    /has more than 500/,
    withField(`"x":${nested(100_000)}`),
  ),
  ofManifest('version', 'of another version', malformed('manifest', 'schemaVersion'), {
    ...manifest,
    schemaVersion: 1,
  }),
  ofManifest('version-text', 'whose version is a text', malformed('manifest', 'schemaVersion'), {
    ...manifest,
    schemaVersion: '2',
  }),
  ofManifest('layers-object', 'whose layers are no list', malformed('manifest', 'layers'), {
    ...manifest,
    layers: { length: 1 },
  }),
  ofManifest(
    'layers-null',
    'whose layers are null, and not those of its configuration',
    /is inconsistent: its manifest lists 0 layers/,
    {
      ...manifest,
      layers: null,
    },
  ),
  ofManifest('config-null', 'whose configuration is null', malformed('manifest', 'config'), {
    ...manifest,
    config: null,
  }),
  ofManifest(
    'size-negative',
    'with a negative size',
    malformed('manifest', 'layers.0.size'),
    ofLayer({ size: -1 }),
  ),
  ofManifest(
    'size-float',
    'with a size that is not whole',
    malformed('manifest', 'layers.0.size'),
    ofLayer({ size: 1.5 }),
  ),
  ofManifest(
    'size-huge',
    'with a size of 2^64',
    malformed('manifest', 'layers.0.size'),
    ofLayer({ size: 2 ** 64 }),
  ),
  ofManifest(
    'size-endless',
    'with a size of 1e999',
    malformed('manifest', 'layers.0.size'),
    edited(manifest, `"size":${layer.length}`, '"size":1e999'),
  ),
  ofManifest(
    'size-text',
    'with a size that is a text',
    malformed('manifest', 'layers.0.size'),
    ofLayer({ size: '100' }),
  ),
  ofManifest('size-wrong', 'with a size that is wrong', corrupt, ofLayer({ size: layer.length + 1 })),
  ofManifest(
    'digest-upper',
    'with a digest in upper case',
    malformed('manifest', 'layers.0.digest'),
    ofLayer({ digest: digest.toUpperCase() }),
  ),
  ofManifest(
    'digest-other',
    'with a digest of another algorithm',
    malformed('manifest', 'layers.0.digest'),
    ofLayer({ digest: `sha512:${'0'.repeat(128)}` }),
  ),
  ofManifest(
    'digest-path',
    'with a digest that is a path',
    malformed('manifest', 'layers.0.digest'),
    ofLayer({ digest: 'sha256:../../../etc/passwd' }),
  ),
  ofManifest(
    'digest-line',
    'with a digest and a line end',
    malformed('manifest', 'layers.0.digest'),
    ofLayer({ digest: `${digest}\n` }),
  ),
  ofManifest(
    'annotation',
    'with an annotation that is no text',
    malformed('manifest', 'annotations.x ::error::y'),
    {
      ...manifest,
      annotations: { 'x\n::error::y': 1 },
    },
  ),
  ofManifest('media-type', 'that says it is an index', otherKind, {
    ...manifest,
    mediaType: index().mediaType,
  }),
  ofManifest('layers-more', 'with more layers than its configuration', inconsistent, {
    ...manifest,
    layers: [layerDescriptor, layerDescriptor],
  }),
  ofManifest('layers-none', 'with fewer layers than its configuration', inconsistent, {
    ...manifest,
    layers: [],
  }),
  ofManifest(
    'mark',
    'after a byte order mark',
    noJson,
    Buffer.concat([Buffer.from('\ufeff'), bytesOf(manifest)]),
  ),
  ofManifest('utf16', 'in UTF-16', noJson, Buffer.from(bytesOf(manifest).toString(), 'utf16le')),
  ofManifest(
    'utf8',
    'with a text that is not UTF-8, which is read as Go reads it',
    undefined,
    Buffer.concat([
      Buffer.from('{"x":"'),
      Buffer.of(0xff, 0xc0, 0x80),
      Buffer.from(`",${bytesOf(manifest).toString().slice(1)}`),
    ]),
  ),
  ofManifest(
    'more',
    'with other data after it',
    noJson,
    Buffer.concat([bytesOf(manifest), Buffer.from('{}')]),
  ),
  ofManifest('empty', 'that is empty', noJson, Buffer.alloc(0)),
  ofManifest('null', 'that is null', malformed('manifest'), Buffer.from('null')),
  ofManifest('list', 'that is a list', malformed('manifest'), Buffer.from('[]')),
  ofManifest(
    'large',
    'of more than 4 MiB',
    /The limit is 4194304 bytes/,
    Buffer.concat([bytesOf(manifest), Buffer.alloc(4 * 1024 * 1024, ' ')]),
  ),
]
