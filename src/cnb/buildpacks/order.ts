import { stringify } from 'smol-toml'
import * as v from 'valibot'
import { Failure } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import type { BuildpackName } from './buildpack.ts'

const OrderEntrySchema = v.object({
  id: v.string(),
  /** Default: the only known version. */
  version: v.optional(v.string()),
  /** Whether the group can pass detection without it. */
  optional: v.optional(v.boolean()),
})

/** A buildpack in a group of an order. */
export type OrderEntry = Readonly<v.InferOutput<typeof OrderEntrySchema>>

/** Groups of buildpacks. The first group that passes detection builds the app. */
export type Order = readonly (readonly OrderEntry[])[]

/** https://github.com/buildpacks/spec/blob/main/platform.md#ordertoml-toml */
export const OrderSchema = v.pipe(
  v.array(v.object({ group: v.array(OrderEntrySchema) })),
  v.transform((order): Order => order.map(({ group }) => group)),
)

/**
 * Adds the missing versions to an order. Throws a Failure if a buildpack is unknown, or if it has several versions and the
 * order does not choose one.
 */
export const resolveOrder = (order: Order, known: readonly BuildpackName[]): Order =>
  order.map((group) => group.map((entry) => ({ ...entry, version: versionOf(entry, known) })))

const versionOf = ({ id, version }: OrderEntry, known: readonly BuildpackName[]): string => {
  const versions = [...new Set(known.filter((one) => one.id === id).map((one) => one.version))]
  if (version && versions.includes(version)) return version
  const [only] = versions
  if (only === undefined) {
    throw new Failure(
      `The order contains the buildpack ${printable(id)}, which is neither in the builder nor added by the inputs. ` +
        'Add it, or choose another builder.',
    )
  }
  if (version) {
    throw new Failure(
      `Version ${printable(version)} of the buildpack ${printable(id)} was not found. ` +
        `Available versions: ${versions.map(printable).join(', ')}.`,
    )
  }
  if (versions.length === 1) return only
  throw new Failure(
    `The buildpack ${printable(id)} has several versions: ${versions.map(printable).join(', ')}. ` +
      `Choose one, for example ${printable(id)}@${printable(only)}.`,
  )
}

/** An order.toml. https://github.com/buildpacks/spec/blob/main/platform.md#ordertoml-toml */
export const orderToml = (order: Order): string =>
  stringify({
    order: order.map((group) => ({
      group: group.map(({ id, version = '', optional }) => ({ id, version, ...(optional && { optional }) })),
    })),
  })

/** An order for messages, with at most three groups: `acme/node@1.2.3, acme/npm@2.0.0; or acme/python@3.0.0`. */
export const formatOrder = (order: Order): string => {
  const groups = order.slice(0, 3).map((group) => group.map(formatEntry).join(', '))
  const more = order.length > 3 ? [`${order.length - 3} more groups`] : []
  return printable([...groups, ...more].join('; or '))
}

const formatEntry = ({ id, version, optional }: OrderEntry): string =>
  `${id}${version === undefined ? '' : `@${version}`}${optional ? ' (optional)' : ''}`
