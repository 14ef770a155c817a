import { defaultProcessType, readBuildMetadata } from '../../../cnb/labels.ts'
import type { RestoreResult } from '../../../content/folder-cache.ts'
import { code, details, table, text, yamlScalar } from '../../../github/step/markdown.ts'
import type { Digest } from '../../../image/digest.ts'
import { type Image, sizeOf } from '../../../image/image.ts'
import { formatPlatform, type Platform } from '../../../image/platform.ts'
import { formatReference, type ImageReference } from '../../../image/reference.ts'
import { formatBytes, formatCount, formatSeconds } from '../../../message/quantity.ts'
import type { Timing } from '../../../task/task-group.ts'
import { buildpacksSection, processesSection } from './buildpacks.ts'
import { layersSection, originChart, originTable } from './layers.ts'
import { groupByOrigin, originsOf } from './origin.ts'

/** What there is to tell about a build that succeeded. */
export interface Report {
  /** `my-app:latest` */
  readonly imageName: string
  readonly image: Image
  readonly platform: Platform
  /** Of all blobs in the layout, in bytes. */
  readonly size: number
  /** Whether the run image's layers were left out. */
  readonly sparse: boolean
  /** Left out if the job's container is the builder. */
  readonly builder?: { readonly reference: ImageReference; readonly digest: Digest | undefined }
  readonly runImage: {
    readonly reference: ImageReference
    /** Of its manifest. */
    readonly digest: Digest
    /** How many of the image's layers are the run image's. */
    readonly layers: number
  }
  /** The layers that were on this machine, or in its cache, before the build. */
  readonly reused: ReadonlySet<Digest>
  /** The layers that buildpacks had restored from the cache, and that were written again. */
  readonly restored: ReadonlySet<Digest>
  /** What was reused of the previous build, or why nothing was; without a full stop. */
  readonly reuse: string
  /** What changed since the previous build, without a full stop. Left out if there is no previous build. */
  readonly changes?: string
  /** The image that the build reproduced. Left out if none was expected. */
  readonly reproduced?: string
  /** What was saved as the build cache; left out if nothing was. */
  readonly savedCache?: string
  /** Left out where no cache was asked. */
  readonly cache?: CacheReport
  /** In the order in which they began; they may overlap. */
  readonly timings: readonly Timing[]
  /** From the first step's start to the last one's end. */
  readonly seconds: number
  /** Left out where nothing was uploaded. */
  readonly artifact?: ArtifactReport
}

export interface CacheReport {
  /** That names exactly the content that was wanted. */
  readonly key: string
  readonly restored: RestoreResult
}

export interface ArtifactReport {
  readonly name: string
  readonly id: number
  readonly runId: number
  /** The ID of this job in its workflow. */
  readonly job: string
  /** What `uses:` has to say to download it: `owner/repository/download@v1`. */
  readonly downloadAction: string
}

/**
 * The summary of a build as GitHub-flavoured Markdown. Whatever the image is like, it stays under GitHub's limit of
 * 1 MiB: long names are shortened, long lists folded. Sections are HTML blocks, where Markdown has no say.
 */
export const formatSummary = (report: Report): string => {
  const groups = groupByOrigin(originsOf(report.image, report.runImage.layers))
  const inLayout = report.sparse ? groups.filter(({ origin }) => origin.kind !== 'run image') : groups
  const metadata = readBuildMetadata(report.image.config)
  const sections = [
    `<h2>${code(report.imageName)}</h2>`,
    headline(report),
    factsTable(report),
    ...sparseNote(report),
    ...originChart(inLayout),
    originTable(groups, report),
    ...nextJob(report),
    layersSection(groups, report),
    ...buildpacksSection(metadata),
    ...processesSection(metadata, defaultProcessType(report.image.config)),
    timingSection(report),
  ]
  return `${sections.join('\n\n')}\n`
}

const headline = ({ image, platform, runImage, seconds, size, sparse }: Report): string => {
  const total = image.manifest.layers.length
  const own = Math.max(0, total - runImage.layers)
  return (
    `An image for ${text(formatPlatform(platform))} as ${sparse ? 'a <b>sparse</b>' : 'a <b>full</b>'} OCI image layout: ` +
    `<b>${formatBytes(size)}</b>, ${formatCount(total, 'layer')} ` +
    `(${total - own} of the run image, ${own} of its own), built in ${formatSeconds(seconds)}.`
  )
}

