import type { DockerClient } from '../../docker/command.ts'
import { enginePlatform, type InspectedImage, inspectImage, platformOf } from '../../docker/inspect.ts'
import { pullImage } from '../../docker/pull.ts'
import { EngineRefusal } from '../../docker/refusal.ts'
import { formatPlatform, matchesPlatform, type Platform } from '../../image/platform.ts'
import { formatReference, type ImageReference } from '../../image/reference.ts'
import { Failure } from '../../message/failure.ts'
import { type Builder, readBuilder } from './builder.ts'

/** When the builder is pulled from its registry. */
export type PullPolicy = 'always' | 'if-not-present' | 'never'

/** Which builder is wanted. */
export interface BuilderOrder {
  readonly reference: ImageReference
  /** The image's own if it is not given. */
  readonly platform?: Platform | undefined
  readonly pullPolicy: PullPolicy
}

/**
 * Finds the builder in the engine, pulls it if the pull policy says so, and reads its labels and environment.
 * `note` gets a message when a pull begins, and every 30 seconds while it goes on.
 *
 * Throws a Failure if no engine answers, if the image does not exist, needs a login or lacks the platform, or if it is
 * not a builder that can be used.
 */
export const findBuilder = async (
  docker: DockerClient,
  order: BuilderOrder,
  note: (message: string) => void,
  signal?: AbortSignal,
): Promise<Builder> => {
  const name = formatReference(order.reference)
  const { platform, pullPolicy } = order
  const present =
    pullPolicy === 'always' ? undefined : await inspectForPlatform(docker, name, platform, signal)
  if (present?.fits) return readBuilder(present.image, name)
  if (pullPolicy === 'never') {
    if (present !== undefined && hasPlatform(present.image)) return readAnyway(present.image, name, platform)
    const suffix = platform === undefined ? '' : ` for ${formatPlatform(platform)}`
    throw new Failure(
      `The builder ${name} is not in the Docker engine${suffix}, and the pull policy "never" forbids pulling it. ` +
        'Pull it before this step, or set "pull-policy" to "if-not-present".',
    )
  }
  await pullImage(docker, { name, role: 'builder', platform }, note, signal)
  const pulled = await inspectForPlatform(docker, name, platform, signal)
  if (pulled?.fits) return readBuilder(pulled.image, name)
  if (pulled !== undefined && hasPlatform(pulled.image)) return readAnyway(pulled.image, name, platform)
  throw new Failure(`The builder ${name} was pulled, but is not in the Docker engine. Run the step again.`)
}

/** What the engine has under a name, and whether that is for the wanted platform. */
interface FoundImage {
  readonly image: InspectedImage
  readonly fits: boolean
}

/**
 * The image that the engine has under a name, and whether it is for `platform`, or for the engine's own platform if none
 * is given: an earlier step may have pulled the builder for another one.
 *
 * The containerd image store, the default of new engines since Docker 29, keeps several platforms under one name. It
 * describes that of the engine, or none if it has others only.
 */
const inspectForPlatform = async (
  docker: DockerClient,
  name: string,
  platform: Platform | undefined,
  signal?: AbortSignal,
): Promise<FoundImage | undefined> => {
  const image = await inspectBuilder(docker, name, signal)
  if (image === undefined) return undefined
  const wanted = platform ?? (await enginePlatform(docker, signal))
  if (fits(image, wanted)) return { image, fits: true }
  const variant = await inspectImage(docker, name, { platform: wanted, signal }).catch((error: unknown) => {
    // A docker command older than 28 does not know the choice, and its engines keep one platform under a name.
    if (error instanceof EngineRefusal) return undefined
    throw error
  })
  if (variant === undefined || !fits(variant, wanted)) return { image, fits: false }
  // Here the engine gives the digest of the platform's manifest as the ID, but creates containers from the name's ID only.
  return { image: { ...variant, Id: image.Id }, fits: true }
}

const hasPlatform = ({ Os }: InspectedImage): boolean => Os !== ''

const fits = (image: InspectedImage, wanted: Platform): boolean =>
  hasPlatform(image) && matchesPlatform(wanted, platformOf(image))

/** A builder for another platform than the engine's is used if no platform is asked for: the engine may emulate it. */
const readAnyway = (image: InspectedImage, name: string, platform: Platform | undefined): Builder => {
  if (platform === undefined) return readBuilder(image, name)
  throw new Failure(
    `The builder ${name} in the Docker engine is for ${formatPlatform(platformOf(image))}, ` +
      `not for ${formatPlatform(platform)}. Choose a builder for that platform, or change the input "platform".`,
  )
}

/** The builder in the engine; undefined if the engine lacks it. Throws a Failure if the engine does not say. */
const inspectBuilder = async (
  docker: DockerClient,
  name: string,
  signal?: AbortSignal,
): Promise<InspectedImage | undefined> => {
  try {
    return await inspectImage(docker, name, { signal })
  } catch (cause) {
    if (!(cause instanceof EngineRefusal)) throw cause
    const what = `The Docker engine could not say whether it has the builder ${name}`
    throw new Failure(`${what}: ${cause.message}`, { cause })
  }
}
