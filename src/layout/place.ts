import { randomUUID } from 'node:crypto'
import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Failure, isSystemError, messageOf } from '../message/failure.ts'
import { layoutIndex, layoutMarker } from './write.ts'

const layoutNames: readonly string[] = [layoutMarker, layoutIndex, 'blobs']

/**
 * Says whether a layout may be put at a path: nothing is there, or an empty folder, or a folder with a layout and
 * nothing else. Throws a Failure otherwise, so that nobody's files are lost.
 */
export const checkTarget = async (target: string): Promise<void> => {
  let names: readonly string[]
  try {
    names = await readdir(target)
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return
    throw new Failure(`Could not use ${target} for the layout: ${messageOf(error)}. Choose another path.`, {
      cause: error,
    })
  }
  const foreign = names.filter((name) => !layoutNames.includes(name))
  if (names.length > 0 && (foreign.length > 0 || !names.includes(layoutMarker))) {
    throw new Failure(
      `${target} exists and is not (only) an OCI image layout; it has «${foreign[0] ?? names[0]}». ` +
        'Nothing was changed. Choose another path, or remove the folder first.',
    )
  }
}

/** A fresh folder beside the target of a layout, on the same file system, to assemble the layout in. */
export const stagingFolder = async (target: string): Promise<string> => {
  const folder = join(dirname(target), `.${randomUUID()}.partial`)
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o755)
  return folder
}

/** Puts an assembled layout in the place of an earlier one, or of nothing. */
export const moveIntoPlace = async (staging: string, target: string): Promise<void> => {
  await checkTarget(target)
  const earlier = join(dirname(target), `.${randomUUID()}.earlier`)
  try {
    await rename(target, earlier)
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error
    await rename(staging, target)
    return
  }
  try {
    await rename(staging, target)
  } catch (error) {
    await rename(earlier, target)
    throw error
  }
  await rm(earlier, { recursive: true })
}
