import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as v from 'valibot'
import { formatPlatform, matchesPlatform, type Platform } from '../../image/platform.ts'
import { readToml } from '../../json/toml.ts'
import { Failure, isSystemError, messageOf } from '../../message/failure.ts'
import type { Owner } from '../../tar/write.ts'
import { sandboxPaths } from '../sandbox-paths.ts'
import { type Builder, knownPlatformApis, readBuilder, readId } from './builder.ts'

/** Where the container is that a job runs in, and how its processes' environments are told. */
export interface JobContainer {
  /** `/` */
  readonly root: string
  /** The step's own environment. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

const creator = '/cnb/lifecycle/creator'

const { app, layers, platform, cache, layoutRepo } = sandboxPaths

/** What a build has for itself in the job's container: empty at first, and empty again afterwards. */
export const hostFolders: readonly string[] = [app, layers, platform, cache, layoutRepo]

/** Whether the job runs in the container of a builder. */
export const isInBuilder = ({ root, environment }: JobContainer): boolean =>
  Boolean(environment['CNB_USER_ID']) && existsSync(join(root, creator))

// What of an environment decides how a build goes: https://github.com/buildpacks/lifecycle/blob/v0.21.0/env/build.go
const imageVariables = /^(?:CNB_\w+|PATH|LD_LIBRARY_PATH|LIBRARY_PATH|CPATH|PKG_CONFIG_PATH)$/

/**
 * The environment that the builder's image gives to its containers. The container's first process has it, and nothing
 * that a step has set since, such as another PATH; where that process is not of the builder (a pod whose containers
 * share their processes has another one), it is taken from the step's.
 */
export const imageEnvironment = async ({
  root,
  environment,
}: JobContainer): Promise<Readonly<Record<string, string>>> => {
  const first = await readFile(join(root, 'proc/1/environ'), 'utf8').catch(() => '')
  const ofFirst = first.split('\0').map((entry): [string, string] => {
    const equals = entry.indexOf('=')
    return [entry.slice(0, equals), entry.slice(equals + 1)]
  })
  const known = ofFirst.some(([name]) => name === 'CNB_USER_ID') ? ofFirst : Object.entries(environment)
  const variables: Record<string, string> = {}
  for (const [name, value] of known) {
    if (value !== undefined && imageVariables.test(name)) variables[name] = value
  }
  return variables
}

/** What is asked of the container's builder. */
export interface HostBuilderOrder {
  /** Any if it is not given. */
  readonly platform: Platform | undefined
  /** Whether the builder's own buildpacks matter: it takes a while to read what they are. */
  readonly withBuildpacks: boolean
}

/** The name of the builder in messages. */
export const hostBuilderName = "of the job's container"

/**
 * Reads, in the container of a builder, what its image's labels say of it from its files and its lifecycle.
 *
 * Throws a Failure if this process is not root's, or the builder's user is; where the builder is for another platform,
 * and where readBuilder does.
 */
export const findHostBuilder = async (
  container: JobContainer,
  { platform, withBuildpacks }: HostBuilderOrder,
): Promise<Builder> => {
  const { root } = container
  const environment = await imageEnvironment(container)
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
  refuseOtherThanRoot(process.getuid?.())
  const user = {
    uid: readId('CNB_USER_ID', variables, hostBuilderName),
    gid: readId('CNB_GROUP_ID', variables, hostBuilderName),
  }
  refuseRootsRights(user)
  const [runImages, order, buildpacks, lifecycle] = await Promise.all([
    readRunImages(root),
    readOptional(OrderSchema, root, '/cnb/order.toml'),
    withBuildpacks ? readBuildpacks(root) : [],
    askLifecycle(join(root, creator), environment, user),
  ])
  const metadata = {
    buildpacks,
    images: runImages,
    lifecycle: { version: lifecycle.version, apis: { platform: { supported: lifecycle.platformApis } } },
  }
  const builder = readBuilder(
    {
      Id: '',
      Os: 'linux',
      Architecture: architecture(),
      Config: {
        Env: variables,
        Labels: {
          'io.buildpacks.builder.metadata': JSON.stringify(metadata),
          'io.buildpacks.buildpack.order': JSON.stringify(order?.order ?? []),
          'io.buildpacks.stack.id': environment['CNB_STACK_ID'] ?? '',
        },
      },
    },
    hostBuilderName,
  )
  if (platform === undefined || matchesPlatform(platform, builder.platform)) return builder
  throw new Failure(
    `The builder ${hostBuilderName} is for ${formatPlatform(builder.platform)}, not for ${formatPlatform(platform)}. ` +
      'Leave the input platform empty, or run the job on such a machine.',
  )
}

/** Refuses to build if the build could read what this step knows. */
const refuseOtherThanRoot = (own: number | undefined): void => {
  if (own === 0) return
  throw new Failure(
    `This step runs as user ${own}, and in a builder's container it has to be root: a build that runs as the same ` +
      `user could read the tokens of this step. Set "options: --user root" at the job's container, or runAsUser: 0 ` +
      'in the template of the pod; the build itself does not run as root.',
  )
}

const refuseRootsRights = ({ uid, gid }: Owner): void => {
  if (uid === 0) {
    throw new Failure(
      `The builder ${hostBuilderName} builds as root (its CNB_USER_ID is 0), and so the build could read the tokens of ` +
        'this step. Choose another builder, or use a runner with Docker.',
    )
  }
  if (gid !== 0) return
  throw new Failure(
    `The builder ${hostBuilderName} builds with root's group (its CNB_GROUP_ID is 0), and so the build could change ` +
      'files of root that this group may write to. Choose another builder, or use a runner with Docker.',
  )
}

/** Architectures as Go, and so images, name them. */
const architectures: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' }

const architecture = (): string => architectures[process.arch] ?? process.arch

const RunImageSchema = v.object({ image: v.string(), mirrors: v.optional(v.array(v.string()), []) })

// https://github.com/buildpacks/spec/blob/platform/0.15/platform.md#runtoml-toml
const RunSchema = v.object({ images: v.optional(v.array(RunImageSchema), []) })

// https://github.com/buildpacks/spec/blob/platform/0.11/platform.md#stacktoml-toml
const StackSchema = v.object({ 'run-image': v.optional(RunImageSchema) })

const OrderSchema = v.object({ order: v.optional(v.array(v.unknown()), []) })

/** Older builders have a stack.toml only. */
const readRunImages = async (root: string) => {
  const run = await readOptional(RunSchema, root, '/cnb/run.toml')
  if (run !== undefined && run.images.length > 0) return run.images
  const stack = await readOptional(StackSchema, root, '/cnb/stack.toml')
  return stack?.['run-image'] === undefined ? [] : [stack['run-image']]
}

const readOptional = async <Schema extends v.GenericSchema>(
  schema: Schema,
  root: string,
  path: string,
): Promise<v.InferOutput<Schema> | undefined> => {
  try {
    return readToml(schema, await readFile(join(root, path)), path)
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined
    throw error
  }
}

const BuildpackSchema = v.object({ buildpack: v.object({ id: v.string(), version: v.string() }) })

const readBuildpacks = async (root: string) => {
  const files = await Array.fromAsync(glob('cnb/buildpacks/*/*/buildpack.toml', { cwd: root }))
  return Promise.all(
    files.map(
      async (file) => readToml(BuildpackSchema, await readFile(join(root, file)), `/${file}`).buildpack,
    ),
  )
}

const run = promisify(execFile)

// In milliseconds; it takes a few.
const answerLimit = 10_000

/**
 * Asks the lifecycle what it is. No file of a builder says so; but it refuses a platform API that it does not speak, with
 * exit code 11, before it does anything else.
 */
const askLifecycle = async (
  program: string,
  environment: Readonly<Record<string, string>>,
  { uid, gid }: Owner,
) => {
  for (const api of knownPlatformApis) {
    const env = { ...environment, CNB_PLATFORM_API: api }
    try {
      const { stdout } = await run(program, ['-version'], { env, uid, gid, cwd: '/', timeout: answerLimit })
      const [version = 'unknown'] = stdout.trim().split('+', 1)
      return { version, platformApis: [api] }
    } catch (cause) {
      const isOtherApi = cause instanceof Error && 'code' in cause && cause.code === 11
      if (!isOtherApi) {
        throw new Failure(
          `The lifecycle of the builder ${hostBuilderName} does not run: ${messageOf(cause)}`,
          {
            cause,
          },
        )
      }
    }
  }
  return { version: undefined, platformApis: [] }
}
