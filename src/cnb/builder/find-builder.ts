import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import { fetchImage, fetchIndex } from '../../content/image-documents.ts'
import type { DockerClient } from '../../docker/command.ts'
import { enginePlatform, type InspectedImage, inspectImage, platformOf } from '../../docker/inspect.ts'
import { pullImage } from '../../docker/pull.ts'
import { EngineRefusal } from '../../docker/refusal.ts'
import { imageFor } from '../../image/image-index.ts'
import { formatPlatform, matchesPlatform, type Platform } from '../../image/platform.ts'
import { formatReference, type ImageReference } from '../../image/reference.ts'
import { Failure, messageOf } from '../../message/failure.ts'
import type { Registry } from '../../registry/registry.ts'
import { type Builder, readBuilder } from './builder.ts'

/** When the engine pulls the builder from its registry. */
export type PullPolicy = 'always' | 'if-not-present' | 'never'

/** The requested builder. */
export interface BuilderOrder {
  readonly reference: ImageReference
  /** Default: the engine's platform, or the image's if it exists for another platform only. */
  readonly platform?: Platform | undefined
  readonly pullPolicy: PullPolicy
}

/** The engine and the registry in which to find a builder. */
export interface BuilderSources {
  readonly docker: DockerClient
  /** Answers questions about a builder while the engine pulls it. */
  readonly registry: Registry
  readonly info: (message: string) => void
  readonly debug: (message: string) => void
  readonly signal?: AbortSignal | undefined
}

/** A builder that the engine has, or is pulling. */
export interface FoundBuilder {
  /** If the engine is still pulling the builder, its description in the registry, without an image ID. */
  readonly builder: Builder
  /**
   * Waits for the pull and returns the builder that the engine has then. Undefined if nothing is being pulled. The
   * pulled builder may differ from `builder`: a mirror may have another image, or the tag may have moved.
   */
  readonly finishPull?: (() => Promise<Builder>) | undefined
}

/**
 * Finds the builder in the engine, and reads its labels and environment. Starts a pull if the pull policy says so.
 *
 * A pull takes long, so if the engine lacks the builder, its description is read from the registry meanwhile. That takes
 * at most four requests: HEAD for the tag, GET for index, manifest and configuration. If the registry cannot be read, for
 * example because only the engine knows a mirror or a login, the function waits for the pull.
 *
 * Throws a Failure if no engine answers, if the image does not exist, needs a login or lacks the platform, or if it is
 * not a supported builder.
 */
export const findBuilder = async (sources: BuilderSources, order: BuilderOrder): Promise<FoundBuilder> => {
  const { docker, signal, debug } = sources
  const name = formatReference(order.reference)
  const { platform, pullPolicy } = order
  const present = await inspectForPlatform(docker, name, platform, signal)
  if (present?.fits && pullPolicy !== 'always') return { builder: readBuilder(present.image, name) }
  if (pullPolicy === 'never') {
    const builder = builderOf(present, name, platform)
    if (builder !== undefined) return { builder }
    const suffix = platform === undefined ? '' : ` for ${formatPlatform(platform)}`
    throw new Failure(
      `The builder ${name} is not in the Docker engine${suffix}, and the pull policy "never" forbids pulling it. ` +
        'Pull it before this step, or set "pull-policy" to "if-not-present".',
    )
  }
  const pulling = pullBuilder(sources, order, name)
  // The engine checks quickly that it has the current image.
  if (present?.fits) return { builder: await pulling }
  const announced = readFromRegistry(sources, order, name).catch((error: unknown) => {
    debug(
      `Could not read the builder ${name} from its registry, so the build waits for the pull: ${messageOf(error)}`,
    )
    return undefined
  })
  const builder = await Promise.race([announced, pulling.then(() => undefined)])
  return builder === undefined ? { builder: await pulling } : { builder, finishPull: () => pulling }
}

/**
 * Whether two descriptions of a builder lead to the same build. Their IDs and digests do not matter: only an engine knows
 * them, and it may add the usual variant of an architecture.
 */
export const isSameBuilder = (one: Builder, other: Builder): boolean =>
  matchesPlatform(one.platform, other.platform) &&
  isDeepStrictEqual(
    { ...one, id: '', digest: '', platform: other.platform },
    { ...other, id: '', digest: '' },
  )

