import { resolve } from 'node:path'
import { isWithin } from '../../files/folders.ts'
import { folderInput, type GetInput, inputFailure } from './input.ts'
import { refuseWorkspace } from './target-input.ts'

/**
 * The folder for the SBOMs, absolute; undefined if none are wanted. It must not be within the layout's
 * folder, nor that in it: each of them is replaced as a whole.
 */
export const sbomInput = (get: GetInput, workspace: string, layout: string): string | undefined => {
  const text = folderInput(get, 'sbom', 'sbom')
  if (text === undefined) return undefined
  const folder = resolve(workspace, text)
  refuseWorkspace('sbom', text, folder, workspace, 'sbom')
  if (isWithin(folder, layout) || isWithin(layout, folder)) {
    throw inputFailure('sbom', `is "${text}", which is in the layout’s folder or the other way round`, 'sbom')
  }
  return folder
}
