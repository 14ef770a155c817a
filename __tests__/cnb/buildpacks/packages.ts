import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { gzipSync } from 'node:zlib'
import { type Header, pack } from 'tar-stream'
import type { BuilderBuildpacks } from '../../../src/cnb/builder/builder.ts'
import type { Descriptor } from '../../../src/image/descriptor.ts'
import { digestOf, hexOf } from '../../../src/image/digest.ts'
import { parsePlatform } from '../../../src/image/platform.ts'
import type { TarEntry } from '../../../src/tar/write.ts'
import { type Content, ociTypes, temporaryFolder } from '../../image/image.ts'
import { bytesOf, client } from '../../registry/registry-client.ts'

export type ArchiveEntry = readonly [
  header: Partial<Header> & Pick<Header, 'name'>,
  content?: string | Buffer,
]

/** A tar archive in memory. */
export const tarOf = async (entries: readonly ArchiveEntry[]): Promise<Buffer> => {
  const archive = pack()
  for (const [header, content] of entries) {
    if (content === undefined) archive.entry(header)
    else archive.entry(header, content)
  }
  archive.finalize()
  const chunks: Uint8Array[] = []
  for await (const chunk of archive) if (chunk instanceof Uint8Array) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** A buildpack as the tests name it: `acme/node@1.0.0`. */
type Name = `${string}@${string}`

const split = (name: string): { readonly id: string; readonly version: string } => {
  const [id = '', version = ''] = name.split('@')
  return { id, version }
}

/** The text of a buildpack.toml. */
export const buildpackToml = (name: Name, api = '0.10'): string => {
  const { id, version } = split(name)
  return `api = "${api}"\n[buildpack]\nid = "${id}"\nversion = "${version}"\n`
}

/** The files of a buildpack, as a folder or at the top of an archive has them. */
export const buildpackFiles = (name: Name, api?: string): Readonly<Record<string, string>> => ({
  'buildpack.toml': buildpackToml(name, api),
  'bin/build': '#!/bin/sh\n',
  'bin/detect': '#!/bin/sh\n',
})

/** The entries of a buildpack's layer as pack writes them: their names begin at the root. */
export const layerOf = (name: Name, files = buildpackFiles(name)): readonly ArchiveEntry[] => {
  const { id, version } = split(name)
  const parent = `/cnb/buildpacks/${id.replaceAll('/', '_')}`
  const folders = ['/cnb', '/cnb/buildpacks', parent, `${parent}/${version}`]
  return [
    ...folders.map((folder): ArchiveEntry => [{ name: folder, type: 'directory' }]),
    ...Object.entries(files).map(
      ([file, text]): ArchiveEntry => [{ name: `${parent}/${version}/${file}`, mode: 0o755 }, text],
    ),
  ]
}

/** What is off about a package. */
export interface PackageChange {
  readonly labels?: (labels: Record<string, string>) => Record<string, string | undefined>
  /** The layers' entries, instead of those that there should be. */
  readonly entries?: readonly (readonly ArchiveEntry[])[]
  /** The layers' bytes, instead of the right ones. */
  readonly compress?: (tar: Buffer) => Buffer
  readonly mediaType?: string
}

/** A package of buildpacks, the main one first, with a layer for each list of names. */
export const packageOf = async (
  layers: readonly (readonly Name[])[],
  change: PackageChange = {},
): Promise<Content> => {
  const [main = ''] = layers.flat()
  const compress = change.compress ?? ((tar) => gzipSync(tar))
  const archives = await Promise.all(
    layers.map(async (names, position) => {
      const tar = await tarOf(
        change.entries?.[position] ?? names.flatMap((name) => layerOf(name)).filter(isFirstOfName()),
      )
      return { names, tar, blob: compress(tar), diffId: digestOf(tar) }
    }),
  )
  const inLayers: Record<string, Record<string, unknown>> = {}
  for (const { names, diffId } of archives) {
    for (const { id, version } of names.map(split)) {
      inLayers[id] = { ...inLayers[id], [version]: { api: '0.10', layerDiffID: diffId } }
    }
  }
  const labels = {
    'io.buildpacks.buildpackage.metadata': JSON.stringify(split(main)),
    'io.buildpacks.buildpack.layers': JSON.stringify(inLayers),
  }
  const config = Buffer.from(
    JSON.stringify({
      os: 'linux',
      architecture: 'amd64',
      config: { Labels: change.labels?.(labels) ?? labels },
      rootfs: { type: 'layers', diff_ids: archives.map(({ diffId }) => diffId) },
    }),
  )
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: ociTypes.manifest,
      config: describe(ociTypes.config, config),
      layers: archives.map(({ blob }) => describe(change.mediaType ?? ociTypes.layer, blob)),
    }),
  )
  const blobs = [manifest, config, ...archives.map(({ blob }) => blob)]
  return {
    descriptor: describe(ociTypes.manifest, manifest),
    blobs: new Map(blobs.map((bytes) => [digestOf(bytes), bytes])),
  }
}

const isFirstOfName = (): ((entry: ArchiveEntry) => boolean) => {
  const seen = new Set<string>()
  return ([{ name }]) => seen.size < seen.add(name).size
}

const describe = (mediaType: string, bytes: Uint8Array): Descriptor => ({
  mediaType,
  digest: digestOf(bytes),
  size: bytes.length,
})

/** A package as a `.cnb` file has it. */
export const cnbFile = async (t: TestContext, { descriptor, blobs }: Content): Promise<string> => {
  const path = join(await temporaryFolder(t), 'package.cnb')
  const index = JSON.stringify({ schemaVersion: 2, manifests: [descriptor] })
  const files: readonly ArchiveEntry[] = [
    ...[...blobs].map(
      ([digest, bytes]): ArchiveEntry => [{ name: `/blobs/sha256/${hexOf(digest)}` }, Buffer.from(bytes)],
    ),
    [{ name: '/index.json' }, index],
    [{ name: '/oci-layout' }, '{"imageLayoutVersion":"1.0.0"}'],
  ]
  await writeFile(path, await tarOf(files))
  return path
}

/** A builder with these buildpacks and this order. */
export const builderWith = (
  names: readonly Name[],
  order: readonly (readonly string[])[] | undefined = [names],
  change: Partial<BuilderBuildpacks> = {},
): { readonly buildpacks: BuilderBuildpacks; readonly lifecycleVersion: string } => ({
  lifecycleVersion: '0.21.0',
  buildpacks: {
    all: names.map(split),
    order: order.map((group) => group.map((name) => (name.includes('@') ? split(name) : { id: name }))),
    diffIds: new Map(),
    apis: ['0.9', '0.10'],
    stackId: 'acme.stack',
    ...change,
  },
})

export const sources = { registry: client().registry, platform: parsePlatform('linux/amd64') }

/** What an entry is, where, and whose: `755 0:0 file cnb/buildpacks/…`. */
export const told = async (entries: AsyncIterable<TarEntry>): Promise<readonly string[]> => {
  const lines: string[] = []
  for await (const entry of entries) {
    const { name, mode, owner, type } = entry
    if (entry.type === 'file' && !(entry.content instanceof Uint8Array)) await bytesOf(entry.content)
    const link = 'linkname' in entry ? ` → ${entry.linkname}` : ''
    lines.push(`${mode.toString(8)} ${owner?.uid}:${owner?.gid} ${type} ${name}${link}`)
  }
  return lines
}
