import { defaultProcessType, readBuildMetadata } from '../../../cnb/labels.ts'
import type { RestoreResult } from '../../../content/folder-cache.ts'
import { code, details, factsTable, referenceCode, table, text } from '../../../github/step/markdown.ts'
import type { Digest } from '../../../image/digest.ts'
import { type Image, sizeOf } from '../../../image/image.ts'
import { formatPlatform } from '../../../image/platform.ts'
import { formatReference, type ImageReference } from '../../../image/reference.ts'
import { formatBytes, formatCount, formatSeconds } from '../../../message/quantity.ts'
import type { Timing } from '../../../task/task-group.ts'
import { buildpacksSection, processesSection } from './buildpacks.ts'
import { describeTotalChange, type LayerProvenance, layersSection, originTable } from './layers.ts'
import { type ArtifactReport, dockerRun, nextJob } from './next-job.ts'
import { groupByOrigin, type OriginGroup } from './origin.ts'

/** The content of the job summary of a build that succeeded. */
export interface Report extends LayerProvenance {
  /** `my-app:latest` */
  readonly imageName: string
  readonly image: Image
  /** Of all blobs in the layout, in bytes. */
  readonly size: number
  readonly builder: {
    /** The reference, or `the job's container`. */
    readonly name: string
    /** Undefined if it is unknown. */
    readonly digest: Digest | undefined
    readonly lifecycleVersion: string
  }
  readonly runImage: {
    readonly reference: ImageReference
    /** Of its manifest. */
    readonly digest: Digest
    /** The number of its layers, with which the image begins. */
    readonly layers: number
  }
  /** The commit that triggered the run. */
  readonly commit: string | undefined
  /** The image of the previous build, if one was found. */
  readonly previousImage: Image | undefined
  /** What was reused of the previous build, or why nothing was. Without a full stop. */
  readonly reuse: string
  /** What changed since the previous build, without a full stop. Undefined if there is no previous build. */
  readonly changes: string | undefined
  /** The image that the build reproduced. Undefined if none was expected. */
  readonly reproduced: string | undefined
  /** What was saved as the build cache, without a full stop. Undefined if nothing was saved. */
  readonly savedCache: string | undefined
  /** Undefined if no cache was used for the run image. */
  readonly runImageCache: CacheReport | undefined
  /** In the order in which the tasks started. They may overlap. */
  readonly timings: readonly Timing[]
  /** The duration of the build. */
  readonly seconds: number
  /** Undefined if nothing was uploaded. */
  readonly artifact: ArtifactReport | undefined
}

interface CacheReport {
  /** The key of the entry with exactly the wanted content. */
  readonly key: string
  readonly restored: RestoreResult
}

/**
 * Formats the job summary of a build as GitHub-flavoured Markdown. It is always smaller than GitHub's limit of 1 MiB: long
 * values are shortened, and long lists are folded. Sections are HTML blocks, in which Markdown has no effect.
 */
export const formatSummary = (report: Report): string => {
  const { image, imageName, artifact } = report
  const groups = groupByOrigin(image, report.runImage.layers, report.previousImage)
  const metadata = readBuildMetadata(image.config)
  const defaultProcess = defaultProcessType(image.config)
  const sections = [
    `<h2>${referenceCode(imageName)}</h2>`,
    fence(image.descriptor.digest),
    buildFacts(report, groups),
    ...sparseNote(report),
    originTable(groups, report, report.previousImage !== undefined),
    ...(defaultProcess === undefined
      ? []
      : ['<h3>Run the loaded image</h3>', fence(dockerRun(imageName, defaultProcess))]),
    ...nextJob(artifact, imageName, image.config, defaultProcess),
    layersSection(groups, report),
    ...buildpacksSection(metadata),
    ...processesSection(metadata, defaultProcess),
    details('Image ID', `<p>${code(image.manifest.config.digest)}</p>`),
    timingSection(report),
  ]
  return `${sections.join('\n\n')}\n`
}

/** A block with GitHub's button to copy it. */
const fence = (line: string): string => ['```', line, '```'].join('\n')

