/**
 * What Go's encoding/json writes, byte for byte, of values whose objects have their fields in Go's order: the digest of
 * an image hangs on it. A Map is a map of Go's, whose keys come sorted.
 * https://pkg.go.dev/encoding/json#Marshal
 */
export const goJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(goJson).join()}]`
  if (value instanceof Map) return objectText([...value].toSorted(([one], [other]) => byBytes(one, other)))
  if (typeof value === 'object' && value !== null) return objectText(Object.entries(value))
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escaped)
}

const objectText = (entries: readonly (readonly [string, unknown])[]): string =>
  `{${entries.map(([name, value]) => `${goJson(name)}:${goJson(value)}`).join()}}`

const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

type Fields = Readonly<Record<string, unknown>>

/** What Go writes of a struct whose fields are all `omitempty`: those that it has, in its order, unless they are empty. */
export const goStruct = (value: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(names.flatMap((name) => (isEmpty(value[name]) ? [] : [[name, value[name]]])))

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  value === 0 ||
  value === false ||
  (Array.isArray(value) && value.length === 0) ||
  (value instanceof Map && value.size === 0)

/** An object out of JSON as a map of Go's; undefined if there is none. */
export const goMap = <Value>(
  value: Readonly<Record<string, Value>> | null | undefined,
): ReadonlyMap<string, Value> | undefined =>
  value === null || value === undefined ? undefined : new Map(Object.entries(value))
