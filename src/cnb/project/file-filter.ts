import ignore from 'ignore'

/** Patterns as in `.gitignore`, for the files of an app. */
export interface FilePatterns {
  /** If it is undefined or empty, everything is included. */
  readonly include?: readonly string[] | undefined
  /** Excluded from what is included. */
  readonly exclude: readonly string[]
}

/** Decides which files of an app go into the build. Paths are relative to the app, without a slash at their end. */
export interface FileFilter {
  /** Whether a file is excluded, or a folder with everything in it. */
  excludes(path: string, isFolder: boolean): boolean
  /** Whether a file or a folder itself is included. A folder that is not can contain files that are. */
  includes(path: string, isFolder: boolean): boolean
  /** Whether a path is excluded as git's own data, and not by a pattern of the project. */
  isGitData(path: string, isFolder: boolean): boolean
}

/**
 * Git's own data differs from checkout to checkout, and so would the image's digest. It can also contain credentials.
 * The project's patterns come after this one.
 */
const gitData = '.git'

/**
 * Creates a filter of patterns that have the same meaning as in git: nothing in an excluded folder can be included again
 * by a later pattern, so the folder is not read.
 */
export const fileFilter = ({ include = [], exclude }: FilePatterns): FileFilter => {
  const ofProject = matcher(exclude)
  const excluded = matcher([gitData, ...include.flatMap(gitDataNamedIn), ...exclude])
  const included = include.length === 0 ? () => true : matcher(include)
  return {
    excludes: excluded,
    includes: included,
    isGitData: (path, isFolder) => excluded(path, isFolder) && !ofProject(path, isFolder),
  }
}

/** The patterns that keep git's data in the build because a pattern of `include` names it, or a file in it. */
const gitDataNamedIn = (pattern: string): readonly string[] => {
  const segments = anchored(pattern).split('/')
  const position = segments.indexOf(gitData)
  if (position === -1) return []
  const folder = segments.slice(0, position + 1).join('/')
  // A slash before the end anchors the whole pattern, so it has to anchor its first part too.
  const isAnchored = position === 0 && segments.slice(1).some((segment) => segment !== '')
  return [`!${isAnchored ? '/' : ''}${folder}`]
}

/** Creates a function that decides whether a path, or a folder around it, matches. */
const matcher = (lines: readonly string[]): ((path: string, isFolder: boolean) => boolean) => {
  const patterns = ignore({ ignorecase: false, allowRelativePaths: true }).add(
    lines.map((line) => asBytes(anchored(line))),
  )
  return (path, isFolder) => patterns.ignores(asBytes(isFolder ? `${path}/` : path))
}

/** `./src` means `src` in the app's folder. In git it would match nothing. */
const anchored = (pattern: string): string => pattern.replace(/^(!?)\.\//, '$1/')

// Git matches bytes: "?" stands for one of the two bytes of "ä".
const asBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')
