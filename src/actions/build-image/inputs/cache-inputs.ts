import { join, resolve } from 'node:path'
import {
  choiceInput,
  flagInput,
  folderInput,
  type GetInput,
  parsedInput,
} from '../../../github/inputs/input.ts'
import type { StepContext } from '../../../github/step/step-context.ts'
import { type ImageReference, parseReference } from '../../../image/reference.ts'
import { oneLine } from '../../../message/printable.ts'

/** The inputs about the caches. */
export interface CacheInputs {
  /** Whether the run image is saved in the Actions cache. */
  readonly runImageInActionsCache: boolean
  /** The directory of the build caches, or the reason why they are neither used nor saved, as part of a sentence. */
  readonly buildCache:
    | { readonly folder: string; readonly inActionsCache: boolean }
    | { readonly off: string }
  /** The directory in the input, absolute, also if it is not used. It is not part of an app. */
  readonly namedFolder: string | undefined
  /** Undefined for the image in the build cache. */
  readonly previousImage: ImageReference | undefined
  /** Whether the build reuses nothing of previous builds. */
  readonly clear: boolean
}

export type CacheContext = Pick<StepContext, 'workspace' | 'temporary' | 'environment'>

/** Reads the inputs about the caches. Throws a Failure that names the input that is wrong. */
export const readCacheInputs = (
  get: GetInput,
  { workspace, temporary, environment }: CacheContext,
): CacheInputs => {
  const cache = choiceInput(get, 'cache', ['auto', 'true', 'false', 'run-image'])
  const given = folderInput(get, 'build-cache', '/var/cache/buildpacks')
  const namedFolder = given && resolve(workspace, given)
  return {
    runImageInActionsCache: cache !== 'false',
    buildCache:
      get('reproduces') !== ''
        ? { off: '"reproduces" is set' }
        : buildCacheOf(cache, namedFolder, temporary, environment),
    namedFolder,
    previousImage: parsedInput(get, 'previous-image', parseReference, 'ghcr.io/me/my-app:latest'),
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

/** Events that only people with write access cause, or that have a separate cache. Empty: not in a workflow. */
const safeEvents = ['', 'push', 'pull_request', 'merge_group', 'schedule', 'workflow_dispatch']

/**
 * Why a run must not use the build cache: it can release its image, or it has the cache of the default branch although anyone
 * can start it, for example with a comment. The digest of an entry does not say who saved it.
 * https://docs.github.com/actions/reference/events-that-trigger-workflows
 */
const reasonAgainst = (environment: CacheContext['environment']): string | undefined => {
  const isTag =
    environment['GITHUB_REF_TYPE'] === 'tag' || environment['GITHUB_REF']?.startsWith('refs/tags/') === true
  const event = environment['GITHUB_EVENT_NAME'] ?? ''
  if (!isTag && safeEvents.includes(event)) return undefined
  return `runs for ${isTag ? 'tags' : `"${oneLine(event)}"`} do not use the build cache`
}
