import type { Image } from '../../src/image/image.ts'
import { readLayout } from '../../src/layout/read.ts'
import { createLayout, writeIndex } from '../../src/layout/write.ts'
import { imageOf, writeImage as writeBlobs } from '../image/image.ts'

/** Writes a layout of an image that has a layer for each of the texts, long enough to be cut. */
export const writeImage = async (
  folder: string,
  {
    layers = ['base', 'app'],
    annotations = {},
    platform = { os: 'linux', architecture: 'amd64' },
  }: {
    readonly layers?: readonly string[]
    readonly annotations?: Readonly<Record<string, string>>
    readonly platform?: { readonly os: string; readonly architecture: string }
  } = {},
): Promise<Image> => {
  const image = imageOf(
    layers.map((text) => text.padEnd(1000, '.')),
    { platform },
  )
  await createLayout(folder)
  await writeBlobs(folder, image)
  await writeIndex(folder, { ...image.descriptor, annotations })
  return readLayout(folder)
}
