/** A known way in which two contents of one file differ although they were made from the same source. */
export type ContentPattern = 'order' | 'times' | 'paths' | 'identifiers'

const times =
  /\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?|\b\d\d:\d\d:\d\d\b|\b1[5-9]\d{8}(?:\d{3}|\d{6}|\d{9})?\b|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (?:\d\d? )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ?\d{0,2}/g
const paths = /(?:\/[\w.@+-]{1,255}){2,64}/g
const identifiers = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{16,128}\b/gi

const replaceable: readonly (readonly [ContentPattern, RegExp])[] = [
  ['times', times],
  ['identifiers', identifiers],
  ['paths', paths],
]

/** Finds the pattern that explains all differences between two contents. Undefined if none of the known ones does. */
export const contentPattern = (expected: Uint8Array, found: Uint8Array): ContentPattern | undefined => {
  const one = Buffer.from(expected).toString('latin1')
  const other = Buffer.from(found).toString('latin1')
  if (one.length === other.length && sortedParts(one) === sortedParts(other)) return 'order'
  return replaceable.find(([, pattern]) => one.replace(pattern, '') === other.replace(pattern, ''))?.[0]
}

/** Lines, and the parts of JSON and similar formats. */
const sortedParts = (text: string): string =>
  text
    .split(/[\n,;{}[\]]/)
    .toSorted()
    .join('\n')
