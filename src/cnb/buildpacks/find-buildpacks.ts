import type { ImageReference } from '../../image/reference.ts'
import { Failure } from '../../message/failure.ts'
import { file, type TarEntry } from '../../tar/write.ts'
import type { Builder, BuilderBuildpacks } from '../builder/builder.ts'
import type { DescribedBuildpack } from '../project/descriptor.ts'
import {
  type Buildpack,
  type BuildpackLayer,
  type BuildpackPackage,
  buildpackFolder,
  formatName,
  ofRoot,
} from './buildpack.ts'
import { findPackage, inlinePackage } from './find-package.ts'
import { parseLocator } from './locator.ts'
import { type Order, type OrderEntry, orderToml, resolveOrder } from './order.ts'
import type { PackageSources } from './package.ts'

/** A buildpack in the inputs or in a project descriptor, and the folder that its relative path starts from. */
export interface NamedBuildpack {
  readonly buildpack: DescribedBuildpack
  readonly folder: string
  /** The input and the line. Undefined for a project descriptor. */
  readonly origin?: string
}

/** The buildpacks that the inputs and the project descriptor ask for. */
export interface BuildpackRequest {
  /** They replace the builder's order. If there are any, `pre` and `post` are ignored. */
  readonly buildpacks: readonly NamedBuildpack[]
  /** Added at the start of every group of the builder's order. */
  readonly pre: readonly NamedBuildpack[]
  /** Added at the end of every group of the builder's order. */
  readonly post: readonly NamedBuildpack[]
}

/** An order other than the builder's, and the buildpacks that the builder lacks. */
export interface ChosenBuildpacks {
  readonly order: Order
  readonly layers: readonly BuildpackLayer[]
  /** The images in registries that buildpacks were read from, by digest. */
  readonly images: readonly ImageReference[]
}

type BuilderSource = Pick<Builder, 'buildpacks' | 'lifecycleVersion'>

/**
 * Finds the requested buildpacks and their order, by the rules of pack. Undefined if the builder's order is used.
 *
 * Throws a Failure if a buildpack is unavailable or ambiguous, or if the builder's lifecycle does not support it.
 * https://github.com/buildpacks/pack/blob/v0.40.5/pkg/client/build.go (processBuildpacks)
 */
export const findBuildpacks = async (
  { buildpacks, pre, post }: BuildpackRequest,
  builder: BuilderSource,
  sources: PackageSources,
): Promise<ChosenBuildpacks | undefined> => {
  if (buildpacks.length + pre.length + post.length === 0) return undefined
  const added: BuildpackPackage[] = []
  const entriesOf = async (list: readonly NamedBuildpack[]): Promise<readonly DeclaredEntry[]> => {
    const entries: DeclaredEntry[] = []
    for (const named of list) {
      const found = await findBuildpack(named, builder.buildpacks, sources)
      if ('layers' in found) added.push(found)
      entries.push('layers' in found ? { id: found.main.id, version: found.main.version } : found)
    }
    return entries
  }
  const declared =
    buildpacks.length > 0
      ? await entriesOf(buildpacks)
      : // The last of `pre` comes first, as with pack.
        [...(await entriesOf(pre)).toReversed(), builderOrder, ...(await entriesOf(post))]
  if (declared.filter((entry) => !('id' in entry)).length > 1) {
    throw new Failure(
      buildpacks.length > 0
        ? 'The buildpacks contain "from=builder" twice. Remove one of them.'
        : '"from=builder" is not allowed in "pre-buildpacks" and "post-buildpacks", or in "pre" and "post" of project.toml: ' +
            "they extend the builder's order. Name a buildpack there.",
    )
  }
  const order = orderOf(declared, builder.buildpacks)
  const layers = withoutRepeated(added.flatMap((one) => one.layers))
  const inside = layers.flatMap((layer) => layer.buildpacks)
  for (const buildpack of inside) checkApi(buildpack, builder)
  return {
    order: resolveOrder(order, [...builder.buildpacks.all, ...inside]),
    images: added.flatMap(({ images = [] }) => images),
    layers: withoutKnown(layers, builder.buildpacks, new Set(added.map(({ main }) => formatName(main)))),
  }
}

const builderOrder = { kind: 'builder' } as const

type DeclaredEntry = OrderEntry | typeof builderOrder

const findBuildpack = async (
  { buildpack, folder, origin }: NamedBuildpack,
  { all, stackId }: BuilderBuildpacks,
  sources: PackageSources,
) => {
  if (typeof buildpack !== 'string') return inlinePackage(buildpack, stackId)
  const locator = await parseLocator(buildpack, { folder, known: all }).catch((cause: unknown) => {
    if (origin === undefined || !(cause instanceof Failure)) throw cause
    throw new Failure(`Invalid buildpack in ${origin}: ${cause.message}`, { cause })
  })
  return locator.kind === 'path' || locator.kind === 'image' ? findPackage(locator, sources) : locator
}

