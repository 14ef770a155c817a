import { resolve } from 'node:path'
import { isWithin } from '../layout/is-within.ts'
import { inputFailure } from './input.ts'

/** Reads the input `path`: a layout replaces what is there, so that must not be the workspace, nor anything around it. */
export const targetFolder = (text: string, workspace: string): string => {
  const folder = resolve(workspace, text)
  if (isWithin(workspace, folder)) {
    throw inputFailure('path', `is «${text}», which is the workspace or contains it`, 'images/my-app')
  }
  return folder
}
