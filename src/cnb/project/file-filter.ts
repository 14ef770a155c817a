import ignore, { type Ignore } from 'ignore'

/** Patterns as in `.gitignore`, for the files of an app. */
export interface FilePatterns {
  /** What is taken; everything if it is undefined or has none. */
  readonly include: readonly string[] | undefined
  /** What of that is left out. */
  readonly exclude: readonly string[]
}

/** Says what is taken of an app. Paths are relative to its folder, without a slash at their end. */
export interface FileFilter {
  /** Whether a file is left out, or a folder with all that is in it. */
  excludes(path: string, isFolder: boolean): boolean
  /** Whether a file or a folder is taken for itself; a folder that is not may hold files that are. */
  includes(path: string, isFolder: boolean): boolean
}

/** Takes all that there is. */
export const everything: FileFilter = { excludes: () => false, includes: () => true }

/**
 * Makes a filter of patterns, which mean what they mean to git: what lies in a folder that is left out cannot be taken
 * back in by a later pattern, so that nobody has to look into it.
 * https://git-scm.com/docs/gitignore#_pattern_format
 */
export const fileFilter = ({ include, exclude }: FilePatterns): FileFilter => {
  const all = include === undefined || include.length === 0
  if (all && exclude.length === 0) return everything
  const out = matcher(exclude)
  const taken = all ? undefined : matcher(include)
  return {
    excludes: (path, isFolder) => matches(out, path, isFolder),
    includes: (path, isFolder) => taken === undefined || matches(taken, path, isFolder),
  }
}

const matcher = (patterns: readonly string[]): Ignore =>
  ignore({ ignorecase: false, allowRelativePaths: true }).add(patterns.map(anchored).map(asBytes))

/** `./src` is written for what lies in the app's folder itself; to git it would mean nothing at all. */
const anchored = (pattern: string): string => pattern.replace(/^(!?)\.\//, '$1/')

/** Looks at the folders around a path as well: what lies in one that matches does, too. */
const matches = (patterns: Ignore, path: string, isFolder: boolean): boolean =>
  patterns.ignores(asBytes(isFolder ? `${path}/` : path))

// Git matches bytes: "?" stands for one of the two that "ä" has.
const asBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')
