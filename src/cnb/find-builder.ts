import type { DockerClient } from '../docker/command.ts'
import { type InspectedImage, inspectImage, platformOf } from '../docker/inspect.ts'
import { pullImage } from '../docker/pull.ts'
import { EngineRefusal } from '../docker/refusal.ts'
import { formatPlatform, matchesPlatform, type Platform } from '../image/platform.ts'
import { formatReference, type ImageReference } from '../image/reference.ts'
import { Failure } from '../message/failure.ts'
import { type Builder, readBuilder } from './builder.ts'

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
  const present = pullPolicy === 'always' ? undefined : await inspectBuilder(docker, name, signal)
  if (present !== undefined && fits(present, platform)) return readBuilder(present, name)
  if (pullPolicy === 'never') {
    throw present === undefined
      ? new Failure(
          `The builder ${name} is not in the Docker engine, and the pull policy «never» forbids to pull it. ` +
            'Pull it before this step, or set pull-policy to if-not-present.',
        )
      : wrongPlatform(name, present, platform)
  }
  await pullImage(docker, { name, role: 'builder', platform }, note, signal)
  const pulled = await inspectBuilder(docker, name, signal)
  if (pulled === undefined) {
    throw new Failure(`The builder ${name} was pulled, but is not in the Docker engine. Run the step again.`)
  }
  if (fits(pulled, platform)) return readBuilder(pulled, name)
  // An engine that keeps images of several platforms under one name describes the host's unless told otherwise.
  const variant = await inspectImage(docker, name, { platform, signal }).catch((error: unknown) => {
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

/** The builder in the engine, or undefined where it has none; throws a Failure where it does not say. */
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
