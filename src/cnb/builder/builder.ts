import * as v from 'valibot'
import { type InspectedImage, platformOf } from '../../docker/inspect.ts'
import type { Digest } from '../../image/digest.ts'
import { formatPlatform, type Platform } from '../../image/platform.ts'
import { formatRepository } from '../../image/reference.ts'
import { parseDocument } from '../../json/document.ts'
import { Failure, messageOf } from '../../message/failure.ts'
import type { UserIds } from '../../tar/write.ts'
import { type BuildpackName, formatName } from '../buildpacks/buildpack.ts'
import { type Order, OrderSchema } from '../buildpacks/order.ts'
import { LayersSchema, layersLabel } from '../buildpacks/package.ts'
import { type NamedRunImage, referenceOf } from './run-image-choice.ts'

/** The platform APIs that this platform supports, the highest first. Below 0.12 no lifecycle writes a layout. */
export const knownPlatformApis = ['0.15', '0.14', '0.13', '0.12'] as const

/** https://github.com/buildpacks/spec/blob/main/platform.md */
export type PlatformApi = (typeof knownPlatformApis)[number]

/** The buildpacks of a builder. */
export interface BuilderBuildpacks {
  readonly all: readonly BuildpackName[]
  /** The builder's order. Undefined if its label is missing or malformed. */
  readonly order: Order | undefined
  /** The digests of the uncompressed layers, by ID and version: `acme/node@1.2.3`. */
  readonly diffIds: ReadonlyMap<string, Digest>
  /** The buildpack APIs that the lifecycle supports. Empty if unknown. */
  readonly apis: readonly string[]
  /** Empty if the builder has no stack. */
  readonly stackId: string
}

/** The description of a builder, from its image's labels and environment. */
export interface Builder {
  /** The image ID in the engine. Empty if the builder is not in an engine. */
  readonly id: string
  /** The digest in its registry, of an index or a manifest. Undefined if it is unknown. */
  readonly digest?: Digest
  readonly platform: Platform
  /** The numeric user and group of the build. */
  readonly uid: number
  readonly gid: number
  /** The highest API that the builder's lifecycle and this platform support. */
  readonly platformApi: PlatformApi
  readonly lifecycleVersion: string
  readonly buildpacks: BuilderBuildpacks
  /** In the builder's order of preference. */
  readonly runImages: readonly NamedRunImage[]
}

const metadataLabel = 'io.buildpacks.builder.metadata'

const RunImageSchema = v.looseObject({ image: v.string(), mirrors: v.nullish(v.array(v.string())) })

// https://github.com/buildpacks/spec/blob/main/platform.md#iobuildpacksbuildermetadata-json
const ApisSchema = v.nullish(
  v.looseObject({
    deprecated: v.nullish(v.array(v.string())),
    supported: v.nullish(v.array(v.string())),
  }),
)

const BuilderMetadataSchema = v.looseObject({
  buildpacks: v.nullish(v.array(v.looseObject({ id: v.string(), version: v.nullish(v.string()) }))),
  images: v.nullish(v.array(RunImageSchema)),
  stack: v.nullish(v.looseObject({ runImage: v.nullish(RunImageSchema) })),
  lifecycle: v.looseObject({
    version: v.nullish(v.string()),
    apis: v.nullish(
      v.looseObject({
        platform: ApisSchema,
        buildpack: ApisSchema,
      }),
    ),
  }),
})

const orderLabel = 'io.buildpacks.buildpack.order'

/** Reads a label about buildpacks. Undefined if it is missing or malformed. */
const readLabel = <Schema extends v.GenericSchema>(
  schema: Schema,
  label: string | undefined,
): v.InferOutput<Schema> | undefined => {
  try {
    return label === undefined ? undefined : parseDocument(schema, label, 'label')
  } catch {
    return undefined
  }
}

/**
 * Reads the description of a builder. `name` is the builder in messages.
 *
 * Throws a Failure if the image is not a builder, is not for Linux, does not set a user for the build, or has a lifecycle
 * that cannot write a layout.
 */
