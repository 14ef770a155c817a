import { relative } from 'node:path'

/** Whether an absolute path is that of a folder or of something in it, by their names alone. */
export const isWithin = (path: string, folder: string): boolean => {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith('../')
}
