import * as v from 'valibot'

/** The fields of a JSON object in their order. */
export type Fields = Readonly<Record<string, unknown>>

// Schemas that copy an object change the order of its fields and lose fields such as `constructor`, which a label may have.
// These schemas return the parsed object itself.
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An object with any fields, which is written again unchanged. */
export const FieldsSchema = v.custom<Fields>(isFields, 'it is not an object')

/** Strings by any names, for example labels. */
export const TextsSchema = v.custom<Readonly<Record<string, string>>>(
  (value) => isFields(value) && Object.values(value).every((text) => typeof text === 'string'),
  'it is not an object with strings',
)

/** A list. Ignores entries that do not match the schema; anything else than an array is an empty list. */
export const list = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.fallback(
    v.pipe(
      v.array(v.unknown()),
      v.transform((entries) =>
        entries.flatMap((entry): v.InferOutput<Schema>[] => {
          const result = v.safeParse(schema, entry)
          return result.success ? [result.output] : []
        }),
      ),
    ),
    [],
  )

/** The fields of manifests and indexes in the specification. */
export const documentFields: readonly string[] = [
  'schemaVersion',
  'mediaType',
  'artifactType',
  'config',
  'layers',
  'manifests',
  'subject',
  'annotations',
]

/**
 * Refuses a field whose name differs from a known one only in case: Go ignores the case of names, so the document would
 * have another meaning there.
 * https://pkg.go.dev/encoding/json#Unmarshal
 */
export const inOneSpelling = <Document extends object>(names: readonly string[]) => {
  const known = new Set(names.map(foldCase))
  return v.check<Document, string>(
    (document) => Object.keys(document).every((key) => names.includes(key) || !known.has(foldCase(key))),
    'the name of a field differs from a known one only in case',
  )
}

// Both conversions are needed, for example for the long s (U+017F).
const foldCase = (name: string): string => name.toUpperCase().toLowerCase()
