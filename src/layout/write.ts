import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { explainFileError } from '../files/file-error.ts'
import { makeFolder } from '../files/folders.ts'
import type { Descriptor } from '../image/descriptor.ts'
import { mediaTypes } from '../image/media-type.ts'
import { blobFolder, unlessRemoved, writeAtomically } from './blob.ts'

/** The file names in a layout: https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md */
export const layoutMarker = 'oci-layout'
export const layoutIndex = 'index.json'

/** All entries of a layout's directory. */
export const layoutNames: readonly string[] = [layoutMarker, layoutIndex, 'blobs']

/** The content of a layout's marker file. */
export const layoutMarkerText = '{"imageLayoutVersion":"1.0.0"}'

/** The index of a layout that holds one image. */
export const indexText = (image: Descriptor): string =>
  JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.index, manifests: [image] })

/** Creates an empty layout in a directory, which may exist. */
export const createLayout = async (folder: string): Promise<void> => {
  try {
    await makeFolder(blobFolder(folder))
  } catch (error) {
    throw explainFileError(error, `create a layout in ${folder}`)
  }
  await writeText(join(folder, layoutMarker), layoutMarkerText)
}

/** Writes an index.json with one image. */
export const writeIndex = (folder: string, image: Descriptor): Promise<void> =>
  writeText(join(folder, layoutIndex), indexText(image))

const writeText = (path: string, text: string): Promise<void> =>
  unlessRemoved(() => writeAtomically(path, (partial) => writeFile(partial, text, { mode: 0o644 })))
