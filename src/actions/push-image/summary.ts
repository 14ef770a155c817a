import { code, table, text } from '../../github/step/markdown.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import { blobsOf, sizeOf, uniqueBlobs } from '../../image/image.ts'
import { formatPlatform } from '../../image/platform.ts'
import { formatBytes, formatCount } from '../../message/quantity.ts'
import { describeRoot, type Payload } from './payload.ts'
import { tagReferences } from './targets.ts'
import type { Transfer } from './transfer.ts'

// A reference that is cut cannot be copied: this is longer than any.
const referenceLimit = 600
const rowLimit = 50

/** A push that has succeeded. */
export interface Push {
  readonly payload: Payload
  readonly transfers: readonly Transfer[]
  /** By digest, one for each repository. */
  readonly references: readonly string[]
}

/** The summary of a push as GitHub-flavoured Markdown: the references of the image, and how it came to each repository. */
export const formatSummary = (push: Push): string => {
  const { payload, transfers, references } = push
  const { digest } = payload.root
  const tags = tagReferences(transfers.map(({ target }) => target))
  const what = describeRoot(payload).replace(/^a/, 'A')
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

/** The first rows, and one with the number of the others. */
const shortened = <Row>(rows: readonly Row[], rest: (more: string) => Row): readonly Row[] =>
  rows.length <= rowLimit ? rows : [...rows.slice(0, rowLimit), rest(`… and ${rows.length - rowLimit} more`)]

/** A row for each image. A blob that several images share counts for each of them. */
const rowsOf = ({ payload }: Push, { target, copied }: Transfer): readonly (readonly string[])[] => {
  const digestsOf = (descriptors: readonly Descriptor[]): ReadonlySet<Digest> =>
    new Set(descriptors.map(({ digest }) => digest))
  const outcomes = [
    digestsOf(copied.fetched),
    digestsOf(copied.mounted.map(({ descriptor }) => descriptor)),
    digestsOf(copied.existed),
  ]
  return payload.images.map(({ config, manifest }) => {
    const parts = uniqueBlobs(blobsOf(manifest))
    const cells = outcomes.map((outcome) => {
      const some = parts.filter(({ digest }) => outcome.has(digest))
      return some.length === 0 ? '' : `${formatBytes(sizeOf(some))} in ${formatCount(some.length, 'blob')}`
    })
    return [code(target.name, referenceLimit), text(formatPlatform(config)), ...cells]
  })
}
