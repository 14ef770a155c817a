import { Failure } from '../message/failure.ts'

interface Explanation {
  readonly reason: string
  readonly advice: string
}

const elsewhere = 'Free some, or choose another folder.'

const noPermission = (path: string): Explanation => ({
  reason: `the user of this step (uid ${process.getuid?.()}) has no permission for ${path}`,
  advice: 'Change its owner or its mode, or choose another path.',
})

const notAFolder = (path: string): Explanation => ({
  reason: `${path} is a file or leads through one, where only a folder can be`,
  advice: 'Remove that file, or choose another path.',
})

/** Errors that users can fix, by the code of the system call's error. `path` is the path of the call. */
const explanations: Readonly<Record<string, (path: string) => Explanation>> = {
  EACCES: noPermission,
  EPERM: noPermission,
  EROFS: () => ({ reason: 'the file system is read-only', advice: 'Choose a path on another one.' }),
  ENOTDIR: notAFolder,
  // When a folder is created with its parents.
  EEXIST: notAFolder,
  EISDIR: (path) => ({
    reason: `${path} is a folder, where only a file can be`,
    advice: 'Remove that folder, or choose another path.',
  }),
  ELOOP: (path) => ({
    reason: `${path} is a symbolic link where none may be, or its links lead in a circle`,
    advice: 'Remove the link, or choose another path.',
  }),
  EBUSY: (path) => ({
    reason: `${path} is in use, for example as the place of a mount`,
    advice: 'Choose another path, such as a new folder inside it.',
  }),
  ENAMETOOLONG: () => ({ reason: 'a name in the path is too long', advice: 'Choose a shorter one.' }),
  ENOSPC: () => ({ reason: 'no space is left there', advice: elsewhere }),
  EDQUOT: () => ({ reason: 'the disk quota of this user is used up there', advice: elsewhere }),
  EIO: () => ({ reason: 'the disk reports an error', advice: 'Look at the log of the machine.' }),
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
  return new Failure(`Could not ${what}: ${explanation.reason}. ${explanation.advice}`, { cause: error })
}