export const readBuilder = (image: InspectedImage, name: string): Builder => {
  const platform = platformOf(image)
  if (platform.os !== 'linux') {
    throw new Failure(
      `The builder ${name} is for ${formatPlatform(platform)}. Only builders for Linux are supported.`,
    )
  }
  const labels = image.Config?.Labels ?? {}
  const metadata = readMetadata(labels[metadataLabel], name)
  const { platform: platformApis, buildpack: buildpackApis } = metadata.lifecycle.apis ?? {}
  const digest = digestIn(image, name)
  const stack = metadata.stack?.runImage
  const runImages = metadata.images?.length ? metadata.images : stack ? [stack] : []
  return {
    id: image.Id,
    ...(digest !== undefined && { digest }),
    platform,
    ...readUser(image.Config?.Env ?? [], name),
    platformApi: choosePlatformApi(allOf(platformApis), name),
    lifecycleVersion: metadata.lifecycle.version ?? 'unknown',
    buildpacks: {
      all: (metadata.buildpacks ?? []).map(({ id, version }) => ({ id, version: version ?? '' })),
      order: readLabel(OrderSchema, labels[orderLabel]),
      diffIds: new Map(
        Object.entries(readLabel(LayersSchema, labels[layersLabel]) ?? {}).flatMap(([id, versions]) =>
          Object.entries(versions).map(([version, layer]) => [
            formatName({ id, version }),
            layer.layerDiffID,
          ]),
        ),
      ),
      apis: allOf(buildpackApis),
      stackId: labels['io.buildpacks.stack.id'] ?? '',
    },
    runImages: runImages
      .filter(({ image }) => image !== '')
      .map(({ image, mirrors }) => ({ image, mirrors: mirrors ?? [] })),
  }
}

/** The digest with which a full reference names an image, or under which the engine pulled it from that repository. */
const digestIn = ({ RepoDigests }: InspectedImage, name: string): Digest | undefined => {
  const [repository = '', digest] = name.split('@')
  const candidates = digest === undefined ? (RepoDigests ?? []) : [name]
  const repositories = [repository, repository.replace(/:[^/:]*$/, '')]
  return candidates
    .flatMap((candidate) => referenceOf(candidate) ?? [])
    .find((reference) => repositories.includes(formatRepository(reference)))?.digest
}

const allOf = (apis: v.InferOutput<typeof ApisSchema>): readonly string[] => [
  ...new Set([...(apis?.supported ?? []), ...(apis?.deprecated ?? [])]),
]

const readMetadata = (
  label: string | undefined,
  name: string,
): v.InferOutput<typeof BuilderMetadataSchema> => {
  const advice = 'Name a builder image, for example paketobuildpacks/ubuntu-noble-builder.'
  if (label === undefined) {
    throw new Failure(`The image ${name} is not a builder: it has no label ${metadataLabel}. ${advice}`)
  }
  try {
    return parseDocument(BuilderMetadataSchema, label, `label ${metadataLabel}`)
  } catch (cause) {
    throw new Failure(`The image ${name} is not a valid builder: ${messageOf(cause)} ${advice}`, { cause })
  }
}

// The largest ID in the kernel: 2^32-1 means "no ID".
const largestId = 2 ** 32 - 2

/** Reads the build's user and group from a builder's environment. Throws a Failure if one is not a numeric ID. */
export const readUser = (environment: readonly string[], name: string): UserIds => ({
  uid: readId('CNB_USER_ID', environment, name),
  gid: readId('CNB_GROUP_ID', environment, name),
})

const readId = (variable: string, environment: readonly string[], name: string): number => {
  const text = environment.findLast((entry) => entry.startsWith(`${variable}=`))?.slice(variable.length + 1)
  if (text !== undefined && /^\d{1,10}$/.test(text) && Number(text) <= largestId) return Number(text)
  const found = text === undefined ? 'is not set' : `is "${text}"`
  throw new Failure(
    `The builder ${name} does not set the user of the build: ${variable} ${found}, but must be a numeric ID. ` +
      'Choose another builder, or set the variable in the builder with ENV.',
  )
}

/** The highest platform API of `offered` that is supported. Throws a Failure if none is. */
export const choosePlatformApi = (offered: readonly string[], name: string): PlatformApi => {
  const platformApi = knownPlatformApis.find((api) => offered.includes(api))
  if (platformApi !== undefined) return platformApi
  const has =
    offered.length === 0 ? 'names no platform API' : `supports the platform APIs ${offered.join(', ')}`
  throw new Failure(
    `The lifecycle of the builder ${name} ${has}. This action requires one of 0.12 to 0.15: older lifecycles cannot write ` +
      'an OCI image layout, and would try to publish the image instead. ' +
      'Choose a builder with lifecycle 0.17.0 or newer.',
  )
}
