import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { FolderCache } from '../../src/content/folder-cache.ts'
import type { Descriptor } from '../../src/image/descriptor.ts'
import { hexOf } from '../../src/image/digest.ts'
import { parsePlatform } from '../../src/image/platform.ts'
import type { ImageReference } from '../../src/image/reference.ts'
import { layoutContent } from '../../src/layout/content.ts'
import { findFlaws } from '../../src/layout/verify.ts'
import { createLayout } from '../../src/layout/write.ts'
import type { RunImage } from '../../src/store/run-image.ts'
import { RunImageStore } from '../../src/store/run-images.ts'
import { type Content, imageOf, temporaryFolder } from '../image/image.ts'
import { client } from '../registry/registry-client.ts'
import { serveImage } from './image-server.ts'

export const amd64 = parsePlatform('linux/amd64')
export const image = imageOf(['base', 'tools', 'certificates'])
export const [base] = image.layers as [Descriptor]

/** A store over a folder, with a registry client that tries once more at most after a moment. */
export const storeIn = (
  root: string,
  { cache, warn = () => {}, info = () => {} }: Partial<Parameters<typeof options>[1]> = {},
): RunImageStore => new RunImageStore(options(root, { cache, warn, info }))

const options = (
  root: string,
  log: {
    readonly cache: FolderCache | undefined
    readonly warn: (message: string) => void
    readonly info: (message: string) => void
  },
) => ({ root, registry: client().registry, ...log })

/** A store, the registry behind it, and what a build does with them. */
export const setUp = async (
  t: TestContext,
  content: Content = image,
  given: { readonly root?: string; readonly cache?: FolderCache } = {},
) => {
  const server = await serveImage(t, content)
  const folder = given.root ?? (await temporaryFolder(t))
  const warnings: string[] = []
  const notes: string[] = []
  const store = storeIn(folder, {
    cache: given.cache,
    warn: (message) => warnings.push(message),
    info: (message) => notes.push(message),
  })
  const open = async (reference: ImageReference = server.reference, platform = amd64): Promise<RunImage> =>
    (await store.open(await store.resolve(reference, platform), { layers: true })).image
  const copy = async (
    reference: ImageReference = server.reference,
    layers: readonly Descriptor[] = image.layers,
    platform = amd64,
  ) => {
    const layout = await temporaryFolder(t)
    await createLayout(layout)
    const origins = await store.copyLayers({ reference, platform }, layers, layoutContent(layout))
    assert.deepEqual(await findFlaws(layout, layers), [])
    return { layout, ...origins }
  }
  const imageFolder = store.folderOf({ reference: server.reference, platform: amd64 })
  return { server, folder, warnings, notes, store, open, copy, imageFolder }
}

/** As `setUp`, with everything in the store already. */
export const filled = async (t: TestContext) => {
  const all = await setUp(t)
  await all.open()
  await all.copy()
  all.server.requests()
  return all
}

export const namesOf = (digests: readonly { digest: Descriptor['digest'] }[]): readonly string[] =>
  digests.map(({ digest }) => hexOf(digest)).sort()
