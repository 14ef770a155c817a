import { join, resolve } from 'node:path'
import {
  choiceInput,
  flagInput,
  folderInput,
  type GetInput,
  optionalInput,
  parsedInput,
} from '../../../github/inputs/input.ts'
import { type ImageReference, parseReference } from '../../../image/reference.ts'
import { oneLine } from '../../../message/printable.ts'

/** What of previous builds a build uses, and what it keeps for later ones. */
export interface CacheInputs {
  /** Whether the run image is kept in the Actions cache. */
  readonly runImageInActionsCache: boolean
  /** Where what builds leave is kept; or why it is neither used nor kept, a sentence's part. */
  readonly buildCache: BuildCachePlace | { readonly off: string }
  /** The folder that is named for it, absolute, whether it is used or not: what is in there is no part of an app. */
  readonly namedFolder: string | undefined
  /** Where the image of the last build is taken from; the build cache if it is undefined. */
  readonly previousImage: ImageReference | undefined
  /** Whether this build begins without what earlier ones left. */
  readonly clear: boolean
}

/** Where the build caches are. */
export interface BuildCachePlace {
  /** Absolute. */
  readonly folder: string
  readonly inActionsCache: boolean
}

/** What relative paths and the default folder are read against, and the runner's own variables. */
export interface CacheContext {
  readonly workspace: string
  readonly temporary: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Reads what the inputs say of caches; throws a Failure that names the one that is wrong. */
export const readCacheInputs = (
  get: GetInput,
  { workspace, temporary, environment }: CacheContext,
): CacheInputs => {
  const cache = choiceInput(get, 'cache', ['auto', 'true', 'false', 'run-image'])
  const given = folderInput(get, 'build-cache', '/var/cache/buildpacks')
  const namedFolder = given && resolve(workspace, given)
  const previous = optionalInput(get, 'previous-image')
  const isReproduction = optionalInput(get, 'reproduces') !== undefined
  return {
    runImageInActionsCache: cache !== 'false',
    buildCache: isReproduction
      ? { off: '"reproduces" is set' }
      : buildCacheOf(cache, namedFolder, temporary, environment),
    namedFolder,
    previousImage:
      previous === undefined
        ? undefined
        : parsedInput('previous-image', previous, parseReference, 'ghcr.io/me/my-app:latest'),
    clear: flagInput(get, 'clear-cache'),
  }
}

const buildCacheOf = (
  cache: 'auto' | 'true' | 'false' | 'run-image',
  folder: string | undefined,
  temporary: string,
  environment: CacheContext['environment'],
): CacheInputs['buildCache'] => {
  const inActionsCache = cache === 'true' || cache === 'auto'
  if (cache === 'run-image') return { off: '"cache" is "run-image"' }
  if (cache === 'false' && folder === undefined) return { off: '"cache" is "false"' }
  const reason = cache === 'auto' ? reasonAgainst(environment) : undefined
  if (reason !== undefined) return { off: `"cache" is "auto", and ${reason}` }
  return { folder: folder ?? join(temporary, 'build-cache'), inActionsCache }
}

/** Events that only people with write access cause, or that get a cache of their own. The empty one: no workflow. */
const safeEvents = ['', 'push', 'pull_request', 'merge_group', 'schedule', 'workflow_dispatch']

/**
 * Why a run had better not use the build cache: it may release its image, or it runs with the default branch's cache and
 * anyone may have caused it, such as by a comment. A cache entry vouches for its integrity, not for its origin.
 * https://docs.github.com/actions/reference/events-that-trigger-workflows
 */
const reasonAgainst = (environment: CacheContext['environment']): string | undefined => {
  const isTag =
    environment['GITHUB_REF_TYPE'] === 'tag' || environment['GITHUB_REF']?.startsWith('refs/tags/') === true
  const event = environment['GITHUB_EVENT_NAME'] ?? ''
  if (!isTag && safeEvents.includes(event)) return undefined
  return `runs for ${isTag ? 'tags' : `"${oneLine(event)}"`} do not use the build cache`
}
