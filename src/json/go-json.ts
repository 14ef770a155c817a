import type { Fields } from './fields.ts'

/**
 * Writes JSON exactly like Go's encoding/json, because the digest of an image depends on each byte. The fields of objects
 * must be in the order of Go's struct. A Map is written like a map in Go, sorted by its keys.
 * https://pkg.go.dev/encoding/json#Marshal
 */
export const goJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(goJson).join()}]`
  if (value instanceof Map) return objectText([...value].toSorted(([one], [other]) => byBytes(one, other)))
  if (typeof value === 'object' && value !== null) return objectText(Object.entries(value))
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escapeCharacter)
}

const objectText = (entries: readonly (readonly [string, unknown])[]): string =>
  `{${entries.map(([name, value]) => `${goJson(name)}:${goJson(value)}`).join()}}`

const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))

const escapeCharacter = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/** The fields that Go writes for a struct whose fields are all `omitempty`: the given names, without empty values. */
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

/** Converts an object from JSON to a map for `goJson`; undefined if there is none. */
export const goMap = <Value>(
  value: Readonly<Record<string, Value>> | null | undefined,
): ReadonlyMap<string, Value> | undefined =>
  value === null || value === undefined ? undefined : new Map(Object.entries(value))
