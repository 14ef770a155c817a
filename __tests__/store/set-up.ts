import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Descriptor } from '../../src/image/descriptor.ts'
import { hexOf } from '../../src/image/digest.ts'
import { parsePlatform } from '../../src/image/platform.ts'
import type { ImageReference } from '../../src/image/reference.ts'
import { findFlaws } from '../../src/layout/verify.ts'
import { createLayout } from '../../src/layout/write.ts'
import { LayoutRepo } from '../../src/store/layout-repo.ts'
import type { RunImage } from '../../src/store/run-image.ts'
import { type Content, imageOf, temporaryFolder } from '../image/image.ts'
import { client } from '../registry/registry-client.ts'
import { serveImage } from './image-server.ts'

export const amd64 = parsePlatform('linux/amd64')
export const image = imageOf(['base', 'tools', 'certificates'])
export const [base] = image.layers as [Descriptor]

/** A layout-repo, the registry behind it, and what a build does with them. */
export const setUp = async (t: TestContext, content: Content = image, root?: string) => {
  const server = await serveImage(t, content)
  const folder = root ?? (await temporaryFolder(t))
  const warnings: string[] = []
  const repo = new LayoutRepo(folder, client().registry, (message) => warnings.push(message))
  const open = async (reference: ImageReference = server.reference, platform = amd64): Promise<RunImage> =>
    repo.open(reference, await repo.resolve(reference), platform)
  const provide = async (reference: ImageReference = server.reference, layers = image.layers) => {
    const layout = await temporaryFolder(t)
    await createLayout(layout)
    const provided = await repo.provide(reference, layers, layout)
    assert.deepEqual(await findFlaws(layout, layers), [])
    return { layout, ...provided }
  }
  return { server, folder, warnings, repo, open, provide, imageFolder: repo.folderOf(server.reference) }
}

/** As `setUp`, with everything in the layout-repo already. */
export const filled = async (t: TestContext) => {
  const all = await setUp(t)
  await all.open()
  await all.provide()
  all.server.requests()
  return all
}

export const namesOf = (digests: readonly { digest: Descriptor['digest'] }[]): readonly string[] =>
  digests.map(({ digest }) => hexOf(digest)).sort()
