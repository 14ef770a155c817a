import { type DockerClient, EngineRefusal } from '../docker/command.ts'
import { formatPlatform, matchesPlatform, type Platform } from '../image/platform.ts'
import { formatReference, type ImageReference } from '../image/reference.ts'
import { Failure } from '../message/failure.ts'
import { type Builder, type InspectedImage, parseInspectedImage, platformOf, readBuilder } from './builder.ts'

/** When the builder is pulled from its registry. */
export type PullPolicy = 'always' | 'if-not-present' | 'never'

/** Which builder is wanted. */
export interface BuilderOrder {
  readonly reference: ImageReference
  /** The image's own where it is not given. */
  readonly platform?: Platform | undefined
  readonly pullPolicy: PullPolicy
}

/**
 * Finds the builder in the engine, pulled where the pull policy says so, and reads what it says of itself.
 * `note` is told when a pull begins, and now and then that it goes on.
 *
 * Throws a Failure where there is no engine to ask, no such image, no right to it, none for the platform, or where the
 * image is not a builder that can be used.
 */
export const findBuilder = async (
  docker: DockerClient,
  order: BuilderOrder,
  note: (message: string) => void,
  signal?: AbortSignal,
): Promise<Builder> => {
  const name = formatReference(order.reference)
  const { platform, pullPolicy } = order
  const present = pullPolicy === 'always' ? undefined : await inspect(docker, name, signal)
  if (present !== undefined && fits(present, platform)) return readBuilder(present, name)
  if (pullPolicy === 'never') {
    throw present === undefined
      ? new Failure(
          `The builder ${name} is not in the Docker engine, and the pull policy «never» forbids to pull it. ` +
            'Pull it before this step, or set pull-policy to if-not-present.',
        )
      : wrongPlatform(name, present, platform)
  }
  await pull(docker, name, platform, note, signal)
  const pulled = await inspect(docker, name, signal)
  if (pulled === undefined) {
    throw new Failure(`The builder ${name} was pulled, but is not in the Docker engine. Run the step again.`)
  }
  if (fits(pulled, platform)) return readBuilder(pulled, name)
  // An engine that keeps images of several platforms under one name describes the host's unless told otherwise.
  const variant = await inspect(docker, name, signal, platform).catch((error: unknown) => {
    if (error instanceof EngineRefusal) return undefined
    throw error
  })
  if (variant !== undefined && fits(variant, platform)) return readBuilder(variant, name)
  throw wrongPlatform(name, pulled, platform)
}

const fits = (image: InspectedImage, wanted: Platform | undefined): boolean =>
  wanted === undefined || matchesPlatform(wanted, platformOf(image))

const wrongPlatform = (name: string, image: InspectedImage, wanted: Platform | undefined): Failure =>
  new Failure(
    `The builder ${name} in the Docker engine is for ${formatPlatform(platformOf(image))}` +
      `${wanted === undefined ? '' : `, not for ${formatPlatform(wanted)}`}. ` +
      'Choose a builder for that platform, or change the input platform.',
  )

const inspect = async (
  docker: DockerClient,
  name: string,
  signal?: AbortSignal,
  platform?: Platform,
): Promise<InspectedImage | undefined> => {
  const choice = platform === undefined ? [] : ['--platform', formatPlatform(platform)]
  try {
    return parseInspectedImage(await docker.run(['image', 'inspect', ...choice, name], signal))
  } catch (error) {
    if (error instanceof EngineRefusal && /no such (?:image|object)/i.test(error.message)) return undefined
    throw error instanceof EngineRefusal && platform === undefined
      ? new Failure(`The Docker engine could not say whether it has the builder ${name}: ${error.message}`, {
          cause: error,
        })
      : error
  }
}

const heartbeat = 30_000

const pull = async (
  docker: DockerClient,
  name: string,
  platform: Platform | undefined,
  note: (message: string) => void,
  signal?: AbortSignal,
): Promise<void> => {
  const choice = platform === undefined ? [] : ['--platform', formatPlatform(platform)]
  const began = Date.now()
  note(`Pulling the builder ${name}`)
  const timer = setInterval(
    () => note(`Still pulling the builder ${name}, for ${Math.round((Date.now() - began) / 1000)} s`),
    heartbeat,
  )
  try {
    await docker.run(['pull', '--quiet', ...choice, name], signal)
  } catch (error) {
    if (error instanceof EngineRefusal) throw explainPull(error, name, platform)
    throw error
  } finally {
    clearInterval(timer)
  }
}

/** What an engine says when a pull fails (the first that fits), and what that means. */
const pullFailures: readonly (readonly [RegExp, string])[] = [
  [
    /toomanyrequests|too many requests|rate limit|\b429\b/i,
    'its registry allows no more pulls for now. Log in to the registry before this step, or wait and run it again.',
  ],
  [
    /no matching manifest|no match for platform|does not match the specified platform|cannot be used on this platform/i,
    'it does not exist for the platform. Choose a builder that does, or change the input platform.',
  ],
  [
    /manifest (?:for .* )?(?:not found|unknown)|name unknown|repository .* not found|:\s*not found$/i,
    'its registry has no such image. Check the name and the tag in the input builder.',
  ],
  [
    /repository does not exist or may require/i,
    'it does not exist, or needs a login. Check the name, or log in to its registry before this step.',
  ],
  [
    /unauthorized|denied|forbidden|no basic auth credentials|authentication required/i,
    'its registry refuses access. Log in to the registry before this step with an account that may read it.',
  ],
  [
    /dial tcp|no such host|timeout|connection re(?:fused|set)|x509|tls|http response to https|\beof\b|unavailable/i,
    'its registry cannot be reached from the Docker engine. Check the name and the network.',
  ],
]

const explainPull = (cause: EngineRefusal, name: string, platform: Platform | undefined): Failure => {
  const [, reason] = pullFailures.find(([pattern]) => pattern.test(cause.message)) ?? []
  const what = platform === undefined ? name : `${name} for ${formatPlatform(platform)}`
  return new Failure(
    `Could not pull the builder ${what}: ${reason ?? 'the Docker engine refused. See below what it said.'}`,
    { cause, detail: [cause.message] },
  )
}
