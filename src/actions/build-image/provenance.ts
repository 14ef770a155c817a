import { writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { Builder } from '../../cnb/builder/builder.ts'
import type { BuildpackRequest, ChosenBuildpacks } from '../../cnb/buildpacks/find-buildpacks.ts'
import { readBuildMetadata } from '../../cnb/labels.ts'
import { withoutCredentials } from '../../cnb/project/descriptor.ts'
import { explainFileError } from '../../files/file-error.ts'
import { makeFolder } from '../../files/folders.ts'
import type { StepContext } from '../../github/step/step-context.ts'
import { type Digest, hexOf } from '../../image/digest.ts'
import type { Image } from '../../image/image.ts'
import { formatPlatform } from '../../image/platform.ts'
import { formatReference, formatRepository, type ImageReference } from '../../image/reference.ts'
import { readSmallFile } from '../../layout/read.ts'
import type { RunImage } from '../../store/run-image.ts'
import type { Inputs } from './inputs/inputs.ts'

/** What a build was made from. */
export interface BuildMaterials {
  readonly builder: Builder
  readonly runImageName: string
  readonly runImage: RunImage
  readonly buildpacks: ChosenBuildpacks | undefined
  readonly image: Image
  /** How long the build took. */
  readonly seconds: number
}

/**
 * Writes the provenance of a build as `provenance.json`: a predicate for `actions/attest`. Returns the path. Nothing in the
 * image depends on it. Throws a Failure if it cannot be written.
 */
export const writeProvenance = async (
  inputs: Inputs,
  materials: BuildMaterials,
  context: StepContext,
): Promise<string> => {
  const source = await findSourceCommit(inputs.path, inputs.workspace)
  const folder = join(context.temporary, 'buildpacks-provenance', hexOf(materials.image.descriptor.digest))
  const path = join(folder, 'provenance.json')
  try {
    await makeFolder(folder)
    await writeFile(path, `${JSON.stringify(provenanceOf(inputs, materials, context, source), null, 2)}\n`)
  } catch (error) {
    throw explainFileError(error, `write ${path}`)
  }
  return path
}

/** Says how `externalParameters` and `internalParameters` are to be read: docs/reproduce.md. */
const buildType = 'https://buildpacks-oci-layout.github.io/build/v1'

/** The predicate of SLSA's provenance: https://slsa.dev/spec/v1.0/provenance#schema */
const provenanceOf = (
  inputs: Inputs,
  { builder, runImageName, runImage, buildpacks, image, seconds }: BuildMaterials,
  { environment, serverUrl, repository, runId, runAttempt, actionRef }: StepContext,
  source: SourceCommit | undefined,
) => ({
  buildDefinition: {
    buildType,
    externalParameters: externalParameters(inputs, runImageName),
    internalParameters: {
      platform: formatPlatform(image.config),
      platformApi: builder.platformApi,
      lifecycle: builder.lifecycleVersion,
      buildpacks: readBuildMetadata(image.config).buildpacks.map(({ id, version }) => ({ id, version })),
    },
    resolvedDependencies: [
      ...(source === undefined ? [] : [sourceDependency(source)]),
      ...(inputs.builder === undefined ? [] : [builderDependency(inputs.builder, builder)]),
      imageDependency('run image', runImage.reference, runImage.descriptor.digest),
      ...(buildpacks?.images ?? []).flatMap((reference) =>
        reference.digest === undefined ? [] : [imageDependency('buildpack', reference, reference.digest)],
      ),
    ],
  },
  runDetails: {
    builder: {
      // The workflow that defines the job.
      id: `${serverUrl}/${environment['GITHUB_WORKFLOW_REF'] || repository}`,
      ...(actionRef !== undefined && { version: { 'buildpacks-oci-layout': actionRef } }),
    },
    metadata: {
      invocationId: `${serverUrl}/${repository}/actions/runs/${runId}/attempts/${runAttempt}`,
      startedOn: timeOf(Date.now() - seconds * 1000),
      finishedOn: timeOf(Date.now()),
    },
  },
})

/** The inputs on which the image depends. Values of variables and bindings may be secret: only their names are there. */
const externalParameters = (inputs: Inputs, runImage: string) => ({
  image: `${inputs.imagePath.name}:${inputs.imagePath.tag}`,
  builder: inputs.builder === undefined ? "the job's container" : formatReference(inputs.builder),
  'run-image': runImage,
  path: relative(inputs.workspace, inputs.path) || '.',
  exclude: inputs.project.files.exclude ?? [],
  ...(inputs.project.files.include !== undefined && { include: inputs.project.files.include }),
  ...namedBuildpacks(inputs.project.buildpacks),
  env: [...inputs.environment.keys()],
  bindings: inputs.bindings.map(({ name }) => name),
  labels: Object.fromEntries(inputs.labels),
  'media-types': inputs.mediaTypes,
  'execution-environment': inputs.executionEnvironment,
  ...(inputs.defaultProcess !== undefined && { 'default-process': inputs.defaultProcess }),
  ...(inputs.creationTime !== undefined && { 'creation-time': inputs.creationTime }),
})

const namedBuildpacks = ({ buildpacks, pre, post }: BuildpackRequest) => {
  const lists = { buildpacks, 'pre-buildpacks': pre, 'post-buildpacks': post }
  return Object.fromEntries(
    Object.entries(lists)
      .filter(([, list]) => list.length > 0)
      .map(([name, list]) => [
        name,
        list.map(({ buildpack }) => (typeof buildpack === 'string' ? buildpack : buildpack.id)),
      ]),
  )
}

const sourceDependency = ({ repository, commit }: SourceCommit) => ({
  name: 'source',
  ...(repository !== '' && { uri: `git+${repository}` }),
  digest: { gitCommit: commit },
})

const builderDependency = (reference: ImageReference, { id, digest }: Builder) => {
  if (digest !== undefined) return imageDependency('builder', reference, digest)
  // An image that was built on this machine has no digest in a registry.
  return { name: 'builder', uri: packageUrl(reference), annotations: { imageId: id } }
}

const imageDependency = (name: string, reference: ImageReference, digest: Digest) => ({
  name,
  uri: packageUrl(reference, digest),
  digest: { sha256: hexOf(digest) },
})

/** https://github.com/package-url/purl-spec/blob/main/types-doc/oci-definition.md */
const packageUrl = (reference: ImageReference, digest?: Digest): string => {
  const repository = formatRepository(reference)
  const name = repository.slice(repository.lastIndexOf('/') + 1)
  const version = digest === undefined ? '' : `@${encodeURIComponent(digest)}`
  const tag = reference.tag === undefined ? '' : `&tag=${encodeURIComponent(reference.tag)}`
  return `pkg:oci/${name}${version}?repository_url=${encodeURI(repository)}${tag}`
}

const timeOf = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(/\.\d+/, '')

/** The commit that a directory was checked out from. */
export interface SourceCommit {
  /** The address of the remote `origin`, without credentials. Empty if it is unknown. */
  readonly repository: string
  /** The SHA-1 or SHA-256 of the commit. */
  readonly commit: string
}

const commitPattern = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

/**
 * Finds the commit that the app was checked out from: in `.git` of its directory or of a directory above it, up to the
 * workspace. Undefined if there is none. Changes that are not committed do not show.
 */
export const findSourceCommit = async (app: string, workspace: string): Promise<SourceCommit | undefined> => {
  for (let folder = app; ; folder = dirname(folder)) {
    const git = join(folder, '.git')
    const commit = await headCommit(git)
    if (commit !== undefined) return { repository: await originOf(git), commit }
    if (folder === workspace || folder === dirname(folder)) return undefined
  }
}

const readText = async (path: string): Promise<string> =>
  readSmallFile(path).then(
    (bytes) => bytes.toString('utf8'),
    () => '',
  )

/** https://git-scm.com/docs/gitrepository-layout */
const headCommit = async (git: string): Promise<string | undefined> => {
  const head = (await readText(join(git, 'HEAD'))).trim()
  if (commitPattern.test(head)) return head
  const [, reference] = /^ref: (refs\/[\w./-]+)$/.exec(head) ?? []
  if (reference === undefined || reference.includes('..')) return undefined
  const loose = (await readText(join(git, reference))).trim()
  if (commitPattern.test(loose)) return loose
  const packed = (await readText(join(git, 'packed-refs'))).split('\n')
  const commit = packed.find((line) => line.endsWith(` ${reference}`))?.split(' ')[0] ?? ''
  return commitPattern.test(commit) ? commit : undefined
}

/** https://git-scm.com/docs/git-config#_syntax */
const originOf = async (git: string): Promise<string> => {
  const lines = (await readText(join(git, 'config'))).split('\n').map((line) => line.trim())
  const start = lines.indexOf('[remote "origin"]')
  if (start === -1) return ''
  const section = lines.slice(start + 1)
  const end = section.findIndex((line) => line.startsWith('['))
  const url = section.slice(0, end === -1 ? undefined : end).find((line) => /^url\s*=/.test(line)) ?? ''
  return withoutCredentials(url.replace(/^url\s*=\s*/, ''))
}