/** One group of all entries. With `from=builder`, the builder's groups, with the others before and after them. */
const orderOf = (declared: readonly DeclaredEntry[], builder: BuilderBuildpacks): Order => {
  const others = declared.filter((entry) => 'id' in entry)
  if (others.length === declared.length) return [others]
  const position = declared.findIndex((entry) => !('id' in entry))
  const [before, after] = [others.slice(0, position), others.slice(position)]
  return ownOrder(builder).map((group) => [...before, ...group, ...after])
}

const ownOrder = ({ order }: BuilderBuildpacks): Order => {
  if (order !== undefined && order.length > 0) return order
  throw new Failure(
    'The order of the builder is unknown: its label io.buildpacks.buildpack.order is missing or malformed. ' +
      'List all buildpacks in the input "buildpacks", or choose another builder.',
  )
}

const checkApi = (buildpack: Buildpack, { buildpacks: { apis }, lifecycleVersion }: BuilderSource): void => {
  if (apis.length === 0 || apis.includes(buildpack.api)) return
  throw new Failure(
    `The buildpack ${formatName(buildpack)} uses the buildpack API ${buildpack.api}, which the builder's lifecycle ` +
      `${lifecycleVersion} does not support. It supports ${apis.join(', ')}. ` +
      'Use another version of the buildpack, or another builder.',
  )
}

/** The folders of a layer's buildpacks. Different IDs may have the same folder: `acme/node` and `acme_node`. */
const placesOf = ({ buildpacks }: BuildpackLayer): ReadonlySet<string> =>
  new Set(buildpacks.map(buildpackFolder))

/** Removes layers whose buildpacks a later layer has too. The last one counts, as with pack. */
const withoutRepeated = (layers: readonly BuildpackLayer[]): readonly BuildpackLayer[] => {
  let kept: readonly BuildpackLayer[] = []
  for (const layer of layers) {
    const places = placesOf(layer)
    const rest = kept.filter((one) => !placesOf(one).isSubsetOf(places))
    const mixed = rest.find((one) => !placesOf(one).isDisjointFrom(places))
    const twice = mixed?.buildpacks.find((one) => places.has(buildpackFolder(one)))
    if (twice !== undefined) {
      throw new Failure(
        `Two packages contain the buildpack ${formatName(twice)}, each in one layer with other buildpacks, so neither ` +
          'can be left out. Name only one of the packages.',
      )
    }
    kept = [...rest, layer]
  }
  return kept
}

/**
 * Removes layers that the builder has, too. Refuses layers that the builder has with other content: files cannot be removed
 * from a builder, so the two would mix. `mains` are the requested buildpacks, without their dependencies.
 */
const withoutKnown = (
  layers: readonly BuildpackLayer[],
  builder: BuilderBuildpacks,
  mains: ReadonlySet<string>,
): readonly BuildpackLayer[] => {
  const places = new Map(builder.all.map((one) => [buildpackFolder(one), one]))
  return layers.filter(({ buildpacks, diffId }) => {
    const own = buildpacks.filter((one) => places.has(buildpackFolder(one)))
    const known = own.flatMap((one) => places.get(buildpackFolder(one)) ?? [])
    const [first] = known
    if (first === undefined) return true
    if (diffId !== undefined && known.every((one) => builder.diffIds.get(formatName(one)) === diffId))
      return false
    const isNamed = own.some((one) => mains.has(formatName(one)))
    const isUnknown = diffId === undefined || known.some((one) => !builder.diffIds.has(formatName(one)))
    throw new Failure(
      `The builder already has the buildpack ${formatName(first)}, ` +
        (isUnknown
          ? 'and it is unknown whether the added one is the same. '
          : 'and the added one has other content, or is in one layer with other buildpacks. ') +
        'A container cannot have both. ' +
        (isNamed
          ? `Change the version of the added one, or use the builder's: urn:cnb:builder:${formatName(first)}.`
          : 'It is a dependency of a package: use another version of the package, or another builder.'),
    )
  })
}

/** The entries of the buildpacks and of their order.toml in a sandbox. */
export async function* buildpackEntries(
  { order, layers }: ChosenBuildpacks,
  orderPath: string,
): AsyncGenerator<TarEntry> {
  yield ofRoot(file(orderPath, orderToml(order)))
  for (const { entries } of layers) yield* entries()
}