const pullBuilder = async (
  { docker, info, signal }: BuilderSources,
  { platform }: BuilderOrder,
  name: string,
): Promise<Builder> => {
  await pullImage(docker, name, platform, info, signal)
  const builder = builderOf(await inspectForPlatform(docker, name, platform, signal), name, platform)
  if (builder !== undefined) return builder
  throw new Failure(`The builder ${name} was pulled, but is not in the Docker engine. Run the step again.`)
}

const EnvironmentSchema = v.nullish(v.array(v.string()))

/** Reads a builder's description from its registry. Throws a Failure if that is not possible. */
const readFromRegistry = async (
  { docker, registry, signal }: BuilderSources,
  { reference, platform }: BuilderOrder,
  name: string,
): Promise<Builder> => {
  const root = await registry.resolve(reference)
  const content = registry.readableRepository(reference)
  const index = await fetchIndex(content, root)
  const wanted = platform ?? (await enginePlatform(docker, signal))
  const descriptor = index === undefined ? root : imageFor(wanted, index.listed)
  if (descriptor === undefined) throw new Failure(`It does not exist for ${formatPlatform(wanted)}.`)
  const { config } = await fetchImage(content, descriptor)
  if (!matchesPlatform(wanted, config)) throw new Failure(`It is for ${formatPlatform(config)}.`)
  return readBuilder(
    {
      Id: '',
      Os: config.os,
      Architecture: config.architecture,
      Variant: config.variant,
      Config: { Env: v.parse(EnvironmentSchema, config.config?.['Env']), Labels: config.config?.Labels },
    },
    name,
  )
}

/** An image in the engine, and whether it is for the wanted platform. */
interface FoundImage {
  readonly image: InspectedImage
  readonly fits: boolean
}

/**
 * The image that the engine has under a name, and whether it is for `platform`, or for the engine's own platform if none
 * is given. An earlier step may have pulled the builder for another platform.
 *
 * The containerd image store, the default of new engines since Docker 29, keeps several platforms under one name. It
 * describes the image for the engine's platform, or an image without a platform if it has only others.
 */
const inspectForPlatform = async (
  docker: DockerClient,
  name: string,
  platform: Platform | undefined,
  signal?: AbortSignal,
): Promise<FoundImage | undefined> => {
  const image = await inspectImage(docker, name, { signal }).catch((cause: unknown) => {
    if (!(cause instanceof EngineRefusal)) throw cause
    const what = `The Docker engine could not say whether it has the builder ${name}`
    throw new Failure(`${what}: ${cause.message}`, { cause })
  })
  if (image === undefined) return undefined
  const wanted = platform ?? (await enginePlatform(docker, signal))
  if (fits(image, wanted)) return { image, fits: true }
  const variant = await inspectImage(docker, name, { platform: wanted, signal }).catch((error: unknown) => {
    // Docker commands before 28 have no such flag, and their engines keep one platform under a name.
    if (error instanceof EngineRefusal) return undefined
    throw error
  })
  if (variant === undefined || !fits(variant, wanted)) return { image, fits: false }
  // This answer has the digest of the platform's manifest as ID, but containers are created only from the ID of the name.
  return { image: { ...variant, Id: image.Id }, fits: true }
}

const hasPlatform = ({ Os }: InspectedImage): boolean => Os !== ''

const fits = (image: InspectedImage, wanted: Platform): boolean =>
  hasPlatform(image) && matchesPlatform(wanted, platformOf(image))

/**
 * The builder that the engine has. Without the input `platform`, it may be for another platform than the engine's: the engine
 * may emulate it.
 */
const builderOf = (
  found: FoundImage | undefined,
  name: string,
  platform: Platform | undefined,
): Builder | undefined => {
  if (found === undefined || !hasPlatform(found.image)) return undefined
  if (found.fits || platform === undefined) return readBuilder(found.image, name)
  throw new Failure(
    `The builder ${name} in the Docker engine is for ${formatPlatform(platformOf(found.image))}, ` +
      `not for ${formatPlatform(platform)}. Choose a builder for that platform, or change the input "platform".`,
  )
}
