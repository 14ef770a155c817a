import type { ImageReference } from '../../image/reference.ts'
import { Failure } from '../../message/failure.ts'
import { file, type TarEntry } from '../../tar/write.ts'
import type { DescribedBuildpack } from '../project/descriptor.ts'
import type { BuilderBuildpacks } from './builder-buildpacks.ts'
import {
  type BuildpackLayer,
  type BuildpackName,
  type BuildpackPackage,
  buildpackFolder,
  formatName,
  ofRoot,
} from './buildpack.ts'
import { findPackage, type PackageSources } from './find-package.ts'
import { inlinePackage } from './inline.ts'
import { parseLocator } from './locator.ts'
import { append, type Order, type OrderEntry, orderToml, prepend, resolveOrder } from './order.ts'

/** A buildpack as the inputs or a project descriptor name it, and what relative paths in that begin at. */
export interface NamedBuildpack {
  readonly buildpack: DescribedBuildpack
  readonly folder: string
  /** The input and the line that name it; undefined for one of a project's descriptor. */
  readonly origin?: string
}

/** Which buildpacks are to build. */
export interface BuildpackRequest {
  /** These, instead of the builder's order. */
  readonly buildpacks: readonly NamedBuildpack[]
  /** Else these as well, at the start of every group of the builder's order. */
  readonly pre: readonly NamedBuildpack[]
  /** And these at the end. */
  readonly post: readonly NamedBuildpack[]
}

/** An order other than the builder's, and the buildpacks that the builder lacks. */
export interface ChosenBuildpacks {
  readonly order: Order
  readonly layers: readonly BuildpackLayer[]
  /** The images in registries that buildpacks were read from, by digest. */
  readonly images: readonly ImageReference[]
}

/** Whose buildpacks are looked through. */
export interface BuilderSource {
  readonly buildpacks: BuilderBuildpacks
  readonly lifecycleVersion: string
}

/**
 * Finds the buildpacks that are to build, and their order, by the rules of pack; undefined if the builder decides.
 *
 * Throws a Failure if a buildpack is not to be had, is not clear, or cannot run on the builder's lifecycle.
 * https://github.com/buildpacks/pack/blob/v0.40.5/pkg/client/build.go (processBuildpacks)
 */
export const findBuildpacks = async (
  { buildpacks, pre, post }: BuildpackRequest,
  builder: BuilderSource,
  sources: PackageSources,
): Promise<ChosenBuildpacks | undefined> => {
  const added: BuildpackPackage[] = []
  const entryOf = async (named: NamedBuildpack): Promise<OrderEntry | 'builder'> => {
    const found = await find(named, builder.buildpacks, sources)
    if (!('layers' in found)) return found.kind === 'builder' ? 'builder' : found
    added.push(found)
    const { id, version } = found.main
    return { id, version }
  }
  const order =
    buildpacks.length > 0
      ? await declaredOrder(buildpacks, entryOf, builder.buildpacks)
      : await extendedOrder(pre, post, entryOf, builder.buildpacks)
  if (order === undefined) return undefined
  const layers = withoutRepeated(added.flatMap((one) => one.layers))
  const inside = layers.flatMap((layer) => layer.buildpacks)
  for (const buildpack of inside) checkApi(buildpack, builder)
  return {
    order: resolveOrder(order, [...builder.buildpacks.all, ...inside]),
    images: added.flatMap(({ images = [] }) => images),
    layers: withoutKnown(layers, builder.buildpacks, new Set(added.map(({ main }) => formatName(main)))),
  }
}

type EntryOf = (named: NamedBuildpack) => Promise<OrderEntry | 'builder'>

