import { resolve } from 'node:path'
import { isWithin } from '../../files/folders.ts'
import { inputFailure } from './input.ts'

/** Reads the input `path` of a layout's folder. */
export const targetFolder = (text: string, workspace: string): string => {
  const folder = resolve(workspace, text)
  refuseWorkspace('path', text, folder, workspace, 'images/my-app')
  return folder
}

/** A layout replaces what is at its place, so that must not be the workspace, nor anything around it. */
export const refuseWorkspace = (
  input: string,
  text: string,
  folder: string,
  workspace: string,
  example: string,
): void => {
  if (!isWithin(workspace, folder)) return
  throw inputFailure(input, `is "${text}", which is the workspace or contains it`, example)
}
