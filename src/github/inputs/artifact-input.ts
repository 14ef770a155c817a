import { type Digest, parseDigest } from '../../image/digest.ts'
import type { Failure } from '../../message/failure.ts'
import { formatCount } from '../../message/quantity.ts'
import { checkArtifactName } from '../artifact/artifact-client.ts'
import type { OtherRun } from '../artifact/artifact-download.ts'
import type { ExpectedArtifact } from '../artifact/artifact-layout.ts'
import {
  type GetInput,
  inputFailure,
  lineFailure,
  linesInput,
  numberInput,
  optionalInput,
  parsedInput,
  parsedLine,
} from './input.ts'

const digestExample = `\${{ needs.build.outputs.digest }}`

/** Artifacts, and the expected digests of their images. */
export interface ArtifactsInput {
  readonly artifacts: readonly [ExpectedArtifact, ...ExpectedArtifact[]]
  /** Undefined for artifacts of this run. */
  readonly from: OtherRun | undefined
}

/**
 * Reads the inputs that name artifacts. `ownRepository` is the repository of this run. Throws a Failure that names the input,
 * the rule and an example.
 */
export const artifactsInput = (get: GetInput, ownRepository: string): ArtifactsInput => ({
  artifacts: expectedArtifacts(get),
  from: otherRunInput(get, ownRepository),
})

/** Reads `artifact-name` and `digest`: one digest per artifact, in the same order, or the word `any` for all. */
const expectedArtifacts = (get: GetInput): ArtifactsInput['artifacts'] => {
  const nameLines = linesInput(get, 'artifact-name')
  const [first, ...others] = nameLines.map(({ text }) => text)
  if (first === undefined) throw inputFailure('artifact-name', 'is required and is empty', 'my-app')
  const names = [first, ...others]
  for (const name of names) checkArtifactName(name)
  const twice = nameLines.find(({ text }, position) => names.indexOf(text) !== position)
  if (twice !== undefined) {
    throw lineFailure('artifact-name', twice, 'it names the same artifact as another line', 'my-app-amd64')
  }
  const lines = linesInput(get, 'digest')
  if (isAnyAlone(get)) {
    return [{ name: first, digest: 'any' }, ...others.map((name) => ({ name, digest: 'any' as const }))]
  }
  if (lines.length === 0) throw emptyDigest()
  if (lines.length !== names.length) {
    throw inputFailure(
      'digest',
      `has ${formatCount(lines.length, 'line')} for ${formatCount(names.length, 'artifact')}. Specify one digest per artifact, ` +
        'in the same order (an empty output counts as missing), or "any" to accept any image',
      digestExample,
    )
  }
  const digests = lines.map((line) => parsedLine('digest', line, parseDigestOrAny, digestExample))
  const wantedAt = (name: string, position: number): ExpectedArtifact => ({
    name,
    digest: digests[position] ?? 'any',
  })
  return [wantedAt(first, 0), ...others.map((name, position) => wantedAt(name, position + 1))]
}

/** Reads the input `digest` for one image. Undefined if it is empty. */
export const digestInput = (get: GetInput): Digest | 'any' | undefined =>
  parsedInput(get, 'digest', parseDigestOrAny, digestExample)

/** Reads the input `digest` for one image. Throws a Failure if it is empty. */
export const requiredDigestInput = (get: GetInput): Digest | 'any' => {
  const digest = digestInput(get)
  if (digest === undefined) throw emptyDigest()
  return digest
}

/** An empty digest is usually a mistake: an expression that names an unknown output is empty. */
const emptyDigest = (): Failure =>
  inputFailure(
    'digest',
    'is required and is empty. A job output is empty if that job has no "outputs:" for it, or if this job does not name ' +
      'that job in "needs:". Use "any" to accept any image',
    digestExample,
  )

/** Whether `any` is the whole input. If another line is empty, because an output is empty, `any` does not count for it. */
const isAnyAlone = (get: GetInput): boolean =>
  /^[^\S\n]*any[^\S\n]*\n?$/.test(get('digest', { trimWhitespace: false }))

const parseDigestOrAny = (text: string): Digest | 'any' => (text === 'any' ? 'any' : parseDigest(text))

const repositoryPattern = /^[\w.-]+\/[\w.-]+$/

/** Reads the inputs `run-id`, `repository` and `github-token`. Undefined for the current run. */
const otherRunInput = (get: GetInput, ownRepository: string): OtherRun | undefined => {
  const runId = numberInput(get, 'run-id', 1, Number.MAX_SAFE_INTEGER)
  const repository = optionalInput(get, 'repository')
  if (runId === undefined) {
    if (repository === undefined || repository === ownRepository) return undefined
    throw inputFailure('run-id', 'is required if "repository" is another repository', '1234567890')
  }
  if (repository !== undefined && !repositoryPattern.test(repository)) {
    throw inputFailure('repository', `is "${repository}". Use owner/name`, 'octo-org/my-app')
  }
  const token = optionalInput(get, 'github-token')
  if (token === undefined) {
    throw inputFailure('github-token', 'is required if "run-id" is set', `\${{ github.token }}`)
  }
  return { token, repository: repository ?? ownRepository, runId }
}

/** This run, read with the input `github-token`. Undefined without a token. */
export const ownRunInput = (
  get: GetInput,
  { repository, runId }: Pick<OtherRun, 'repository' | 'runId'>,
): OtherRun | undefined => {
  const token = optionalInput(get, 'github-token')
  return token === undefined ? undefined : { token, repository, runId }
}
