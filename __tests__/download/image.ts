import { createLayout, type Image, readLayout, writeIndex } from '../../src/oci/layout.ts'
import { imageOf, writeImage as writeBlobs } from '../oci/image.ts'

/** Writes a layout of an image that has a layer for each of the texts, long enough to be cut. */
export const writeImage = async (
  folder: string,
  {
    layers = ['base', 'app'],
    annotations = {},
  }: { readonly layers?: readonly string[]; readonly annotations?: Readonly<Record<string, string>> } = {},
): Promise<Image> => {
  const image = imageOf(layers.map((text) => text.padEnd(1000, '.')))
  await createLayout(folder)
  await writeBlobs(folder, image)
  await writeIndex(folder, { ...image.descriptor, annotations })
  return readLayout(folder)
}
