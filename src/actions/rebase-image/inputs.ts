import { basename } from 'node:path'
import { artifactNameOf, checkArtifactName } from '../../github/artifact/artifact-client.ts'
import { type ArtifactsInput, artifactsInput, digestInput } from '../../github/inputs/artifact-input.ts'
import { flagInput, type GetInput, inputFailure, parsedInput } from '../../github/inputs/input.ts'
import {
  insecureRegistriesInput,
  layoutRepoInput,
  runImageInput,
  targetInput,
  type UploadInputs,
  uploadInputs,
} from '../../github/inputs/shared-inputs.ts'
import type { StepContext } from '../../github/step/step-context.ts'
import type { Digest } from '../../image/digest.ts'
import { type ImageReference, parseReference } from '../../image/reference.ts'

/** The inputs of a rebase. */
export interface Inputs {
  readonly image: RegistryImage | ArtifactsInput
  /** The directory of the layout, an absolute path. */
  readonly path: string
  /** As the workflow has it. Undefined to use the run image that the image names. */
  readonly runImage: string | undefined
  readonly force: boolean
  readonly complete: boolean
  /** Registries to access over plain HTTP or with an untrusted certificate. */
  readonly insecureRegistries: ReadonlySet<string>
  /** An absolute path. */
  readonly layoutRepo: string
  readonly cache: boolean
  /** Undefined if nothing is uploaded. */
  readonly artifact: UploadInputs | undefined
  readonly summary: boolean
}

/** An image in a registry, and the digest that it must have. */
export interface RegistryImage {
  readonly reference: ImageReference
  readonly digest: Digest | 'any'
}

type InputContext = Pick<StepContext, 'workspace' | 'temporary' | 'repository'>

/** Reads and checks all inputs; throws a Failure that names the input, the rule and an example. */
export const readInputs = (get: GetInput, context: InputContext): Inputs => {
  const { workspace, repository } = context
  const runImage = runImageInput(get)
  const image = readImage(get, repository)
  const path = targetInput(get('path') || nameOf(image, get('artifact-name')), workspace)
  return {
    image,
    path,
    runImage,
    force: flagInput(get, 'force'),
    complete: flagInput(get, 'complete'),
    insecureRegistries: insecureRegistriesInput(get),
    layoutRepo: layoutRepoInput(get, context),
    cache: flagInput(get, 'cache'),
    artifact: uploadInputs(get, () => nameOf(image, get('artifact-name'), artifactNameOf(basename(path)))),
    summary: flagInput(get, 'summary'),
  }
}

const imageExample = 'ghcr.io/octo-org/my-app:latest'

const readImage = (get: GetInput, repository: string): Inputs['image'] => {
  const reference = parsedInput(get, 'image', parseReference, imageExample)
  const name = get('artifact-name')
  if (reference === undefined) {
    if (name.trim() !== '') return artifactsInput(get, repository)
    throw inputFailure(
      'image',
      'is empty, and "artifact-name" is empty too. Set one of them to name the image',
      imageExample,
    )
  }
  if (name !== '') checkArtifactName(name)
  // The digest is optional: a registry, unlike an artifact, decides itself what a tag means.
  return { reference, digest: digestInput(get) ?? 'any' }
}

/** The default name of the layout and the artifact. */
const nameOf = (image: Inputs['image'], artifactName: string, otherwise?: string): string => {
  if ('reference' in image) {
    return artifactName || artifactNameOf(basename(image.reference.repository))
  }
  const [{ name }, ...others] = image.artifacts
  if (others.length === 0) return name
  if (otherwise !== undefined) return otherwise
  throw inputFailure(
    'path',
    'is empty, and there are several artifacts. Set the path of the layout',
    'out/my-app',
  )
}
