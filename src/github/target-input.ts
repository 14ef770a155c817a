import { relative, resolve } from 'node:path'
import { inputFailure } from './input.ts'

/** Reads the input `path`: a layout replaces what is there, so that must not be the workspace, nor anything around it. */
export const targetFolder = (text: string, workspace: string): string => {
  const folder = resolve(workspace, text)
  const way = relative(folder, workspace)
  if (way === '' || (!way.startsWith('..') && !way.startsWith('/'))) {
    throw inputFailure('path', `is «${text}», which is the workspace or contains it`, 'images/my-app')
  }
  return folder
}
