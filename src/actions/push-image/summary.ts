import { code, factsTable, firstRows, referenceCode, table, text } from '../../github/step/markdown.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import { blobsOf, sizeOf, uniqueBlobs } from '../../image/image.ts'
import { formatPlatform } from '../../image/platform.ts'
import { formatBytes, formatCount } from '../../message/quantity.ts'
import { describeRoot, type Payload } from './payload.ts'
import { tagReferences } from './targets.ts'
import type { Transfer } from './transfer.ts'

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
    `<h2>${referenceCode(tags[0] ?? '')}</h2>`,
    `${what}, pushed and read back: ${tags.length === 1 ? 'one tag' : `${tags.length} tags`} in ` +
      `${formatCount(transfers.length, 'repository', 'repositories')}.`,
    factsTable([
      ['Digest', code(digest)],
      ['By digest', references.map(referenceCode).join('<br>')],
      [
        'Tags',
        firstRows(tags, rowLimit, (tag) => [referenceCode(tag)], 'more tag')
          .flat()
          .join('<br>'),
      ],
    ]),
    ['```sh', `docker pull ${references[0]}`, '```'].join('\n'),
    table(
      ['Repository', 'Platform', 'Uploaded', 'Mounted', 'Already there'],
      firstRows(
        transfers.flatMap((transfer) => rowsOf(push, transfer)),
        rowLimit,
        (row) => row,
        'more row',
      ),
      [2, 3, 4],
    ),
  ].join('\n\n')}\n`
}

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
    return [referenceCode(target.name), text(formatPlatform(config)), ...cells]
  })
}
