import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import type { ProcessEnvironment } from './environment.ts'

/** PATH has no program of that name. */
export class MissingProgram extends Error {
  override readonly name = 'MissingProgram'
}

/** Finds a program on PATH and returns its absolute path. Throws a MissingProgram. */
export const findProgram = (name: string, environment: ProcessEnvironment): string => {
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) {
    // Relative to the working directory, which may belong to an app.
    if (!isAbsolute(folder)) continue
    const path = join(folder, name)
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
