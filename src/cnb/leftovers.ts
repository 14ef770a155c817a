import { join } from 'node:path'
import * as v from 'valibot'
import { annotationKeys } from '../image/annotations.ts'
import { DigestSchema } from '../image/digest.ts'
import { parseIndex } from '../image/image-index.ts'
import { readSmallFile } from '../layout/read.ts'
import { layoutIndex, layoutNames } from '../layout/write.ts'

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
