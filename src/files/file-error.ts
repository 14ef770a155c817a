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

/** What people can cause, by the code of the system call's error; `path` is what the call was about. */
const explanations: Readonly<Record<string, (path: string) => Explanation>> = {
  EACCES: noPermission,
  EPERM: noPermission,
  EROFS: () => ({ reason: 'the file system is read-only', advice: 'Choose a path on another one.' }),
  ENOTDIR: notAFolder,
  // Of a folder that is to be made with its parents.
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
 * The Failure that an error of the file system is to people, where it is one that they can cause and mend:
 * `Could not <what>: <why>. <what to do>`. Any other error, and a Failure, comes back as it is.
 */
export const explainFileError = (error: unknown, what: string): unknown => {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error
  const path = 'path' in error && typeof error.path === 'string' ? error.path : 'it'
  const explanation = Object.hasOwn(explanations, error.code) ? explanations[error.code]?.(path) : undefined
  if (explanation === undefined) return error
  return new Failure(`Could not ${what}: ${explanation.reason}. ${explanation.advice}`, { cause: error })
}
