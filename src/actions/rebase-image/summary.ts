import { code, table, text } from '../../github/step/markdown.ts'
import { formatPlatform } from '../../image/platform.ts'
import { formatReference } from '../../image/reference.ts'
import { formatBytes, formatCount } from '../../message/quantity.ts'
import type { RebasedLayout } from './layout.ts'
import type { RebasedImages } from './rebased.ts'
import type { Source } from './source.ts'

// A reference that is cut cannot be copied: this is longer than any.
const referenceLimit = 600
const rowLimit = 50

/** The summary of a rebase as GitHub-flavoured Markdown; without a layout nothing changed. */
export const formatSummary = (
  source: Source,
  { images, root }: RebasedImages,
  layout: RebasedLayout | undefined,
): string => {
  const state =
    layout === undefined
      ? 'It stands on the newest run image already: nothing was written.'
      : `Rebased without a build: the app’s layers are those of ${code(source.name, referenceLimit)}. The layout has ` +
        `${formatCount(layout.blobs.length, 'blob')} (${formatBytes(layout.size)})` +
        `${layout.lacking.length === 0 ? '.' : `, and lacks ${formatCount(layout.lacking.length, 'layer')}, which a push takes from where they are.`}`
  return `${[
    `<h2>${code(source.imageName, referenceLimit)}</h2>`,
    state,
    table(
      [],
      [
        ['<b>Before</b>', code(source.root.digest)],
        ['<b>Digest</b>', code(root.digest)],
      ],
    ),
    table(
      ['Platform', 'Run image', 'Digest of the run image'],
      images
        .slice(0, rowLimit)
        .map(({ runImage }) => [
          text(formatPlatform(runImage.platform)),
          code(formatReference(runImage.reference), referenceLimit),
          code(runImage.descriptor.digest),
        ]),
    ),
  ].join('\n\n')}\n`
}