const find = async (
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

/** One group of all buildpacks; or as many as the builder has, with them before and behind. */
const declaredOrder = async (
  buildpacks: readonly NamedBuildpack[],
  entryOf: EntryOf,
  builder: BuilderBuildpacks,
): Promise<Order> => {
  let order: Order = [[]]
  let builderIsIn = false
  for (const named of buildpacks) {
    const entry = await entryOf(named)
    if (entry !== 'builder') {
      order = append(order, entry)
      continue
    }
    if (builderIsIn) {
      throw new Failure(
        'The buildpacks of the builder are named twice. Keep one of the lines "from=builder".',
      )
    }
    builderIsIn = true
    const [before = []] = order
    order = ownOrder(builder).map((group) => [...before, ...group])
  }
  return order
}

/** The builder's groups with buildpacks before and behind; of several before, the last comes first, as for pack. */
const extendedOrder = async (
  pre: readonly NamedBuildpack[],
  post: readonly NamedBuildpack[],
  entryOf: EntryOf,
  builder: BuilderBuildpacks,
): Promise<Order | undefined> => {
  if (pre.length === 0 && post.length === 0) return undefined
  const single = async (named: NamedBuildpack): Promise<OrderEntry> => {
    const entry = await entryOf(named)
    if (entry !== 'builder') return entry
    throw new Failure(
      'The builder’s own order cannot come before or behind itself: "from=builder" is for the input buildpacks. ' +
        'Name a buildpack.',
    )
  }
  let order = ownOrder(builder)
  for (const named of pre) order = prepend(order, await single(named))
  for (const named of post) order = append(order, await single(named))
  return order
}

const ownOrder = ({ order }: BuilderBuildpacks): Order => {
  if (order !== undefined && order.length > 0) return order
  throw new Failure(
    'The builder does not say in which order it tries its buildpacks: its label io.buildpacks.buildpack.order is ' +
      'missing. Name all buildpacks with the input buildpacks, or choose another builder.',
  )
}

const checkApi = (
  buildpack: BuildpackName & { readonly api: string },
  { buildpacks: { apis }, lifecycleVersion }: BuilderSource,
): void => {
  if (apis.length === 0 || apis.includes(buildpack.api)) return
  throw new Failure(
    `The buildpack ${formatName(buildpack)} has the buildpack API ${buildpack.api}, which the builder's lifecycle ` +
      `${lifecycleVersion} does not speak; it speaks ${apis.join(', ')}. ` +
      'Use another version of the buildpack, or another builder.',
  )
}

/** Where a layer's buildpacks go. IDs that differ may mean one folder, as `acme/node` and `acme_node` do. */
const placesOf = ({ buildpacks }: BuildpackLayer): ReadonlySet<string> =>
  new Set(buildpacks.map(buildpackFolder))

/** Layers of which no two have a buildpack in one place: of those that would, the last one, as for pack. */
const withoutRepeated = (layers: readonly BuildpackLayer[]): readonly BuildpackLayer[] => {
  let kept: readonly BuildpackLayer[] = []
  for (const layer of layers) {
    const places = placesOf(layer)
    const rest = kept.filter((one) => !placesOf(one).isSubsetOf(places))
    const mixed = rest.find((one) => !placesOf(one).isDisjointFrom(places))
    const twice = mixed?.buildpacks.find((one) => places.has(buildpackFolder(one)))
    if (twice !== undefined) {
      throw new Failure(
        `The buildpack ${formatName(twice)} comes twice, each time together with others, so that neither can be left ` +
          'out. Name only one of the packages that have it.',
      )
    }
    kept = [...rest, layer]
  }
  return kept
}

/**
 * Without what is in the builder as it is. What is there otherwise cannot be taken out, and would be mixed with it. `mains`
 * are the buildpacks that were named, and not only come with one.
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
      `The builder has a buildpack ${formatName(first)} already, and ` +
        (isUnknown
          ? 'whether yours is the same cannot be told; '
          : 'that of the package has other content, or other buildpacks with it; ') +
        'a container cannot have both. ' +
        (isNamed
          ? `Give yours another version, or name the builder's: urn:cnb:builder:${formatName(first)}.`
          : 'It comes with a package: use another version of that, or a builder without it.'),
    )
  })
}

/** The buildpacks, and their order at a path, as they go into a sandbox. */
export async function* buildpackEntries(
  { order, layers }: ChosenBuildpacks,
  orderPath: string,
): AsyncGenerator<TarEntry> {
  yield ofRoot(file(orderPath, orderToml(order)))
  for (const { entries } of layers) yield* entries()
}