const buildFacts = (report: Report, groups: readonly OriginGroup[]): string => {
  const { artifact, builder, commit, image, previousImage, runImage } = report
  const total = image.manifest.layers.length
  const own = Math.max(0, total - runImage.layers)
  const change =
    previousImage === undefined ? '' : ` (${describeTotalChange(groups, report)} since the previous build)`
  const rows: (readonly [string, string])[] = [
    ['Platform', text(formatPlatform(image.config))],
    [
      'Builder',
      [
        referenceCode(builder.name),
        ...(builder.digest === undefined ? [] : [code(builder.digest)]),
        `lifecycle ${text(builder.lifecycleVersion)}`,
      ].join('<br>'),
    ],
    ['Run image', `${referenceCode(formatReference(runImage.reference))}<br>${code(runImage.digest)}`],
  ]
  if (commit !== undefined) rows.push(['Commit', commitLink(commit)])
  rows.push([
    'Size',
    `<b>${formatBytes(report.size)}</b>${change}, ${report.sparse ? 'sparse layout' : 'full layout'}, ` +
      `${formatCount(total, 'layer')} (${total - own} of the run image, ${own} of its own)`,
  ])
  if (report.reproduced !== undefined) rows.push(['Reproduced', `✅ ${referenceCode(report.reproduced)}`])
  // Links are relative, because the runner masks an absolute address if a secret contains the name of the repository.
  if (artifact !== undefined) {
    rows.push([
      'Artifact',
      `<a href="./${artifact.runId}/artifacts/${artifact.id}">${code(artifact.name)}</a>`,
    ])
  }
  return factsTable(rows)
}

const commitLink = (commit: string): string =>
  /^[0-9a-f]{40,64}$/.test(commit) ? `<a href="../../commit/${commit}">${code(commit)}</a>` : code(commit)

const sparseNote = ({ image, runImage, size, sparse }: Report): readonly string[] => {
  if (!sparse) return []
  const missing = image.manifest.layers.slice(0, runImage.layers)
  const bytes = sizeOf(missing)
  return [
    `The run image's ${formatCount(missing.length, 'layer')} (${formatBytes(bytes)}) are left out: the download action ` +
      'adds them from its layout-repo, its cache or the registry. The complete layout has ' +
      `${formatBytes(size + bytes)} and the same digest.`,
  ]
}

const barLength = 20
const timingLimit = 50
const sentenceLimit = 500

const timingSection = ({ runImageCache, changes, reuse, savedCache, timings, seconds }: Report): string => {
  const longest = Math.max(...timings.map((timing) => timing.seconds), Number.MIN_VALUE)
  const bar = (value: number): string => '█'.repeat(Math.round((barLength * value) / longest)) || '▏'
  const sentences = [changes, reuse, savedCache].filter((sentence) => sentence !== undefined)
  return details(
    `Time and cache (${formatSeconds(seconds)}, ${cacheResult(runImageCache)})`,
    table(
      ['Task', 'Time', ''],
      timings
        .slice(0, timingLimit)
        .map(({ name, seconds }) => [text(name), formatSeconds(seconds), bar(seconds)]),
      [1],
    ),
    `<p>${cacheSentence(runImageCache)}</p>`,
    `<p>${sentences.map((sentence) => `${text(sentence, sentenceLimit)}.`).join(' ')}</p>`,
  )
}

const cacheResults = {
  hit: 'cache hit',
  older: 'older cache entry',
  miss: 'cache miss',
  unavailable: 'no cache',
} as const

const cacheResult = (cache: CacheReport | undefined): string =>
  cacheResults[cache?.restored.outcome ?? 'unavailable']

const cacheSentence = (cache: CacheReport | undefined): string => {
  if (cache === undefined) return 'No cache was used for the run image.'
  const { restored } = cache
  const key = code(cache.key, keyLimit)
  const duration = formatSeconds(restored.seconds)
  switch (restored.outcome) {
    case 'hit':
      return `Cache hit for the run image: ${entrySize(restored.bytes)} in ${duration}, entry ${key}.`
    case 'older':
      return (
        `An older cache entry for the run image was used, ${code(restored.key, keyLimit)}: ` +
        `${entrySize(restored.bytes)} in ${duration}. There was no entry ${key}.`
      )
    case 'miss':
      return `Cache miss for the run image in ${duration}: there was no entry ${key}.`
    case 'unavailable':
      return `No cache for the run image: ${text(restored.reason, 300)}.`
  }
}

// The maximum length of a cache key.
const keyLimit = 512

const entrySize = (bytes: number | undefined): string =>
  bytes === undefined ? 'an unknown size' : formatBytes(bytes)
