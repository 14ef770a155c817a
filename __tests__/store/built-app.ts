import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import type { TestContext } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { FolderCache } from '../../src/content/folder-cache.ts'
import { parseImageConfig } from '../../src/image/config.ts'
import type { Descriptor } from '../../src/image/descriptor.ts'
import { type Digest, digestOf } from '../../src/image/digest.ts'
import { type ImageDocuments, parseManifest } from '../../src/image/image.ts'
import { parsePlatform } from '../../src/image/platform.ts'
import { parseReference } from '../../src/image/reference.ts'
import { blobPath } from '../../src/layout/blob.ts'
import { layoutContent } from '../../src/layout/content.ts'
import { findFlaws } from '../../src/layout/verify.ts'
import { createLayout } from '../../src/layout/write.ts'
import { Failure } from '../../src/message/failure.ts'
import type { BuildResult, LifecycleCache } from '../../src/store/build-cache-draft.ts'
import type { BuildCacheId } from '../../src/store/build-cache-id.ts'
import { BuildCaches, type OpenedBuildCache, type SavedBuildCache } from '../../src/store/build-caches.ts'
import { ociTypes, temporaryFolder } from '../image/image.ts'

export const id: BuildCacheId = {
  platform: parsePlatform('linux/amd64'),
  image: 'my-app',
  app: '.',
  builder: parseReference('ghcr.io/team/builder:1'),
  executionEnvironment: 'production',
}

/** What stands for the tar of a layer: bytes that are as hard to compress as they are long, and the same each time. */
export const tarOf = (name: string, size = 20_000): Buffer => {
  const hashes = Array.from({ length: size / 32 }, (_, nth) =>
    createHash('sha256').update(`${name} ${nth}`).digest(),
  )
  return Buffer.concat(hashes)
}

/** The layers of a build by name. */
export interface Layers {
  /** Of the image and of no cache. */
  readonly launch?: readonly string[]
  /** Of the image, and cached. */
  readonly both?: readonly string[]
  /** Cached only. */
  readonly cached?: readonly string[]
  readonly metadata?: string
  /** Why layers of the cache cannot be restored. */
  readonly unusable?: Readonly<Record<string, string>>
}

const runImageLayers = ['base', 'tools']

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))

/** A build: its layout with the layers of its own, and the lifecycle's cache in its sandbox. */
export const buildApp = async (
  t: TestContext,
  {
    launch = ['app'],
    both = ['deps'],
    cached = ['tool'],
    metadata = '{"buildpacks":[]}',
    unusable = {},
  }: Layers = {},
) => {
  const layout = await temporaryFolder(t)
  await createLayout(layout)
  const tars = [...runImageLayers, ...launch, ...both].map((name) => tarOf(name))
  const gzipped = tars.map((tar) => gzipSync(tar, { level: 1 }))
  const layers = gzipped.map(
    (bytes): Descriptor => ({ mediaType: ociTypes.layer, digest: digestOf(bytes), size: bytes.length }),
  )
  const configBytes = json({
    os: 'linux',
    architecture: 'amd64',
    config: {},
    rootfs: { type: 'layers', diff_ids: tars.map(digestOf) },
  })
  const config = { mediaType: ociTypes.config, digest: digestOf(configBytes), size: configBytes.length }
  const manifestBytes = json({ schemaVersion: 2, mediaType: ociTypes.manifest, config, layers })
  const image: ImageDocuments = {
    descriptor: {
      mediaType: ociTypes.manifest,
      digest: digestOf(manifestBytes),
      size: manifestBytes.length,
    },
    manifest: parseManifest(manifestBytes),
    config: parseImageConfig(configBytes),
    manifestBytes,
    configBytes,
  }
  const own = layers.slice(runImageLayers.length)
  for (const bytes of gzipped.slice(runImageLayers.length)) {
    await writeFile(blobPath(layout, digestOf(bytes)), bytes)
  }
  const cacheTars = new Map([...both, ...cached].map((name) => [digestOf(tarOf(name)), tarOf(name)]))
  const nameOf = new Map([...both, ...cached].map((name) => [digestOf(tarOf(name)), name]))
  /** What was read out of the sandbox: layers, and sizes of layers. */
  const read: string[] = []
  const tarIn = (diffId: Digest): Buffer => {
    const tar = cacheTars.get(diffId)
    if (tar === undefined) throw new Failure(`There is no ${diffId} in the sandbox.`)
    return tar
  }
  const source: LifecycleCache = {
    // Like the lifecycle's, it names the layers, and the layers of one build only.
    metadata: (diffIds) => (diffIds.size === cacheTars.size ? metadata : JSON.stringify([...diffIds])),
    size: async (diffId) => {
      read.push(`size ${diffId}`)
      return tarIn(diffId).length
    },
    receive: async (diffId, take) => {
      const tar = tarIn(diffId)
      read.push(`tar ${diffId}`)
      await take(
        tar.length,
        (async function* () {
          yield tar
        })(),
      )
      return unusable[nameOf.get(diffId) ?? '']
    },
  }
  const result = (
    verified: BuildResult['verified'] = { image: true, cached: new Set(cacheTars.keys()) },
  ): BuildResult => ({ image, own, cachedLayers: [...cacheTars.keys()], verified, unusable: new Map() })
  return { layout, image, own, cacheTars, result, source, read }
}

export type BuiltApp = Awaited<ReturnType<typeof buildApp>>

export const diffIdOf = (name: string): Digest => digestOf(tarOf(name))

/** A store of build caches, and what builds do with it. */
export const openStore = async (
  t: TestContext,
  { root, cache }: { root?: string; cache?: FolderCache | undefined } = {},
) => {
  const warnings: string[] = []
  const staging: string[] = []
  const store = new BuildCaches({
    root: root ?? (await temporaryFolder(t)),
    cache,
    warn: (message) => warnings.push(message),
    noteStaging: (folder) => staging.push(folder),
  })
  const folder = store.folderOf(id)
  /** A build as the action does it, which was given all that is right of what was kept. */
  const build = async (
    app: BuiltApp,
    verified?: Parameters<BuiltApp['result']>[0],
    opened?: OpenedBuildCache,
  ): Promise<SavedBuildCache> => {
    const before = opened ?? (await store.open(id))
    return store.save(before, await store.draft(before, app.result(verified), app.source), app.layout)
  }
  return { store, folder, warnings, staging, build }
}

/** The bytes of the tars that a build would be given, by diff ID; what cannot be read is left out. */
export const cachedIn = async (store: BuildCaches, opened: OpenedBuildCache) => {
  const tars = new Map<Digest, Buffer>()
  for (const tar of await store.cachedTars(opened)) {
    const { diffId, size } = tar
    const bytes = Buffer.concat(await Array.fromAsync(tar.open()))
    assert.equal(bytes.length, size)
    tars.set(diffId, bytes)
  }
  return tars
}

/** The layers of the image that was kept come into a layout, each verified. */
export const copyAll = async (
  t: TestContext,
  store: BuildCaches,
  opened: OpenedBuildCache,
  app: BuiltApp,
) => {
  const layout = await temporaryFolder(t)
  await createLayout(layout)
  await store.copyLayers(opened, app.own, layoutContent(layout))
  assert.deepEqual(await findFlaws(layout, app.own), [])
}
