import { join, relative, resolve } from 'node:path'
import type { OtherRun } from '../../github/artifact-download.ts'
import { checkArtifactName } from '../../github/artifact-name.ts'
import {
  flagInput,
  type GetInput,
  inputFailure,
  numberInput,
  optionalInput,
  parsedInput,
  requiredInput,
} from '../../github/input.ts'
import type { StepContext } from '../../github/step-context.ts'
import { type Digest, parseDigest } from '../../image/digest.ts'
import { type ImageReference, parseReference } from '../../image/reference.ts'
import { Failure } from '../../message/failure.ts'

/** What a download is asked to do. */
export interface Inputs {
  readonly artifactName: string
  /** Where the layout goes, absolute. */
  readonly path: string
  /** The image that the artifact must hold. */
  readonly digest: Digest | 'any'
  readonly complete: boolean
  /** The name, with a tag, under which the image is loaded into Docker; undefined where it is not. */
  readonly load: ImageReference | undefined
  /** Absolute. */
  readonly layoutRepo: string
  readonly cache: boolean
  /** Undefined for this very run. */
  readonly from: OtherRun | undefined
}

/** Reads and checks all inputs; throws a Failure that names the input, the rule and an example. */
export const readInputs = (
  get: GetInput,
  { workspace, temporary, repository }: Pick<StepContext, 'workspace' | 'temporary' | 'repository'>,
): Inputs => {
  const artifactName = requiredInput(get, 'artifact-name', 'my-app')
  checkArtifactName(artifactName)
  const load = optionalInput(get, 'load')
  return {
    artifactName,
    path: targetFolder(get('path') || artifactName, workspace),
    digest: expectedDigest(get('digest')),
    complete: flagInput(get, 'complete'),
    load: load === undefined ? undefined : parsedInput('load', load, parseLoadName, 'my-app:ci'),
    layoutRepo: resolve(workspace, get('layout-repo') || join(temporary, 'layout-repo')),
    cache: flagInput(get, 'cache'),
    from: otherRun(get, repository),
  }
}

const digestExample = `\${{ needs.build.outputs.digest }}`

/** An empty digest is a mistake more often than a wish: it is what an expression gives that names nothing. */
const expectedDigest = (text: string): Digest | 'any' => {
  if (text === 'any') return 'any'
  if (text !== '') return parsedInput('digest', text, parseDigest, digestExample)
  throw inputFailure(
    'digest',
    'is required and is empty: a job output is empty where that job has no «outputs:» for it, or this one does not ' +
      'name it in «needs:». Where whatever the artifact holds will do, say «any»',
    digestExample,
  )
}

/** A layout replaces what is at its path, so that must not be the workspace, nor anything around it. */
const targetFolder = (text: string, workspace: string): string => {
  const folder = resolve(workspace, text)
  const way = relative(folder, workspace)
  if (way === '' || (!way.startsWith('..') && !way.startsWith('/'))) {
    throw inputFailure('path', `is «${text}», which is the workspace or contains it`, 'images/my-app')
  }
  return folder
}

const parseLoadName = (text: string): ImageReference => {
  const reference = parseReference(text)
  if (reference.digest === undefined) return reference
  throw new Failure(`«${text}» has a digest, and an engine takes names with a tag only.`)
}

const repositoryPattern = /^[\w.-]+\/[\w.-]+$/

const otherRun = (get: GetInput, ownRepository: string): OtherRun | undefined => {
  const runId = numberInput(get, 'run-id', 1, Number.MAX_SAFE_INTEGER)
  const repository = optionalInput(get, 'repository')
  if (runId === undefined) {
    if (repository === undefined || repository === ownRepository) return undefined
    throw inputFailure('run-id', 'is required where «repository» is another one', '1234567890')
  }
  if (repository !== undefined && !repositoryPattern.test(repository)) {
    throw inputFailure('repository', `is «${repository}», and takes owner/name`, 'octo-org/my-app')
  }
  const token = optionalInput(get, 'github-token')
  if (token === undefined) {
    throw inputFailure('github-token', 'is required where «run-id» is given', `\${{ github.token }}`)
  }
  return { token, repository: repository ?? ownRepository, runId }
}
