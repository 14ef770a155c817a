import { Failure, isSystemError } from '../message/failure.ts'

/** The result of a file operation. Undefined if the file does not exist. */
export const unlessMissing = async <Result>(work: Promise<Result>): Promise<Result | undefined> => {
  try {
    return await work
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined
    throw error
  }
}

const noPermission = (path: string): string =>
  `the user of this step (uid ${process.getuid?.()}) has no permission for ${path}. ` +
  'Change its owner or its mode, or choose another path.'

const notAFolder = (path: string): string =>
  `${path} is a file or leads through one, where only a folder can be. ` +
  'Remove that file, or choose another path.'

/** Reasons and advice for errors that users can fix, by the code of the system call's error and its path. */
const explanations: Readonly<Record<string, (path: string) => string>> = {
  EACCES: noPermission,
  EPERM: noPermission,
  EROFS: () => 'the file system is read-only. Choose a path on another one.',
  ENOTDIR: notAFolder,
  // When a folder is created with its parents.
  EEXIST: notAFolder,
  EISDIR: (path) =>
    `${path} is a folder, where only a file can be. Remove that folder, or choose another path.`,
  ELOOP: (path) =>
    `${path} is a symbolic link where none may be, or its links lead in a circle. ` +
    'Remove the link, or choose another path.',
  EBUSY: (path) =>
    `${path} is in use, for example as the place of a mount. ` +
    'Choose another path, such as a new folder inside it.',
  ENAMETOOLONG: () => 'a name in the path is too long. Choose a shorter one.',
  ENOSPC: () => 'no space is left there. Free some, or choose another folder.',
  EDQUOT: () => 'the disk quota of this user is used up there. Free some, or choose another folder.',
  EIO: () => 'the disk reports an error. Look at the log of the machine.',
}

/**
 * Explains an error of the file system that users can fix, as a Failure: `Could not <what>: <why>. <what to do>`. Returns any
 * other error, and a Failure, unchanged.
 */
export const explainFileError = (error: unknown, what: string): unknown => {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error
  const path = 'path' in error && typeof error.path === 'string' ? error.path : 'it'
  const explanation = Object.hasOwn(explanations, error.code) ? explanations[error.code]?.(path) : undefined
  if (explanation === undefined) return error
  return new Failure(`Could not ${what}: ${explanation}`, { cause: error })
}
