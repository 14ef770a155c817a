import { stringify } from 'smol-toml'
import { Failure } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import type { BuildpackName } from './buildpack.ts'

/** A buildpack in a group. */
export interface OrderEntry {
  readonly id: string
  /** The only one that there is, if it is not said. */
  readonly version?: string | undefined
  /** Whether the group goes on without it. */
  readonly optional?: boolean | undefined
}

/** Groups of buildpacks, of which the first that passes detection builds. */
export type Order = readonly (readonly OrderEntry[])[]

/** Every group with a buildpack at its end. */
export const append = (order: Order, entry: OrderEntry): Order => order.map((group) => [...group, entry])

/** Every group with a buildpack before its first. */
export const prepend = (order: Order, entry: OrderEntry): Order => order.map((group) => [entry, ...group])

/**
 * An order whose every entry has a version. Throws a Failure if a buildpack is not there, or is there in several
 * versions of which none is named.
 */
export const resolveOrder = (order: Order, known: readonly BuildpackName[]): Order =>
  order.map((group) => group.map((entry) => ({ ...entry, version: versionOf(entry, known) })))

const versionOf = ({ id, version }: OrderEntry, known: readonly BuildpackName[]): string => {
  const versions = [...new Set(known.filter((one) => one.id === id).map((one) => one.version))]
  if (version !== undefined && version !== '' && versions.includes(version)) return version
  const [only] = versions
  if (only === undefined) {
    throw new Failure(
      `The order of the buildpacks names ${printable(id)}, which is neither in the builder nor among those that were ` +
        'added. Add it, or choose another builder.',
    )
  }
  if (version !== undefined && version !== '') {
    throw new Failure(
      `There is no ${printable(id)} of the version ${printable(version)}: ${versions.map(printable).join(', ')} there is. ` +
        'Name one of these.',
    )
  }
  if (versions.length === 1) return only
  throw new Failure(
    `There are several versions of the buildpack ${printable(id)}: ${versions.map(printable).join(', ')}. ` +
      `Say which one is meant, as in ${printable(id)}@${printable(only)}.`,
  )
}

/** An order as the lifecycle reads it. https://github.com/buildpacks/spec/blob/main/platform.md#ordertoml-toml */
export const orderToml = (order: Order): string =>
  stringify({
    order: order.map((group) => ({
      group: group.map(({ id, version = '', optional }) => ({
        id,
        version,
        ...(optional && { optional }),
      })),
    })),
  })

/** An order for people, at most three of its groups: `acme/node@1.2.3, acme/npm@2.0.0; or acme/python@3.0.0`. */
export const formatOrder = (order: Order): string => {
  const groups = order.slice(0, 3).map((group) => group.map(formatEntry).join(', '))
  const more = order.length > 3 ? [`${order.length - 3} groups more`] : []
  return printable([...groups, ...more].join('; or '))
}

const formatEntry = ({ id, version, optional }: OrderEntry): string =>
  `${id}${version === undefined ? '' : `@${version}`}${optional ? ' (optional)' : ''}`
