import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Descriptor } from '../../src/image/descriptor.ts'
import { type Digest, digestOf } from '../../src/image/digest.ts'
import type { Platform } from '../../src/image/platform.ts'
import { blobPath } from '../../src/layout/blob.ts'
import { createLayout, writeIndex } from '../../src/layout/write.ts'

/** A fresh folder that is gone after the test. */
export const temporaryFolder = async (t: TestContext, parent = tmpdir()): Promise<string> => {
  const folder = await mkdtemp(join(parent, 'oci-'))
  t.after(() => rm(folder, { recursive: true }))
  return folder
}

/** Media types of either kind; `mixed` are Docker's with OCI's for every other layer, as the lifecycle may write them. */
export type Kind = 'oci' | 'docker' | 'mixed'

export const dockerTypes = {
  index: 'application/vnd.docker.distribution.manifest.list.v2+json',
  manifest: 'application/vnd.docker.distribution.manifest.v2+json',
  config: 'application/vnd.docker.container.image.v1+json',
  layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  foreignLayer: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
}

export const ociTypes = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
}

/** A document or an image in memory, with the bytes of all that it consists of. */
export interface Content {
  readonly descriptor: Descriptor
  readonly blobs: ReadonlyMap<Digest, Uint8Array>
}

export interface TestImage extends Content {
  readonly config: Descriptor
  readonly layers: readonly Descriptor[]
}

const describe = (mediaType: string, bytes: Uint8Array): Descriptor => ({
  mediaType,
  digest: digestOf(bytes),
  size: bytes.length,
})

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))

/** An image whose layers have the given contents, and which is for linux/amd64 where nothing else is said. */
export const imageOf = (
  texts: readonly (string | Uint8Array)[],
  {
    kind = 'oci',
    platform = { os: 'linux', architecture: 'amd64' },
    diffIds = texts.map((text) => digestOf(text)),
    subject,
  }: {
    kind?: Kind
    platform?: Platform
    diffIds?: readonly Digest[]
    subject?: Descriptor
  } = {},
): TestImage => {
  const types = kind === 'oci' ? ociTypes : dockerTypes
  const layerTypes = [kind === 'docker' ? dockerTypes.layer : ociTypes.layer, types.layer]
  const contents = texts.map((text) => Buffer.from(text))
  const layers = contents.map((bytes, nth) => describe(layerTypes[nth % 2] ?? '', bytes))
  const configBytes = json({ ...platform, rootfs: { type: 'layers', diff_ids: diffIds } })
  const config = describe(types.config, configBytes)
  const manifestBytes = json({ schemaVersion: 2, mediaType: types.manifest, config, layers, subject })
  const blobs = [manifestBytes, configBytes, ...contents].map((bytes): [Digest, Uint8Array] => [
    digestOf(bytes),
    bytes,
  ])
  return { descriptor: describe(types.manifest, manifestBytes), config, layers, blobs: new Map(blobs) }
}

/** An index of images for the platforms given. */
export const indexOf = (
  images: readonly (readonly [Platform, Content])[],
  mediaType = ociTypes.index,
): Content => {
  const manifests = images.map(([platform, { descriptor }]) => ({ ...descriptor, platform }))
  const bytes = json({ schemaVersion: 2, mediaType, manifests })
  const descriptor = describe(mediaType, bytes)
  return {
    descriptor,
    blobs: new Map([[descriptor.digest, bytes], ...images.flatMap(([, { blobs }]) => [...blobs])]),
  }
}

/** Writes a layout that holds an image, or only some of its blobs. */
export const writeImage = async (
  folder: string,
  image: Content,
  digests: Iterable<Digest> = image.blobs.keys(),
): Promise<void> => {
  await createLayout(folder)
  for (const digest of digests) {
    await writeFile(blobPath(folder, digest), image.blobs.get(digest) ?? '')
  }
  await writeIndex(folder, image.descriptor)
}

/** Files and folders below a folder, with the text of files. */
export const tree = async (folder: string): Promise<Record<string, string>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(
    await Promise.all(
      files.map(async (file) => [file.slice(folder.length + 1), await readFile(file, 'utf8')]),
    ),
  )
}
