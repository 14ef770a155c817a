import { join, resolve } from 'node:path'
import type { OtherRun } from '../../github/artifact/artifact-download.ts'
import type { ExpectedArtifact } from '../../github/artifact/artifact-layout.ts'
import { artifactsInput, otherRunInput } from '../../github/inputs/artifact-input.ts'
import {
  flagInput,
  type GetInput,
  optionalInput,
  parsedInput,
  requiredInput,
} from '../../github/inputs/input.ts'
import { insecureRegistriesInput, sbomInput, targetInput } from '../../github/inputs/shared-inputs.ts'
import type { StepContext } from '../../github/step/step-context.ts'
import { type ImageReference, parseReference } from '../../image/reference.ts'
import { Failure } from '../../message/failure.ts'

/** The inputs of a download. */
export interface Inputs {
  readonly artifacts: readonly [ExpectedArtifact, ...ExpectedArtifact[]]
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
  /** Undefined for this run. */
  readonly from: OtherRun | undefined
}

/** Reads and checks all inputs; throws a Failure that names the input, the rule and an example. */
export const readInputs = (
  get: GetInput,
  { workspace, temporary, repository }: Pick<StepContext, 'workspace' | 'temporary' | 'repository'>,
): Inputs => {
  const artifacts = artifactsInput(get)
  const load = optionalInput(get, 'load')
  const path = targetInput(pathFor(get, artifacts), workspace)
  return {
    artifacts,
    path,
    complete: flagInput(get, 'complete'),
    load: load === undefined ? undefined : parsedInput('load', load, parseLoadName, 'my-app:ci'),
    sbom: sbomInput(get, workspace, path),
    insecureRegistries: insecureRegistriesInput(get),
    layoutRepo: resolve(workspace, get('layout-repo') || join(temporary, 'layout-repo')),
    cache: flagInput(get, 'cache'),
    from: otherRunInput(get, repository),
  }
}

const pathFor = (get: GetInput, [{ name }, ...others]: Inputs['artifacts']): string => {
  if (others.length === 0) return get('path') || name
  return requiredInput(get, 'path', 'images/my-app')
}

const parseLoadName = (text: string): ImageReference => {
  const reference = parseReference(text)
  if (reference.digest === undefined) return reference
  throw new Failure(`"${text}" contains a digest, but Docker loads images under names with a tag.`)
}
