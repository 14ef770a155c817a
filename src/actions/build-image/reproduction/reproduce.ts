import { fetchImage } from '../../../content/image-documents.ts'
import { code, details, factsTable, verbatim } from '../../../github/step/markdown.ts'
import type { Digest } from '../../../image/digest.ts'
import type { ImageDocuments } from '../../../image/image.ts'
import { layoutContent } from '../../../layout/content.ts'
import { Failure } from '../../../message/failure.ts'
import type { OpenedBuildCache } from '../../../store/build-caches.ts'
import type { CompleteLayout } from '../completion.ts'
import type { Inputs } from '../inputs/inputs.ts'
import type { Services } from '../services.ts'
import { compareImages, comparisonInOneLine } from './documents.ts'
import { formatInFull } from './finding.ts'
import { describeLayers } from './layers.ts'
import { type PublishedImage, readPublishedImage } from './published-image.ts'

/**
 * Verifies that a build reproduced the image that the input `reproduces` names, if it names one. Returns the name of that
 * image. Throws a Failure that explains the difference if the digests differ; the layout stays in place.
 */
export const verifyReproduction = async (
  inputs: Pick<Inputs, 'reproduces' | 'imagePath' | 'summary'>,
  { image }: CompleteLayout,
  services: Pick<Services, 'findPublishedImage' | 'setOutputs' | 'writeSummary' | 'log' | 'tasks'>,
): Promise<string | undefined> => {
  const { reproduces, imagePath } = inputs
  if (reproduces === undefined) return undefined
  services.setOutputs({ reproduced: false })
  const published =
    'digest' in reproduces ? undefined : await services.findPublishedImage(reproduces.reference, image.config)
  const expected = 'digest' in reproduces ? reproduces.digest : published?.descriptor.digest
  const name = published?.name ?? `${expected}`
  const { digest } = image.descriptor
  if (expected === digest) {
    services.setOutputs({ reproduced: true })
    services.log.info(`Reproduced: ${name} has the digest of this build, ${digest}`)
    return name
  }
  const built = await fetchImage(layoutContent(imagePath.folder), image.descriptor)
  const lines =
    published === undefined
      ? explainDigest(expected, built)
      : await explainDifference(published, built, imagePath.folder, services.tasks.signal)
  if (inputs.summary) {
    const imageName = `${imagePath.name}:${imagePath.tag}`
    await services.writeSummary(formatFailedReproduction(imageName, name, { expected, digest }, lines))
  }
  throw new Failure(
    `The build did not reproduce ${name}: expected ${expected}, built ${digest}. Nothing was uploaded; the layout is ` +
      `in ${imagePath.folder}. See the differences below.`,
    { detail: lines },
  )
}

const explainDifference = async (
  published: PublishedImage,
  found: ImageDocuments,
  layout: string,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const expected = await readPublishedImage(published)
  const { origins, layers, fields } = compareImages({ expected, found })
  const sources = { expected: published.content, found: layoutContent(layout), signal }
  return [
    ...origins.map(formatInFull),
    ...(await describeLayers(layers, sources)),
    ...firstFields(fields.map(formatInFull)),
  ]
}

const fieldLimit = 100

const firstFields = (lines: readonly string[]): readonly string[] =>
  lines.length <= fieldLimit
    ? lines
    : [...lines.slice(0, fieldLimit), `At least ${lines.length - fieldLimit} more fields differ.`]

const explainDigest = (
  expected: Digest | undefined,
  { manifest: { config } }: ImageDocuments,
): readonly string[] =>
  expected === config.digest
    ? [
        'The digest in "reproduces" is the image ID of this build: configuration and layers are the same.',
        'Set "reproduces" to the digest of the manifest, which is the output "digest" of the first build.',
      ]
    : [
        'A digest alone does not say what differs. Set "reproduces" to a reference, such as ghcr.io/octo-org/my-app@sha256:…',
        'Compare the outputs "builder-digest", "run-image-digest" and "lifecycle-version" of both builds.',
      ]

const lineLimit = 300

const formatFailedReproduction = (
  imageName: string,
  target: string,
  { expected = '', digest }: { readonly expected: string | undefined; readonly digest: string },
  lines: readonly string[],
): string => {
  const digests = factsTable([
    ['Expected', `${code(target, 200)}<br>${code(expected)}`],
    ['Built', code(digest)],
  ])
  const items = lines.slice(0, lineLimit).map((line) => `<li>${verbatim(line, 400)}</li>`)
  const list = `<ul>${items.join('\n')}</ul>`
  const sections = [`<h2>❌ ${code(imageName)} was not reproduced</h2>`, digests]
  return `${[...sections, details(`Differences (${lines.length})`, list)].join('\n\n')}\n`
}

/** What changed since the previous build that the build cache holds, by the images' documents alone: a sentence's part. */
export const describeChanges = (
  buildCache: OpenedBuildCache | undefined,
  output: Pick<ImageDocuments, 'manifestBytes' | 'configBytes'> & {
    readonly image: Pick<ImageDocuments, 'descriptor' | 'manifest' | 'config'>
  },
): string | undefined => {
  const expected = buildCache?.found?.image
  if (expected === undefined) return undefined
  const { manifestBytes, configBytes, image } = output
  const found = { ...image, manifestBytes, configBytes }
  const changes = comparisonInOneLine(compareImages({ expected, found }))
  return changes === ''
    ? 'Nothing changed since the previous build'
    : `Changed since the previous build: ${changes}`
}
