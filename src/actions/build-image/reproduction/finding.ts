import type { ImageDocuments } from '../../../image/image.ts'

/** Something that differs between two images, for people. The texts come from the images and are printable. */
export interface Finding {
  /** What differs: `application layer`, `label title`. */
  readonly subject: string
  /** How it differs in a few words: `4.1 → 4.2`. Empty if there are none. */
  readonly brief: string
  /** How it differs, and what to do if that is known: sentences without the last full stop. */
  readonly detail: string
}

/** The two images of a comparison: the one that was expected, and the one that was built. */
export interface ImagePair {
  readonly expected: ImageDocuments
  readonly found: ImageDocuments
}

/** `application layer`, or `buildpack acme/node 4.1 → 4.2` */
const formatBriefly = ({ subject, brief }: Finding): string =>
  brief === '' ? subject : `${subject} ${brief}`

/** `label title: "one" → "two"` */
export const formatInFull = ({ subject, detail }: Finding): string =>
  detail === '' ? subject : `${subject}: ${detail}`

const briefLimit = 5

/** The most important differences in one line, without a full stop. */
export const formatInOneLine = (findings: readonly Finding[]): string => {
  const shown = findings.slice(0, briefLimit).map(formatBriefly)
  const more = findings.length - shown.length
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join('; ')
}
