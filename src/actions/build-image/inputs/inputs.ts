import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { PullPolicy } from '../../../cnb/builder/find-builder.ts'
import { checkArchive } from '../../../cnb/input/app-archive.ts'
import { isVariableName } from '../../../cnb/project/descriptor.ts'
import { artifactNameOf, checkArtifactName } from '../../../github/artifact/artifact-client.ts'
import {
  choiceInput,
  flagInput,
  type GetInput,
  inputFailure,
  lineFailure,
  linesOf,
  optionalInput,
  parsedInput,
  untrimmedInput,
} from '../../../github/inputs/input.ts'
import {
  insecureRegistriesInput,
  layoutRepoInput,
  runImageInput,
  sbomInput,
  type UploadInputs,
  uploadInputs,
} from '../../../github/inputs/shared-inputs.ts'
import type { StepContext } from '../../../github/step/step-context.ts'
import { type Platform, parsePlatform } from '../../../image/platform.ts'
import { type ImageReference, parseReference } from '../../../image/reference.ts'
import { Failure, isSystemError } from '../../../message/failure.ts'
import { type CacheInputs, readCacheInputs } from './cache-inputs.ts'
import {
  type ImageInputs,
  type ImagePath,
  parseImagePath,
  type ReproductionTarget,
  readImageInputs,
  readReproductionTarget,
} from './image-inputs.ts'
import { type ProjectInputs, readProject } from './project-inputs.ts'
import { readSandboxInputs, type SandboxInputs } from './sandbox-inputs.ts'

/** The inputs of a build. */
export interface Inputs extends ImageInputs, SandboxInputs {
  readonly imagePath: ImagePath
  /** Undefined if the job runs in the container of a builder. */
  readonly builder: ImageReference | undefined
  /** The app's directory or archive, absolute. */
  readonly path: string
  /** Relative paths of inputs begin here. */
  readonly workspace: string
  readonly sparse: boolean
  /** As in the workflow. Undefined for the builder's run image. */
  readonly runImage: string | undefined
  /** Undefined for the platform of the builder image. */
  readonly platform: Platform | undefined
  readonly pullPolicy: PullPolicy
  readonly project: ProjectInputs
  /** Build-time variables. */
  readonly environment: ReadonlyMap<string, string>
  readonly mediaTypes: 'oci' | 'preserve'
  /** The directory for the SBOMs, absolute. Undefined if the build writes none. */
  readonly sbom: string | undefined
  /** Registries to access over plain HTTP or with an untrusted certificate. */
  readonly insecureRegistries: ReadonlySet<string>
  /** Absolute. */
  readonly layoutRepo: string
  readonly cache: CacheInputs
  /** The image that the build is expected to reproduce. Undefined if there is none. */
  readonly reproduces: ReproductionTarget | undefined
  /** Undefined if the layout is not uploaded. */
  readonly artifact: UploadInputs | undefined
  readonly summary: boolean
}

type InputContext = Pick<StepContext, 'workspace' | 'temporary' | 'environment'> & {
  readonly warn: (message: string) => void
  /** Whether the job runs in the container of a builder. */
  readonly inBuilder: boolean
}

const exampleBuilder = 'paketobuildpacks/ubuntu-noble-builder'

/** Reads and checks all inputs. Throws a Failure that names the input, the rule and an example. */
export const readInputs = async (get: GetInput, context: InputContext): Promise<Inputs> => {
  const { workspace, environment, warn, inBuilder } = context
  const imagePath = parseImagePath(get('image-path'), workspace)
  const runImage = runImageInput(get)
  if (!flagInput(get, 'experimental')) {
    throw inputFailure(
      'experimental',
      'is false, but exporting to an OCI layout is an experimental feature of the lifecycle',
      'true',
    )
  }
  const path = await appPath(resolve(workspace, get('path') || '.'))
  const image = readImageInputs(get)
  const { executionEnvironment } = image
  const projectContext = { workspace, app: path, executionEnvironment, warn }
  const {
    path: descriptor,
    builder,
    environment: projectEnvironment,
    ...project
  } = await readProject(get, projectContext)
  return {
    ...image,
    ...(await readSandboxInputs(get, { workspace, app: path })),
    imagePath,
    builder: inBuilder ? refuseEngineInputs(get) : readBuilder(get, builder, descriptor),
    path,
    workspace,
    project,
    sparse: flagInput(get, 'sparse'),
    runImage,
    platform: parsedInput(get, 'platform', parsePlatform, 'linux/arm64'),
    pullPolicy: choiceInput(get, 'pull-policy', ['if-not-present', 'always', 'never']),
    environment: new Map([
      ...projectEnvironment,
      ...parseEnvironment(untrimmedInput(get, 'env'), environment),
    ]),
    mediaTypes: choiceInput(get, 'media-types', ['oci', 'preserve']),
    sbom: sbomInput(get, workspace, imagePath.folder),
    insecureRegistries: insecureRegistriesInput(get),
    layoutRepo: layoutRepoInput(get, context),
    cache: readCacheInputs(get, context),
    reproduces: readReproductionTarget(get),
    artifact: uploadInputs(get, () => artifactNameFor(get, imagePath)),
    summary: flagInput(get, 'summary'),
  }
}

