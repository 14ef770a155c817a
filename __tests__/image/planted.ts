/** A value that JSON can have. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** The paths of all values of a document that are no object and no list. */
export const placesIn = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]))
    : [path]

/** The document with another value at a path. */
export const planted = (value: Json, [key, ...rest]: readonly string[], leaf: Json): Json => {
  if (key === undefined) return leaf
  if (Array.isArray(value))
    return value.map((item, at) => (String(at) === key ? planted(item, rest, leaf) : item))
  if (typeof value !== 'object' || value === null) return leaf
  const fields = new Map(Object.entries(value))
  return Object.fromEntries(fields.set(key, planted(fields.get(key) ?? null, rest, leaf)))
}
