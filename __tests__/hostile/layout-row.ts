/** A layout: its name, what is odd about it, what its refusal says, if it must be refused, and its files. */
export type LayoutRow = readonly [
  name: string,
  what: string,
  refusal: RegExp | undefined,
  files: ReadonlyMap<string, Buffer>,
]

export const malformed = (document: string, place = ''): RegExp =>
  new RegExp(`The ${document} is malformed${place === '' ? '' : ` at "${place}`}`)

export const noJson = /The (?:manifest|index\.json|image configuration|oci-layout) is not JSON/
export const inconsistent = /is inconsistent: its manifest lists \d layers, its configuration \d/
export const otherKind = /is a ".*", and is listed as a ".*"/
export const corrupt = /is corrupt/