const factsTable = ({ artifact, builder, image, reproduced, runImage }: Report): string => {
  const rows = [
    ['Digest', code(image.descriptor.digest)],
    ['Image ID', code(image.manifest.config.digest)],
    ['Run image', `${code(formatReference(runImage.reference), 200)}<br>${code(runImage.digest)}`],
  ]
  if (builder !== undefined) {
    const digest = builder.digest === undefined ? '' : `<br>${code(builder.digest)}`
    rows.push(['Builder', `${code(formatReference(builder.reference), 200)}${digest}`])
  }
  if (reproduced !== undefined) rows.push(['Reproduced', `✅ ${code(reproduced, 200)}`])
  if (artifact !== undefined) {
    // Relative, since the runner masks an absolute address when the owner's or the repository's name is part of a secret.
    rows.push([
      'Artifact',
      `<a href="./${artifact.runId}/artifacts/${artifact.id}">${code(artifact.name)}</a>`,
    ])
  }
  return table(
    [],
    rows.map(([name = '', value = '']) => [`<b>${name}</b>`, value]),
  )
}

const sparseNote = ({ image, runImage, size, sparse }: Report): readonly string[] => {
  if (!sparse) return []
  const missing = image.manifest.layers.slice(0, runImage.layers)
  const bytes = sizeOf(missing)
  return [
    `The run image's ${formatCount(missing.length, 'layer')} (${formatBytes(bytes)}) are left out: the download action ` +
      'adds them from its layout-repo, its cache or the registry. Complete, the layout has ' +
      `${formatBytes(size + bytes)} and the same digest.`,
  ]
}

const jobPattern = /^[A-Za-z_][\w-]{0,99}$/

const scalarLimit = 1000

// A shortened name would be a wrong one, so a snippet with an absurd name is left out.
const nextJob = ({ artifact, image, imageName }: Report): readonly string[] => {
  if (artifact === undefined) return []
  if ([artifact.downloadAction, artifact.name, imageName].some(({ length }) => length > scalarLimit))
    return []
  const job = jobPattern.test(artifact.job) ? artifact.job : 'build'
  return [
    '<h3>Use it in the next job</h3>',
    [
      '```yaml',
      `needs: ${job}`,
      'steps:',
      `  - uses: ${yamlScalar(artifact.downloadAction)}`,
      '    with:',
      `      artifact-name: ${yamlScalar(artifact.name)}`,
      `      # here ${image.descriptor.digest}`,
      `      digest: \${{ needs.${job}.outputs.digest }}`,
      `      load: ${yamlScalar(imageName)}`,
      '```',
    ].join('\n'),
  ]
}

const barLength = 20
const timingLimit = 50
const sentenceLimit = 500

const timingSection = ({ cache, changes, reuse, savedCache, timings, seconds }: Report): string => {
  const longest = Math.max(...timings.map((timing) => timing.seconds), Number.MIN_VALUE)
  const bar = (value: number): string => '█'.repeat(Math.round((barLength * value) / longest)) || '▏'
  return details(
    `Time and cache (${formatSeconds(seconds)}, ${cacheResult(cache)})`,
    table(
      ['Step', 'Time', ''],
      timings
        .slice(0, timingLimit)
        .map(({ name, seconds }) => [text(name), formatSeconds(seconds), bar(seconds)]),
      [1],
    ),
    `<p>${cacheSentence(cache)}</p>`,
    ...(changes === undefined ? [] : [`<p>${text(changes, sentenceLimit)}.</p>`]),
    `<p>${text(reuse, sentenceLimit)}.${savedCache === undefined ? '' : ` ${text(savedCache, sentenceLimit)}.`}</p>`,
  )
}

const cacheResult = (cache: CacheReport | undefined): string => {
  const outcome = cache?.restored.outcome ?? 'unavailable'
  return { hit: 'cache hit', older: 'older cache entry', miss: 'cache miss', unavailable: 'no cache' }[
    outcome
  ]
}

const cacheSentence = (cache: CacheReport | undefined): string => {
  if (cache === undefined) return 'No cache was asked for layers of the run image.'
  const { restored } = cache
  const key = code(cache.key, keyLimit)
  const duration = formatSeconds(restored.seconds)
  switch (restored.outcome) {
    case 'hit':
      return `Cache hit: ${entrySize(restored.bytes)} in ${duration}, entry ${key}.`
    case 'older':
      return (
        `Cache hit of an older entry, ${code(restored.key, keyLimit)}: ${entrySize(restored.bytes)} in ${duration}. ` +
        `The wanted one would be ${key}.`
      )
    case 'miss':
      return `Cache miss in ${duration}: there was no entry ${key}.`
    case 'unavailable':
      return `No cache: ${text(restored.reason, 300)}.`
  }
}

// The longest key that the cache takes.
const keyLimit = 512

const entrySize = (bytes: number | undefined): string =>
  bytes === undefined ? 'an unknown size' : formatBytes(bytes)
