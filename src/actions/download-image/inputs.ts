import { type ArtifactsInput, artifactsInput } from '../../github/inputs/artifact-input.ts'
import { flagInput, type GetInput, parsedInput, requiredInput } from '../../github/inputs/input.ts'
import {
  insecureRegistriesInput,
  layoutRepoInput,
  sbomInput,
  targetInput,
} from '../../github/inputs/shared-inputs.ts'
import type { StepContext } from '../../github/step/step-context.ts'
import { type ImageReference, parseReference } from '../../image/reference.ts'
import { Failure } from '../../message/failure.ts'

/** The inputs of a download. */
export interface Inputs extends ArtifactsInput {
  /** The directory for the layout, absolute. */
  readonly path: string
  readonly complete: boolean
  /** The name with a tag to load the image under. Undefined if it is not loaded. */
  readonly load: ImageReference | undefined
  /** The directory for the SBOMs, absolute. Undefined if none are written. */
  readonly sbom: string | undefined
  /** Registries to access over plain HTTP or with an untrusted certificate. */
  readonly insecureRegistries: ReadonlySet<string>
  /** Absolute. */
  readonly layoutRepo: string
  readonly cache: boolean
}

/** Reads and checks all inputs; throws a Failure that names the input, the rule and an example. */
export const readInputs = (
  get: GetInput,
  context: Pick<StepContext, 'workspace' | 'temporary' | 'repository'>,
): Inputs => {
  const { workspace, repository } = context
  const wanted = artifactsInput(get, repository)
  const path = targetInput(pathFor(get, wanted), workspace)
  return {
    ...wanted,
    path,
    complete: flagInput(get, 'complete'),
    load: parsedInput(get, 'load', parseLoadName, 'my-app:ci'),
    sbom: sbomInput(get, workspace, path),
    insecureRegistries: insecureRegistriesInput(get),
    layoutRepo: layoutRepoInput(get, context),
    cache: flagInput(get, 'cache'),
  }
}

const pathFor = (get: GetInput, { artifacts: [{ name }, ...others] }: ArtifactsInput): string => {
  if (others.length === 0) return get('path') || name
  return requiredInput(get, 'path', 'images/my-app')
}

const parseLoadName = (text: string): ImageReference => {
  const reference = parseReference(text)
  if (reference.digest === undefined) return reference
  throw new Failure(`"${text}" contains a digest, but Docker loads images under names with a tag.`)
}
