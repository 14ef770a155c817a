import { code, details, table } from '../../../github/step/markdown.ts'
import type { Digest } from '../../../image/digest.ts'
import { sizeOf } from '../../../image/image.ts'
import { formatBytes, formatCount } from '../../../message/quantity.ts'
import type { Origin, OriginGroup, OriginLayer } from './origin.ts'

/** How the layers of an image came into the layout. */
export interface LayerProvenance {
  /** Whether the run image's layers are left out of the layout. */
  readonly sparse: boolean
  /** The run image's layers that were on this machine or in its cache, and the layers reused from the previous build. */
  readonly reused: ReadonlySet<Digest>
}

const originLimit = 40
const layerLimit = 12
const barLength = 10

/** A table with a row for each origin. With a previous image, it also shows the changes. */
export const originTable = (
  groups: readonly OriginGroup[],
  sources: LayerProvenance,
  hasPrevious: boolean,
): string => {
  const total = sizeOf(groups.filter((group) => isInLayout(group, sources)))
  const { shown, folded } = foldItems(groups, originLimit)
  const row = (name: string, combined: readonly OriginGroup[]): readonly string[] => {
    const inLayout = sizeOf(combined.filter((group) => isInLayout(group, sources)))
    return [
      name,
      String(combined.flatMap(({ layers }) => layers).length),
      formatBytes(sizeOf(combined)),
      barOf(inLayout, total),
      ...(hasPrevious ? [describeChange(combined)] : []),
      describeStates(combined, sources),
    ]
  }
  const rows = shown.map((group) => row(originName(group.origin), [group]))
  if (folded.length > 0) rows.push(row(`<i>${formatCount(folded.length, 'more origin')}</i>`, folded))
  const change = hasPrevious ? ['Change'] : []
  return table(['Origin', 'Layers', 'Size', 'Share', ...change, 'State'], rows, [
    ...[1, 2],
    ...(hasPrevious ? [4] : []),
  ])
}

const isInLayout = ({ origin }: OriginGroup, { sparse }: LayerProvenance): boolean =>
  !sparse || origin.kind !== 'run image'

const barOf = (size: number, total: number): string =>
  size === 0 ? '' : '█'.repeat(Math.round((barLength * size) / total)) || '▏'

/** The total size of the layers in the layout compared with the previous image: `+1.2 MB`, or `unchanged`. */
export const describeTotalChange = (groups: readonly OriginGroup[], sources: LayerProvenance): string =>
  describeChange(groups.filter((group) => isInLayout(group, sources)))

const describeChange = (groups: readonly OriginGroup[]): string => {
  const layers = groups.flatMap((group) => group.layers)
  const previous = groups.flatMap(({ previousLayers }) => previousLayers)
  const digestsOf = (list: readonly OriginLayer[]): string =>
    list
      .map(({ digest }) => digest)
      .toSorted()
      .join()
  if (digestsOf(layers) === digestsOf(previous)) return 'unchanged'
  const change = sizeOf(layers) - sizeOf(previous)
  const sign = change === 0 ? '±' : change < 0 ? '−' : '+'
  return `${sign}${formatBytes(Math.abs(change))}`
}

type LayerState = 'reused' | 'rebuilt' | 'new' | 'fetched' | 'left out'

const stateOf = (
  { digest, name }: OriginLayer,
  { origin, previousLayers }: OriginGroup,
  { reused, sparse }: LayerProvenance,
): LayerState => {
  if (sparse && origin.kind === 'run image') return 'left out'
  if (reused.has(digest)) return 'reused'
  if (origin.kind === 'run image') return 'fetched'
  return previousLayers.some((previous) => previous.name === name) ? 'rebuilt' : 'new'
}

/** The states of all layers: `reused`, or `2 reused, 1 new`. */
const describeStates = (groups: readonly OriginGroup[], sources: LayerProvenance): string => {
  const states = groups.flatMap((group) => group.layers.map((layer) => stateOf(layer, group, sources)))
  const counts = Map.groupBy(states, (state) => state)
  if (counts.size < 2) return states[0] ?? 'removed'
  return [...counts].map(([state, { length }]) => `${length} ${state}`).join(', ')
}

/** A closed section with a row for each layer. Small layers of origins with many layers share a row. */
export const layersSection = (groups: readonly OriginGroup[], sources: LayerProvenance): string => {
  const { shown, folded } = foldItems(
    groups.filter(({ layers }) => layers.length > 0),
    originLimit,
  )
  const rows = shown.flatMap((group) => layerRows(group, sources))
  if (folded.length > 0) {
    rows.push([`<i>${formatCount(folded.length, 'more origin')}</i>`, ...combinedRow(folded, sources)])
  }
  const count = groups.reduce((sum, { layers }) => sum + layers.length, 0)
  return details(`Layers (${count})`, table(['Origin', 'Layer', 'Size', 'State'], rows, [2]))
}

const layerRows = (group: OriginGroup, sources: LayerProvenance): readonly (readonly string[])[] => {
  const { shown, folded } = foldItems(group.layers, layerLimit)
  const cells = shown.map((layer) => [
    code(layer.name),
    formatBytes(layer.size),
    stateOf(layer, group, sources),
  ])
  if (folded.length > 0) cells.push([...combinedRow([{ ...group, layers: folded }], sources)])
  return cells.map((row, i) => [i === 0 ? originName(group.origin) : '', ...row])
}

const combinedRow = (groups: readonly OriginGroup[], sources: LayerProvenance): readonly string[] => {
  const layers = groups.flatMap((group) => group.layers)
  return [
    `<i>${formatCount(layers.length, 'more layer')}</i>`,
    formatBytes(sizeOf(layers)),
    describeStates(groups, sources),
  ]
}

const originName = ({ id, kind, version }: Origin): string => {
  if (id === undefined) return kind
  return code(id) + (version === undefined || version === '' ? '' : ` ${code(version, 40)}`)
}

/** The largest items, in their order, and the others. */
const foldItems = <Item extends { readonly size: number }>(items: readonly Item[], limit: number) => {
  if (items.length <= limit) return { shown: items, folded: [] }
  const largest = new Set([...items].sort((a, b) => b.size - a.size).slice(0, limit - 1))
  return {
    shown: items.filter((item) => largest.has(item)),
    folded: items.filter((item) => !largest.has(item)),
  }
}
