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

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const formerStagingPattern = new RegExp(String.raw`^\.${uuid}\.(?:partial|earlier)$`)

/** Whether a folder's name is one that earlier versions gave to a layout on its way to its place, or from it. */
export const isFormerStagingName = (name: string): boolean => formerStagingPattern.test(name)

/**
 * Whether a folder that has these names in it is a layout that this project made or downloaded: the one descriptor of
 * its index has this project's own annotation. Layouts of others' are an app's own matter. Nothing is read of a folder
 * that lacks a name of a layout.
 */
export const isOwnLayout = async (folder: string, names: readonly string[]): Promise<boolean> => {
  if (!layoutNames.every((name) => names.includes(name))) return false
  try {
    const { manifests } = parseIndex(await readSmallFile(join(folder, layoutIndex)), layoutIndex)
    return (
      manifests.length === 1 && v.is(DigestSchema, manifests[0]?.annotations?.[annotationKeys.runImageRoot])
    )
  } catch {
    // No layout, or none that can be read: an app's file like any other, whose faults are told when its turn comes.
    return false
  }
}

/**
 * Whether a folder that has these names in it is one of SBOMs that this project made: the merged document
 * says so of itself. It is read as far as that goes only; others have more in such a folder, or another document.
 */
export const isOwnSbomFolder = async (folder: string, names: readonly string[]): Promise<boolean> => {
  if (!isSbomFolder(names)) return false
  try {
    return isOwnSbom(await startOf(join(folder, mergedSbom)))
  } catch {
    return false
  }
}

// Longer than what stands before the first component, with a name of the image of any length that a file can have.
const startLength = 4096

const startOf = async (path: string): Promise<string> => {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    if (!(await file.stat()).isFile()) return ''
    const { buffer, bytesRead } = await file.read(Buffer.alloc(startLength), 0, startLength, 0)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await file.close()
  }
}
