import { code, table, text } from '../../github/step/markdown.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import { sizeOf, uniqueBlobs } from '../../image/image.ts'
import { formatPlatform } from '../../image/platform.ts'
import { formatBytes, formatCount } from '../../message/quantity.ts'
import type { PushSource } from './source.ts'
import { tagsOf } from './target.ts'
import type { Transfer } from './transfer.ts'

// A reference that is cut cannot be copied: this is longer than any.
const referenceLimit = 600
const rowLimit = 50

/** What was pushed, and how it got there. */
export interface Push {
  readonly source: PushSource
  readonly transfers: readonly Transfer[]
  /** By digest, one for each repository. */
  readonly references: readonly string[]
}

/** The summary of a push as GitHub-flavoured Markdown: the names of what was pushed, and how it came there. */
export const formatSummary = (push: Push): string => {
  const { source, transfers, references } = push
  const { digest } = source.root
  const tags = tagsOf(transfers.map(({ target }) => target))
  const what =
    source.indexes.length > 0 ? `An index of ${formatCount(source.images.length, 'image')}` : 'An image'
  return `${[
    `<h2>${code(tags[0] ?? '', referenceLimit)}</h2>`,
    `${what}, pushed and read back: ${tags.length === 1 ? 'one tag' : `${tags.length} tags`} in ` +
      `${formatCount(transfers.length, 'repository', 'repositories')}.`,
    table(
      [],
      [
        ['<b>Digest</b>', code(digest)],
        ['<b>By digest</b>', references.map((reference) => code(reference, referenceLimit)).join('<br>')],
        [
          '<b>Tags</b>',
          shortened(
            tags.map((tag) => code(tag, referenceLimit)),
            (more) => more,
          ).join('<br>'),
        ],
      ],
    ),
    ['```sh', `docker pull ${references[0]}`, '```'].join('\n'),
    table(
      ['Repository', 'Platform', 'Uploaded', 'Mounted', 'Already there'],
      shortened(
        transfers.flatMap((transfer) => rowsOf(push, transfer)),
        (more) => [more, '', '', '', ''],
      ),
      [2, 3, 4],
    ),
  ].join('\n\n')}\n`
}

/** The first rows, and one that says how many there are beyond them. */
const shortened = <Row>(rows: readonly Row[], rest: (more: string) => Row): readonly Row[] =>
  rows.length <= rowLimit ? rows : [...rows.slice(0, rowLimit), rest(`… and ${rows.length - rowLimit} more`)]

/** A row for each image; what several of them have counts for each. */
const rowsOf = ({ source }: Push, { target, copied }: Transfer): readonly (readonly string[])[] => {
  const digestsOf = (descriptors: readonly Descriptor[]): ReadonlySet<Digest> =>
    new Set(descriptors.map(({ digest }) => digest))
  const outcomes = [
    digestsOf(copied.fetched),
    digestsOf(copied.mounted.map(({ descriptor }) => descriptor)),
    digestsOf(copied.existed),
  ]
  return source.images.map(({ config, manifest }) => {
    const parts = uniqueBlobs([manifest.config, ...manifest.layers])
    const cells = outcomes.map((outcome) => {
      const some = parts.filter(({ digest }) => outcome.has(digest))
      return some.length === 0 ? '' : `${formatBytes(sizeOf(some))} in ${formatCount(some.length, 'blob')}`
    })
    return [code(target.name, referenceLimit), text(formatPlatform(config)), ...cells]
  })
}
