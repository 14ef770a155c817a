import { type IgnorePattern, matchesPath, parseIgnorePattern, splitPath } from './ignore-pattern.ts'

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

/** Creates a function that decides whether the last pattern that matches a path, or a folder around it, is not negated. */
const matcher = (lines: readonly string[]): ((path: string, isFolder: boolean) => boolean) => {
  const patterns = lines
    .map((line) => parseIgnorePattern(anchored(line)))
    .filter((pattern) => pattern !== undefined)
    .reverse()
  const matchesItself = (parts: readonly string[], isFolder: boolean): boolean =>
    isMatch(patterns.find((pattern) => (isFolder || !pattern.isForFolders) && matchesPath(pattern, parts)))
  const folders = new Map<string, boolean>()
  const matchesFolder = (parts: readonly string[]): boolean => {
    if (parts.length === 0) return false
    const path = parts.join('/')
    const known = folders.get(path)
    if (known !== undefined) return known
    const matches = matchesFolder(parts.slice(0, -1)) || matchesItself(parts, true)
    folders.set(path, matches)
    return matches
  }
  return (path, isFolder) => {
    const parts = splitPath(path)
    return isFolder ? matchesFolder(parts) : matchesFolder(parts.slice(0, -1)) || matchesItself(parts, false)
  }
}

const isMatch = (pattern: IgnorePattern | undefined): boolean => pattern !== undefined && !pattern.isNegated

/** `./src` means `src` in the app's folder. In git it would match nothing. */
const anchored = (pattern: string): string => pattern.replace(/^(!?)\.\//, '$1/')
