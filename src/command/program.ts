import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, resolve } from 'node:path'
import type { ProcessEnvironment } from './environment.ts'

/** No directory of PATH has a program of that name. */
export class MissingProgram extends Error {
  override readonly name = 'MissingProgram'
}

/** The absolute path of a program that is found by an environment's PATH. Throws a MissingProgram. */
export const findProgram = (name: string, environment: ProcessEnvironment): string => {
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) {
    // An empty entry means the working directory, which may be an app's.
    if (folder === '') continue
    const path = resolve(folder, name)
    if (isProgram(path)) return path
  }
  throw new MissingProgram(`There is no "${name}" on PATH.`)
}

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
