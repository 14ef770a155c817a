import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as v from 'valibot'
import { unlessMissing } from '../../files/file-error.ts'
import { formatPlatform, matchesPlatform, type Platform } from '../../image/platform.ts'
import { readToml } from '../../json/document.ts'
import { Failure, messageOf } from '../../message/failure.ts'
import type { UserIds } from '../../tar/write.ts'
import { OrderSchema } from '../buildpacks/order.ts'
import { type Builder, choosePlatformApi, knownPlatformApis, readUser } from './builder.ts'

/** The container that a job runs in. */
export interface JobContainer {
  /** `/` */
  readonly root: string
  /** The step's own environment. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

const creator = '/cnb/lifecycle/creator'

/** Whether the job runs in the container of a builder. */
export const isInBuilder = ({ root, environment }: JobContainer): boolean =>
  Boolean(environment['CNB_USER_ID']) && existsSync(join(root, creator))

// The variables that affect a build: https://github.com/buildpacks/lifecycle/blob/v0.21.0/env/build.go
const imageVariables = /^(?:CNB_\w+|PATH|LD_LIBRARY_PATH|LIBRARY_PATH|CPATH|PKG_CONFIG_PATH)$/

/**
 * The environment from the builder's image. The container's first process has it, without changes by earlier steps, such
 * as another PATH. If that process does not belong to the builder, as in a pod whose containers share a process namespace,
 * the step's environment is used.
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
  return Object.fromEntries(
    known.flatMap(([name, value]) =>
      value !== undefined && imageVariables.test(name) ? [[name, value]] : [],
    ),
  )
}

/** The name of the builder in messages. */
const hostBuilderName = "of the job's container"

/**
 * Reads the description of the builder in whose container the job runs. The image's labels are not available there, so the
 * builder's files and its lifecycle replace them. Listing the builder's buildpacks takes a while.
 *
 * Throws a Failure if this process does not run as root, if the builder's user is root or unknown, if the builder is for
 * another platform, or if its lifecycle does not run or cannot write a layout.
 */
export const findHostBuilder = async (
  container: JobContainer,
  {
    platform,
    listsBuildpacks,
  }: { readonly platform?: Platform | undefined; readonly listsBuildpacks: boolean },
): Promise<Builder> => {
  const { root } = container
  const environment = await imageEnvironment(container)
  refuseOtherThanRoot(process.getuid?.())
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
  const user = readUser(variables, hostBuilderName)
  refuseRootsRights(user)
  const [runImages, order, all, lifecycle] = await Promise.all([
    readRunImages(root),
    readOptional(OrderTomlSchema, root, '/cnb/order.toml'),
    listsBuildpacks ? readBuildpacks(root) : [],
    askLifecycle(join(root, creator), environment, user),
  ])
  const stackId = environment['CNB_STACK_ID'] ?? ''
  const builder: Builder = {
    id: '',
    platform: { os: 'linux', architecture: architectures[process.arch] ?? process.arch },
    ...user,
    ...lifecycle,
    buildpacks: { all, order: order?.order, apis: [], diffIds: new Map(), stackId },
    runImages: runImages.filter(({ image }) => image !== ''),
  }
  if (platform === undefined || matchesPlatform(platform, builder.platform)) return builder
  throw new Failure(
    `The builder ${hostBuilderName} is for ${formatPlatform(builder.platform)}, not for ${formatPlatform(platform)}. ` +
      'Remove the input "platform", or run the job on a machine of that platform.',
  )
}

/** Refuses to build if the build could read this step's secrets. */
const refuseOtherThanRoot = (own: number | undefined): void => {
  if (own === 0) return
  throw new Failure(
    `This step runs as user ${own}, but in a builder's container it must run as root: a build with the same user could ` +
      `read the tokens of this step. Set "options: --user root" in the job's "container", or "runAsUser: 0" in the pod ` +
      'template. The build itself does not run as root.',
  )
}

const refuseRootsRights = ({ uid, gid }: UserIds): void => {
  if (uid === 0) {
    throw new Failure(
      `The builder ${hostBuilderName} builds as root (its CNB_USER_ID is 0), so the build could read the tokens of this ` +
        'step. Choose another builder, or use a runner with Docker.',
    )
  }
  if (gid !== 0) return
  throw new Failure(
    `The builder ${hostBuilderName} builds with root's group (its CNB_GROUP_ID is 0), so the build could change files ` +
      'of root that this group can write. Choose another builder, or use a runner with Docker.',
  )
}

/** The names of architectures in Go and in images. */
const architectures: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' }

const RunImageSchema = v.object({ image: v.string(), mirrors: v.optional(v.array(v.string()), []) })

// https://github.com/buildpacks/spec/blob/platform/0.15/platform.md#runtoml-toml
const RunSchema = v.object({ images: v.optional(v.array(RunImageSchema), []) })

// https://github.com/buildpacks/spec/blob/platform/0.11/platform.md#stacktoml-toml
const StackSchema = v.object({ 'run-image': v.optional(RunImageSchema) })

/** A malformed order counts as unknown, as in a builder's label. */
const OrderTomlSchema = v.object({ order: v.fallback(v.optional(OrderSchema), undefined) })

/** Older builders have only a stack.toml. */
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
  const bytes = await unlessMissing(readFile(join(root, path)))
  return bytes === undefined ? undefined : readToml(schema, bytes, path)
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

// In milliseconds. The answer takes a few.
const answerLimit = 10_000

/**
 * Finds out the version and the highest platform API of the lifecycle, which no file contains: the lifecycle refuses an
 * unsupported platform API with exit code 11 before it does anything else.
 */
const askLifecycle = async (
  program: string,
  environment: Readonly<Record<string, string>>,
  { uid, gid }: UserIds,
): Promise<Pick<Builder, 'lifecycleVersion' | 'platformApi'>> => {
  for (const api of knownPlatformApis) {
    const env = { ...environment, CNB_PLATFORM_API: api }
    try {
      const { stdout } = await run(program, ['-version'], { env, uid, gid, cwd: '/', timeout: answerLimit })
      const [lifecycleVersion = 'unknown'] = stdout.trim().split('+', 1)
      return { lifecycleVersion, platformApi: api }
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 11) continue
      const what = `The lifecycle of the builder ${hostBuilderName} does not run`
      throw new Failure(`${what}: ${messageOf(cause)}`, { cause })
    }
  }
  return { lifecycleVersion: 'unknown', platformApi: choosePlatformApi([], hostBuilderName) }
}
