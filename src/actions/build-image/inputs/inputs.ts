import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { PullPolicy } from '../../../cnb/builder/find-builder.ts'
import { checkArchive } from '../../../cnb/input/app-archive.ts'
import { isVariableName } from '../../../cnb/input/variable-name.ts'
import { artifactNameOf, checkArtifactName } from '../../../github/artifact/artifact-name.ts'
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
import { insecureRegistriesInput } from '../../../github/inputs/registry-input.ts'
import { sbomInput } from '../../../github/inputs/sbom-input.ts'
import { type UploadInputs, uploadInputs } from '../../../github/inputs/upload-input.ts'
import type { StepContext } from '../../../github/step/step-context.ts'
import { type Platform, parsePlatform } from '../../../image/platform.ts'
import { type ImageReference, parseReference } from '../../../image/reference.ts'
import { Failure, isSystemError } from '../../../message/failure.ts'
import { type CacheInputs, readCacheInputs } from './cache-inputs.ts'
import { type ImageInputs, readImageInputs } from './image-inputs.ts'
import { type ImagePath, parseImagePath } from './image-path.ts'
import { type ProjectInputs, readProject } from './project-inputs.ts'
import { type ReproductionTarget, readReproductionTarget } from './reproduce-input.ts'
import { readSandboxInputs, type SandboxInputs } from './sandbox-inputs.ts'

/** What a build is asked to do. */
export interface Inputs extends ImageInputs, SandboxInputs {
  readonly imagePath: ImagePath
  /** Undefined for that of the container in which the job runs. */
  readonly builder: ImageReference | undefined
  /** The app's directory or archive, absolute. */
  readonly path: string
  /** What relative paths were read against. */
  readonly workspace: string
  readonly sparse: boolean
  /** As the workflow has it; undefined for the builder's own. */
  readonly runImage: string | undefined
  /** Undefined for the builder image's. */
  readonly platform: Platform | undefined
  readonly pullPolicy: PullPolicy
  /** What else the project says. */
  readonly project: ProjectInputs
  /** Build-time environment. */
  readonly environment: ReadonlyMap<string, string>
  readonly mediaTypes: 'oci' | 'preserve'
  /** The folder for the SBOMs, absolute; undefined if none are wanted. */
  readonly sbom: string | undefined
  /** Registries to access over plain HTTP or with an untrusted certificate. */
  readonly insecureRegistries: ReadonlySet<string>
  /** Absolute. */
  readonly layoutRepo: string
  readonly cache: CacheInputs
  /** The image that the build is expected to reproduce. Undefined if there is none. */
  readonly reproduces: ReproductionTarget | undefined
  /** Undefined if nothing is to be uploaded. */
  readonly artifact: UploadInputs | undefined
  readonly summary: boolean
}

/** What relative paths, the default folders and `env` lines that only name a variable are read against. */
type InputContext = Pick<StepContext, 'workspace' | 'temporary' | 'environment'> & {
  readonly warn: (message: string) => void
  /** Whether the job runs in the container of a builder. */
  readonly inBuilder: boolean
}

const exampleBuilder = 'paketobuildpacks/ubuntu-noble-builder'

/** Reads and checks all inputs; throws a Failure that names the input, the rule and an example. */
export const readInputs = async (get: GetInput, context: InputContext): Promise<Inputs> => {
  const { workspace, temporary, environment, warn, inBuilder } = context
  const imagePath = parseImagePath(get('image-path'), workspace)
  const runImage = optionalInput(get, 'run-image')
  if (runImage !== undefined)
    parsedInput('run-image', runImage, parseReference, 'paketobuildpacks/run-jammy-base')
  const platform = optionalInput(get, 'platform')
  if (!flagInput(get, 'experimental')) {
    throw inputFailure(
      'experimental',
      'is false, and exporting to an OCI layout is an experimental feature of the lifecycle: nothing was built',
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
    environment: ofProject,
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
    platform:
      platform === undefined ? undefined : parsedInput('platform', platform, parsePlatform, 'linux/arm64'),
    pullPolicy: choiceInput(get, 'pull-policy', ['if-not-present', 'always', 'never']),
    environment: new Map([...ofProject, ...parseEnvironment(untrimmedInput(get, 'env'), environment)]),
    mediaTypes: choiceInput(get, 'media-types', ['oci', 'preserve']),
    sbom: sbomInput(get, workspace, imagePath.folder),
    insecureRegistries: insecureRegistriesInput(get),
    layoutRepo: resolve(workspace, get('layout-repo') || join(temporary, 'layout-repo')),
    cache: readCacheInputs(get, context),
    reproduces: readReproductionTarget(get),
    artifact: uploadInputs(get, () => artifactNameFor(get, imagePath)),
    summary: flagInput(get, 'summary'),
  }
}

/** In the container of a builder, that one builds, in the job's network: there may be no engine, and it is not used. */
const refuseEngineInputs = (get: GetInput): undefined => {
  const rules = {
    builder: 'is the one that builds',
    network: 'has the job’s network for the build as well',
  }
  for (const [name, rule] of Object.entries(rules)) {
    const text = get(name)
    if (text === '') continue
    throw inputFailure(
      name,
      `is "${text}", and this job runs in the container of a builder, which ${rule}; leave it empty, or run the job ` +
        'outside of a builder’s container, with Docker',
      '""',
    )
  }
}

const readBuilder = (get: GetInput, ofProject: string | undefined, descriptor: string): ImageReference => {
  const text = get('builder')
  if (text !== '') return parsedInput('builder', text, parseReference, exampleBuilder)
  if (ofProject === undefined) {
    throw inputFailure('builder', 'is empty, and no project.toml names a builder', exampleBuilder)
  }
  try {
    return parseReference(ofProject)
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    throw new Failure(
      `The project's descriptor ${descriptor} names a builder that is none: ${cause.message}`,
      { cause },
    )
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

// An environment has inherited properties too, such as `constructor`.
const ownValue = (own: InputContext['environment'], name: string): string | undefined =>
  Object.hasOwn(own, name) ? own[name] : undefined

/**
 * Reads one `NAME=value` per line; `NAME` alone takes the step's own value. No message has anything of a line, not even a
 * name: the second line of a key is read as a name, too.
 */
export const parseEnvironment = (
  text: string,
  own: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, string> => {
  const variables = new Map<string, string>()
  for (const line of linesOf(text)) {
    const refuse = (rule: string): Failure =>
      lineFailure('env', line, rule, 'BP_JVM_VERSION=21', { isSecret: true })
    const equals = line.text.indexOf('=')
    const name = (equals === -1 ? line.text : line.text.slice(0, equals)).trim()
    if (/^export\s/.test(name))
      throw refuse('it begins with "export", which is no part of a variable: remove that word')
    if (!isVariableName(name)) throw refuse(`it does not begin with the name of a variable. ${severalLines}`)
    const value = equals === -1 ? ownValue(own, name) : line.text.slice(equals + 1)
    if (value === undefined) {
      throw refuse(`it has no "=", and the step's environment has no variable of that name. ${severalLines}`)
    }
    variables.set(name, value)
  }
  return variables
}

const severalLines =
  'For a value with several lines, such as a key, put the variable in the "env:" of the step and only its name here'
