import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { explainFileError } from '../files/file-error.ts'
import { makeFolder } from '../files/folders.ts'
import type { Descriptor } from '../image/descriptor.ts'
import { mediaTypes } from '../image/media-type.ts'
import { blobFolder, unlessRemoved, writeAtomically } from './blob.ts'

/** The names in a layout's folder: https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md */
export const layoutMarker = 'oci-layout'
export const layoutIndex = 'index.json'

/** All that is in a layout's folder. */
export const layoutNames: readonly string[] = [layoutMarker, layoutIndex, 'blobs']

/** What the marker of a layout says. */
export const layoutMarkerText = '{"imageLayoutVersion":"1.0.0"}'

/** The index of a layout that holds one image. */
export const indexText = (image: Descriptor): string =>
  JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.index, manifests: [image] })

/** Makes an empty layout in a folder that may exist. */
export const createLayout = async (folder: string): Promise<void> => {
  try {
    await makeFolder(blobFolder(folder))
  } catch (error) {
    throw explainFileError(error, `make a layout in ${folder}`)
  }
  await writeText(join(folder, layoutMarker), layoutMarkerText)
}

/** Makes an image the one that a layout holds. */
export const writeIndex = (folder: string, image: Descriptor): Promise<void> =>
  writeText(join(folder, layoutIndex), indexText(image))

const writeText = (path: string, text: string): Promise<void> =>
  unlessRemoved(() => writeAtomically(path, (partial) => writeFile(partial, text, { mode: 0o644 })))
