import { dirname, join, resolve } from 'node:path'
import type { BuildpackRequest, NamedBuildpack } from '../../../cnb/buildpacks/find-buildpacks.ts'
import {
  type DescribedBuildpack,
  type ProjectDescriptor,
  parseDescriptor,
} from '../../../cnb/project/descriptor.ts'
import type { FilePatterns } from '../../../cnb/project/file-filter.ts'
import {
  type GetInput,
  inputFailure,
  linesInput,
  linesOf,
  optionalInput,
  untrimmedInput,
} from '../../../github/inputs/input.ts'
import { readSmallFile } from '../../../layout/read.ts'
import { Failure, isSystemError, messageOf } from '../../../message/failure.ts'

/** The inputs about the project and the content of its descriptor. Inputs override the descriptor. */
export interface ProjectInputs extends Pick<ProjectDescriptor, 'source'> {
  readonly files: FilePatterns
  readonly buildpacks: BuildpackRequest
}

export interface ProjectContext {
  /** Relative paths of inputs begin here. */
  readonly workspace: string
  /** The app's directory or archive, absolute. */
  readonly app: string
  readonly executionEnvironment: string
  readonly warn: (message: string) => void
}

/** `path` is the descriptor's path, whether it exists or not. */
type ReadProject = ProjectInputs &
  Pick<ProjectDescriptor, 'builder' | 'environment'> & { readonly path: string }

/** Reads the project's descriptor and the inputs that override it. Throws a Failure if one is wrong. */
export const readProject = async (get: GetInput, context: ProjectContext): Promise<ReadProject> => {
  const { workspace, app, executionEnvironment, warn } = context
  const given = optionalInput(get, 'descriptor')
  const path = given === undefined ? join(app, 'project.toml') : resolve(workspace, given)
  const bytes = await readDescriptorFile(path, given !== undefined)
  const read =
    bytes === undefined ? undefined : parseDescriptor(bytes, { name: path, executionEnvironment, warn })
  const folder = dirname(path)
  const named = (input: string, described: readonly DescribedBuildpack[] = []): readonly NamedBuildpack[] => {
    const lines = linesInput(get, input).map(({ number, text }) => ({
      buildpack: text,
      folder: workspace,
      origin: `the input "${input}", line ${number}`,
    }))
    return lines.length > 0 ? lines : described.map((buildpack) => ({ buildpack, folder }))
  }
  const buildpacks = {
    buildpacks: named('buildpacks', read?.group),
    pre: named('pre-buildpacks', read?.pre),
    post: named('post-buildpacks', read?.post),
  }
  if (buildpacks.buildpacks.length > 0 && buildpacks.pre.length + buildpacks.post.length > 0) {
    warn(
      '"pre-buildpacks" and "post-buildpacks" are ignored, because ' +
        `${get('buildpacks').trim() === '' ? path : 'the input "buildpacks"'} replaces the builder's order. ` +
        'Add them there, or remove the list.',
    )
  }
  return {
    path,
    builder: read?.builder,
    environment: read?.environment ?? new Map(),
    source: read?.source,
    files: { include: read?.include, exclude: [...(read?.exclude ?? []), ...patternsOf(get)] },
    buildpacks,
  }
}

/** White space around a pattern stays: an escaped space at its end is part of it. */
const patternsOf = (get: GetInput): readonly string[] =>
  linesOf(untrimmedInput(get, 'exclude')).map(({ text }) => text)

/** Undefined if the file does not exist and no input names it. */
const readDescriptorFile = async (path: string, isGiven: boolean): Promise<Uint8Array | undefined> => {
  try {
    return await readSmallFile(path, { followLink: true })
  } catch (cause) {
    // An app that is an archive is not a directory.
    if (!isGiven && isSystemError(cause, 'ENOENT', 'ENOTDIR')) return undefined
    if (cause instanceof Failure) {
      throw new Failure(
        `${cause.message} Replace it with a TOML file, or name another file in the input "descriptor".`,
        {
          cause,
        },
      )
    }
    if (isGiven) {
      throw inputFailure('descriptor', `is ${path}, which cannot be read`, 'deploy/project.toml', cause)
    }
    throw new Failure(
      `Could not read ${path}: ${messageOf(cause)}. Make it readable, or name another file in the input "descriptor".`,
      { cause },
    )
  }
}
