import { code, factsTable, referenceCode, table, text } from '../../github/step/markdown.ts'
import type { Outputs } from '../../github/step/step.ts'
import { formatPlatform } from '../../image/platform.ts'
import { formatReference } from '../../image/reference.ts'
import { formatBytes, formatCount } from '../../message/quantity.ts'
import type { RunImage } from '../../store/run-image.ts'
import type { RebasedLayout } from './layout.ts'
import type { RebasedImages } from './rebase-images.ts'
import type { RebaseSource } from './source.ts'

/** The outputs for the image, whether it changed or not. Several values are one per line. */
export const imageOutputs = (
  { imageName, root: former }: RebaseSource,
  { images, root }: RebasedImages,
): Outputs => ({
  changed: root.digest !== former.digest,
  'image-name': imageName,
  digest: root.digest,
  'image-id': uniqueLines(images.map(({ rebased }) => rebased.config.digest)),
  platform: images.map(({ runImage }) => formatPlatform(runImage.platform)).join('\n'),
  'run-image': uniqueLines(images.map(({ runImage }) => formatReference(runImage.reference))),
  'run-image-digest': images.map(({ runImage }) => runImage.descriptor.digest).join('\n'),
})

const uniqueLines = (values: readonly string[]): string => [...new Set(values)].join('\n')

/** The outputs for the layout, which is only written if the image changed. */
export const layoutOutputs = (path: string, { size, cacheHit }: RebasedLayout): Outputs => ({
  'layout-path': path,
  size,
  'cache-hit': cacheHit,
})

/** A run image, for the log. */
export const describeRunImage = ({
  reference,
  descriptor,
}: Pick<RunImage, 'reference' | 'descriptor'>): string =>
  `Run image: ${formatReference(reference)}, ${descriptor.digest}`

const rowLimit = 50

/** Formats the summary of a rebase as GitHub-flavoured Markdown. Without a layout, the image did not change. */
export const formatSummary = (
  source: RebaseSource,
  { images, root }: RebasedImages,
  layout: RebasedLayout | undefined,
): string =>
  `${[
    `<h2>${referenceCode(source.imageName)}</h2>`,
    layout === undefined
      ? 'The image already has the newest run image. Nothing was written.'
      : describeLayout(source, layout),
    factsTable([
      ['Before', code(source.root.digest)],
      ['Digest', code(root.digest)],
    ]),
    table(
      ['Platform', 'Run image', 'Digest of the run image'],
      images
        .slice(0, rowLimit)
        .map(({ runImage }) => [
          text(formatPlatform(runImage.platform)),
          referenceCode(formatReference(runImage.reference)),
          code(runImage.descriptor.digest),
        ]),
    ),
  ].join('\n\n')}\n`

const describeLayout = ({ name }: RebaseSource, { blobs, missing, size }: RebasedLayout): string => {
  const rest =
    missing.length === 0
      ? ''
      : `, and lacks ${formatCount(missing.length, 'layer')}, which a push copies from their registries`
  return (
    `Rebased without a build: the app's layers are those of ${referenceCode(name)}. The layout has ` +
    `${formatCount(blobs.length, 'blob')} (${formatBytes(size)})${rest}.`
  )
}
