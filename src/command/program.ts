import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, resolve } from 'node:path'
import type { ProcessEnvironment } from './environment.ts'

/** There is no program of that name in the folders of PATH. */
export class MissingProgram extends Error {
  override readonly name = 'MissingProgram'
}

/** The absolute path of a program that an environment's PATH leads to; throws a MissingProgram. */
export const findProgram = async (name: string, environment: ProcessEnvironment): Promise<string> => {
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) {
    if (folder === '') continue
    const path = resolve(folder, name)
    if (await isProgram(path)) return path
  }
  throw new MissingProgram(`There is no «${name}» on PATH.`)
}

const isProgram = async (path: string): Promise<boolean> => {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
