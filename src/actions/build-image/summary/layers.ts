import { code, details, mermaidLabel, table } from '../../../github/step/markdown.ts'
import type { Digest } from '../../../image/digest.ts'
import { sizeOf } from '../../../image/image.ts'
import { formatBytes, formatCount } from '../../../message/quantity.ts'
import type { Origin, OriginGroup, OriginLayer } from './origin.ts'

/** What the layers' state depends on. */
export interface LayerContext {
  readonly sparse: boolean
  /** The layers that were on this machine, or in its cache, before the build. */
  readonly reused: ReadonlySet<Digest>
  /** The layers that buildpacks had restored from the cache, and that were written again. */
  readonly restored: ReadonlySet<Digest>
}

const plainName = ({ id, kind }: Origin): string => id ?? kind

const originName = ({ id, kind, version }: Origin): string => {
  if (id === undefined) return kind
  return code(id) + (version === undefined || version === '' ? '' : ` ${code(version, 40)}`)
}

/** The largest items, in their own order, and those that are too many to be shown. */
const fold = <Item extends { readonly size: number }>(items: readonly Item[], limit: number) => {
  if (items.length <= limit) return { shown: items, folded: [] }
  const largest = new Set([...items].sort((a, b) => b.size - a.size).slice(0, limit - 1))
  return {
    shown: items.filter((item) => largest.has(item)),
    folded: items.filter((item) => !largest.has(item)),
  }
}

const sliceLimit = 8
// A smaller slice would be a line.
const smallestShare = 0.01

// Mermaid's own colours for a dark page are dark as well: these, and the grey of the text, are seen on either.
const sliceColours = '#0969da #1a7f37 #9a6700 #8250df #bf3989 #1b7c83 #bc4c00 #57606a #cf222e'.split(' ')
const chartTheme = `%%{init: ${JSON.stringify({
  theme: 'base',
  themeVariables: {
    ...Object.fromEntries(sliceColours.map((colour, i) => [`pie${i + 1}`, colour])),
    pieOpacity: '1',
    pieStrokeWidth: '0px',
    pieOuterStrokeWidth: '0px',
    pieSectionTextColor: '#ffffff',
    pieLegendTextColor: '#7d8590',
  },
})}}%%`

/**
 * Where a layout's bytes are, as the pie that GitHub draws: small origins share a slice.
 * https://mermaid.js.org/syntax/pie.html
 */
export const originChart = (groups: readonly OriginGroup[]): readonly string[] => {
  const total = sizeOf(groups)
  if (total === 0) return []
  const { shown } = fold(
    groups.filter(({ size }) => size / total >= smallestShare),
    sliceLimit,
  )
  // A label counts once, so those that look alike share one.
  const slices = new Map<string, number>()
  for (const { origin, size } of shown) {
    const label = mermaidLabel(plainName(origin))
    slices.set(label, (slices.get(label) ?? 0) + size)
  }
  const rest = total - sizeOf(shown)
  if (rest > 0) slices.set('all others', (slices.get('all others') ?? 0) + rest)
  const lines = [...slices].map(([label, size]) => `  "${label} · ${formatBytes(size)}" : ${size}`)
  return [['```mermaid', chartTheme, 'pie', ...lines, '```'].join('\n')]
}

const originLimit = 40
const layerLimit = 12

type State = 'reused' | 'restored from the cache' | 'new' | 'left out'

const stateOf = ({ digest, origin }: OriginLayer, { reused, restored, sparse }: LayerContext): State => {
  if (sparse && origin.kind === 'run image') return 'left out'
  if (reused.has(digest)) return 'reused'
  return restored.has(digest) ? 'restored from the cache' : 'new'
}

const stateOfAll = (layers: readonly OriginLayer[], context: LayerContext): string => {
  const states = layers.map((layer) => stateOf(layer, context))
  const [first = ''] = states
  if (states.every((state) => state === first)) return first
  return `${states.filter((state) => state === 'reused').length} of ${states.length} reused`
}

/** A table with one line for each origin. */
export const originTable = (groups: readonly OriginGroup[], context: LayerContext): string => {
  const { shown, folded } = fold(groups, originLimit)
  const row = (name: string, layers: readonly OriginLayer[], size: number): readonly string[] => [
    name,
    String(layers.length),
    formatBytes(size),
    stateOfAll(layers, context),
  ]
  const rows = shown.map(({ layers, origin, size }) => row(originName(origin), layers, size))
  if (folded.length > 0) {
    const layers = folded.flatMap((group) => group.layers)
    rows.push(row(`<i>${formatCount(folded.length, 'more origin')}</i>`, layers, sizeOf(folded)))
  }
  return table(['Origin', 'Layers', 'Size', 'State'], rows, [1, 2])
}

/** A closed section with one line for each layer; those that are too many are counted. */
export const layersSection = (groups: readonly OriginGroup[], context: LayerContext): string => {
  const { shown, folded } = fold(groups, originLimit)
  const rows = shown.flatMap((group) => layerRows(group, context))
  if (folded.length > 0) {
    const layers = folded.flatMap((group) => group.layers)
    rows.push([`<i>${formatCount(folded.length, 'more origin')}</i>`, ...moreLayers(layers, context)])
  }
  const count = groups.reduce((sum, { layers }) => sum + layers.length, 0)
  return details(`Layers (${count})`, table(['Origin', 'Layer', 'Size', 'State'], rows, [2]))
}

const layerRows = (
  { layers, origin }: OriginGroup,
  context: LayerContext,
): readonly (readonly string[])[] => {
  const { shown, folded } = fold(layers, layerLimit)
  const cells = shown.map((layer) => [code(layer.name), formatBytes(layer.size), stateOf(layer, context)])
  if (folded.length > 0) cells.push([...moreLayers(folded, context)])
  return cells.map((row, i) => [i === 0 ? originName(origin) : '', ...row])
}

const moreLayers = (layers: readonly OriginLayer[], context: LayerContext): readonly string[] => [
  `<i>${formatCount(layers.length, 'more layer')}</i>`,
  formatBytes(sizeOf(layers)),
  stateOfAll(layers, context),
]
