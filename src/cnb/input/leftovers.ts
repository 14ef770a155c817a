import { constants, open } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { annotationKeys } from '../../image/annotations.ts'
import { DigestSchema } from '../../image/digest.ts'
import { parseIndex } from '../../image/image-index.ts'
import { readSmallFile } from '../../layout/read.ts'
import { layoutIndex, layoutNames } from '../../layout/write.ts'
import { isSbomFolder, mergedSbom } from '../sbom/folder.ts'
import { isOwnSbom } from '../sbom/merge.ts'

/**
 * Whether a folder with files of these names is a layout that this project built or downloaded: the only descriptor in its
 * index has an annotation of this project. Layouts of other tools are part of the app.
 */
export const isOwnLayout = async (folder: string, names: readonly string[]): Promise<boolean> => {
  if (!layoutNames.every((name) => names.includes(name))) return false
  try {
    const { manifests } = parseIndex(await readSmallFile(join(folder, layoutIndex)), layoutIndex)
    return (
      manifests.length === 1 && v.is(DigestSchema, manifests[0]?.annotations?.[annotationKeys.runImageRoot])
    )
  } catch {
    // It is part of the app. If it is not readable, reading the app fails.
    return false
  }
}

/**
 * Whether a folder with files of these names contains SBOMs that this project wrote: the merged document has a property of
 * this project.
 */
export const isOwnSbomFolder = async (folder: string, names: readonly string[]): Promise<boolean> => {
  if (!isSbomFolder(names)) return false
  try {
    return isOwnSbom(await startOf(join(folder, mergedSbom)))
  } catch {
    return false
  }
}

// The property comes before the components, which can have many megabytes.
const startLength = 4096

const startOf = async (path: string): Promise<string> => {
  await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  if (!(await file.stat()).isFile()) return ''
  const { buffer, bytesRead } = await file.read(Buffer.alloc(startLength), 0, startLength, 0)
  return buffer.toString('utf8', 0, bytesRead)
}