/** In the container of a builder, the build runs there, in the job's network. It does not use an engine. */
const refuseEngineInputs = (get: GetInput): undefined => {
  const rules = {
    builder: 'that builder builds',
    network: 'the build has the network of the job',
  }
  for (const [name, rule] of Object.entries(rules)) {
    const text = get(name)
    if (text === '') continue
    throw inputFailure(
      name,
      `is "${text}", but this job runs in the container of a builder, so ${rule}. Leave it empty, or run the job with ` +
        'Docker and without "container:"',
      '""',
    )
  }
}

const readBuilder = (
  get: GetInput,
  projectBuilder: string | undefined,
  descriptor: string,
): ImageReference => {
  const builder = parsedInput(get, 'builder', parseReference, exampleBuilder)
  if (builder !== undefined) return builder
  if (projectBuilder === undefined) {
    throw inputFailure('builder', 'is empty, and no project.toml names a builder', exampleBuilder)
  }
  try {
    return parseReference(projectBuilder)
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    throw new Failure(`Invalid builder image in ${descriptor}: ${cause.message}`, { cause })
  }
}

const artifactNameFor = (get: GetInput, { name }: ImagePath): string => {
  const given = optionalInput(get, 'artifact-name')
  if (given !== undefined) checkArtifactName(given)
  return given ?? artifactNameOf(name)
}

const appPath = async (path: string): Promise<string> => {
  const refuse = (rule: string, cause?: unknown): never => {
    throw inputFailure('path', `is ${path}, ${rule}`, '.', cause)
  }
  const stats = await stat(path).catch((error: unknown) =>
    refuse(isSystemError(error, 'ENOENT') ? 'which does not exist' : 'which cannot be read', error),
  )
  if (stats.isDirectory()) return path
  const rule = 'which is neither a directory nor a .jar, .war or .zip file'
  // Opening a named pipe would wait for a writer.
  if (!stats.isFile()) return refuse(rule)
  await checkArchive(path).catch((error: unknown) => refuse(rule, error))
  return path
}

/**
 * Parses one `NAME=value` per line. `NAME` alone takes the value from the step's environment. No message shows any part of a
 * line: the second line of a private key looks like a name.
 */
export const parseEnvironment = (
  text: string,
  stepEnvironment: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, string> => {
  const variables = new Map<string, string>()
  for (const line of linesOf(text)) {
    const refuse = (rule: string): Failure =>
      lineFailure('env', line, rule, 'BP_JVM_VERSION=21', { isSecret: true })
    const equals = line.text.indexOf('=')
    const name = (equals === -1 ? line.text : line.text.slice(0, equals)).trim()
    if (/^export\s/.test(name)) throw refuse('it begins with "export". Remove that word')
    if (!isVariableName(name)) throw refuse(`it does not begin with the name of a variable. ${severalLines}`)
    // Without properties that all objects inherit, such as `constructor`.
    const ofStep = Object.hasOwn(stepEnvironment, name) ? stepEnvironment[name] : undefined
    const value = equals === -1 ? ofStep : line.text.slice(equals + 1)
    if (value === undefined) {
      throw refuse(`it has no "=", and the step's environment has no variable of that name. ${severalLines}`)
    }
    variables.set(name, value)
  }
  return variables
}

const severalLines =
  'For a value with several lines, such as a key, put the variable in the "env:" of the step and only its name here'
