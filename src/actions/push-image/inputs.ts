import { resolve } from 'node:path'
import {
  type ArtifactsInput,
  artifactsInput,
  requiredDigestInput,
} from '../../github/inputs/artifact-input.ts'
import {
  flagInput,
  type GetInput,
  inputFailure,
  linesInput,
  optionalInput,
  parsedLine,
} from '../../github/inputs/input.ts'
import { insecureRegistriesInput } from '../../github/inputs/shared-inputs.ts'
import type { StepContext } from '../../github/step/step-context.ts'
import type { Digest } from '../../image/digest.ts'
import { type ImageReference, parseReference } from '../../image/reference.ts'
import { Failure } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'

/** A layout on disk, and the expected digest of its image. */
export interface LayoutOnDisk {
  /** Absolute. */
  readonly path: string
  readonly digest: Digest | 'any'
}

/** The inputs of a push. */
export interface Inputs {
  readonly source: LayoutOnDisk | ArtifactsInput
  /** References with a tag and without a digest. */
  readonly to: readonly [ImageReference, ...ImageReference[]]
  /** Registries to access over plain HTTP or with an untrusted certificate. */
  readonly insecureRegistries: ReadonlySet<string>
  readonly summary: boolean
}

/**
 * Reads and checks all inputs; `info` gets one line for each reference that is changed. Throws a Failure that names the
 * input, the rule and an example.
 */
export const readInputs = (
  get: GetInput,
  context: Pick<StepContext, 'workspace' | 'repository'>,
  info: (line: string) => void,
): Inputs => ({
  source: sourceOf(get, context),
  to: references(get, info),
  insecureRegistries: insecureRegistriesInput(get),
  summary: flagInput(get, 'summary'),
})

const sourceOf = (
  get: GetInput,
  { workspace, repository }: Pick<StepContext, 'workspace' | 'repository'>,
): Inputs['source'] => {
  const path = optionalInput(get, 'path')
  if (path === undefined) {
    if (linesInput(get, 'artifact-name').length > 0) {
      return artifactsInput(get, repository)
    }
    throw inputFailure('artifact-name', 'is empty, and so is "path". Set one of them', 'my-app')
  }
  const other = ['artifact-name', 'run-id', 'repository'].find((name) => get(name) !== '')
  if (other !== undefined) {
    throw inputFailure(other, 'cannot be combined with "path"; remove one of them', 'my-app')
  }
  return { path: resolve(workspace, path), digest: requiredDigestInput(get) }
}

const toExample = 'ghcr.io/owner/app:1.2'

const references = (get: GetInput, info: (line: string) => void): Inputs['to'] => {
  const lines = linesInput(get, 'to').flatMap(({ number, text }) =>
    text
      .split(',')
      .map((part) => ({ number, text: part.trim() }))
      .filter((line) => line.text !== ''),
  )
  const [first, ...others] = lines.map((line) =>
    parsedLine('to', line, (target) => parseTarget(target, info), toExample),
  )
  if (first === undefined) throw inputFailure('to', 'is required and is empty', toExample)
  return [first, ...others]
}

// Either the registry has a port, or the colon does not start one.
const slashInTag = /^(?:[^/]*\/[^:@]*|[^/:@]*):(?!\d+\/)([^@]*\/[^@]*)/

/** A reference to push to; without a tag it is `latest`, as with Docker. */
const parseTarget = (text: string, info: (line: string) => void): ImageReference => {
  if (/\s/.test(text)) throw new Failure(`"${printable(text)}" contains a space.`)
  const [, tag] = slashInTag.exec(text) ?? []
  if (tag !== undefined) {
    throw new Failure(
      `"${printable(tag)}" cannot be a tag, because tags contain no "/". Use ${printable(tag.replaceAll('/', '-'))}, for example.`,
    )
  }
  const lowered = inLowerCase(text)
  const reference = parseReference(lowered)
  if (reference.digest !== undefined) {
    throw new Failure(`"${text}" contains a digest, which the image determines. Use a tag, or neither.`)
  }
  if (lowered !== text) {
    info(`Pushing to "${lowered}" instead of "${printable(text)}": repositories have no capital letters.`)
  }
  return reference
}

/** A reference with its repository in lower case: `github.repository` has capitals if the owner's name has. */
const inLowerCase = (text: string): string => {
  const [, name = '', rest = ''] = /^(.*?)((?::[^/@]*)?(?:@.*)?)$/.exec(text) ?? []
  const [, registry = '', repository = ''] = /^((?:[^/]*[.:][^/]*|localhost)\/)?(.*)$/.exec(name) ?? []
  return registry + repository.toLowerCase() + rest
}
