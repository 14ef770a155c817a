import { digestOf } from '../../src/image/digest.ts'
import {
  config,
  type Document,
  describe,
  edited,
  imageFiles,
  index,
  indexFiles,
  layerDescriptor,
  layoutFiles,
  manifest,
} from './documents.ts'
import { corrupt, inconsistent, type LayoutRow, malformed, noJson, otherKind } from './layout-row.ts'
import { manifests } from './manifests.ts'
import type { SpecimenFolder } from './specimen.ts'

const { digest } = layerDescriptor
const listed = describe('manifest.v1+json', manifest)
const renamed = (own: Document): Document => ({ ...manifest, config: describe('config.v1+json', own) })
const docker = (kind: string, own: Document) => describe(`vnd.docker.${kind}`, own)

const ofConfig = (name: string, what: string, refusal: RegExp | undefined, own: Document): LayoutRow => [
  ...([name, what, refusal] as const),
  imageFiles(renamed(own), own),
]

const configs: readonly LayoutRow[] = [
  ofConfig(
    'config-control',
    'whose configuration has labels of any name',
    undefined,
    edited(config, '"a":"b"', '"__proto__":"x","constructor":"y","A":"","a":"b"'),
  ),
  ofConfig(
    'config-twice',
    'whose configuration has a field twice',
    /has "os" twice/,
    edited(config, '"os"', '"os":"windows","os"'),
  ),
  ofConfig('config-label', 'whose label is no text', malformed('image configuration'), {
    ...config,
    config: { Labels: { a: {} } },
  }),
  ofConfig('config-diff-id', 'whose diff ID is none', malformed('image configuration', 'rootfs.diff_ids.0'), {
    ...config,
    rootfs: { type: 'layers', diff_ids: ['x'] },
  }),
  ofConfig('config-diff-ids', 'whose configuration has more layers', inconsistent, {
    ...config,
    rootfs: { type: 'layers', diff_ids: [digest, digest] },
  }),
  ofConfig(
    'config-rootfs',
    'whose configuration has layers of another kind',
    malformed('image configuration', 'rootfs.type'),
    { ...config, rootfs: { type: 'x', diff_ids: [] } },
  ),
  ofConfig('config-none', 'whose configuration is empty', /contains no image/, {}),
  [
    'config-missing',
    'whose configuration is not there',
    /its manifest or its configuration is missing/,
    imageFiles(renamed({ x: 1 })),
  ],
]

const chain = (length: number): readonly Document[] => {
  const indexes: Document[] = [index(listed)]
  while (indexes.length < length) indexes.push(index(describe('index.v1+json', indexes.at(-1) ?? {})))
  return indexes.toReversed()
}
const [chained = {}, ...links] = chain(300)
const circle = digestOf('an index that would list this one')

const indexes: readonly LayoutRow[] = [
  ['index-control', 'with an index', undefined, indexFiles(index(listed))],
  ['index-chain', 'with an index in an index, 300 times', undefined, indexFiles(chained, ...links)],
  [
    'index-circle',
    'with an index that would list itself',
    /its manifest or its configuration is missing/,
    indexFiles(index(listed, { ...listed, mediaType: index().mediaType, digest: circle })),
  ],
  [
    'index-none',
    'with an index that lists nothing',
    /blobs that do not belong to the image/,
    indexFiles(index()),
  ],
  [
    'index-both',
    'with an index that has layers',
    malformed('index', 'layers'),
    indexFiles({ ...index(listed), layers: [] }),
  ],
  [
    'index-twice',
    'with an index that lists one image in two sizes',
    /twice, with different sizes/,
    indexFiles(index(listed, { ...listed, size: 1 })),
  ],
  [
    'index-other',
    'with an index that lists something else',
    /blobs that do not belong to the image/,
    indexFiles(index({ ...listed, mediaType: 'text/plain' })),
  ],
  [
    'index-kind',
    'with an index that lists an image as Docker’s',
    otherKind,
    indexFiles(index(docker('distribution.manifest.v2+json', manifest))),
  ],
  ['root-none', 'whose index.json lists nothing', /contains no image/, layoutFiles(index())],
  [
    'root-several',
    'whose index.json lists one image twice',
    undefined,
    layoutFiles(index(listed, listed), manifest, config),
  ],
  [
    'root-kind',
    'whose index.json lists something else',
    /not an image or an index/,
    layoutFiles(index({ ...listed, mediaType: '__proto__' }), manifest, config),
  ],
  [
    'root-size',
    'whose index.json has a wrong size for the manifest',
    corrupt,
    layoutFiles(index({ ...listed, size: 1 }), manifest, config),
  ],
  ['root-text', 'whose index.json is a text', noJson, layoutFiles(Buffer.from('index'))],
  [
    'stray',
    'with a blob that belongs to nothing',
    /blob that does not belong to the image/,
    layoutFiles(index(listed), manifest, config, { x: 1 }),
  ],
  [
    'missing',
    'without its manifest',
    /its manifest or its configuration is missing/,
    layoutFiles(index(listed), config),
  ],
]

/** Layouts of images with documents that an attacker wrote to mislead a reader. */
export const layouts = (): readonly SpecimenFolder[] =>
  [...manifests, ...configs, ...indexes].map(([name, what, refusal, files]) => ({
    name,
    what,
    refusal,
    files,
  }))
