import * as v from 'valibot'

/** The fields of a JSON object, in their order. */
export type Fields = Readonly<Record<string, unknown>>

// The very values that were parsed: what a schema makes of them has another order, or lacks fields with the names of an
// object's own, such as `constructor`, which a label may have.
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An object that is to be written again, with whatever it has. */
export const FieldsSchema = v.custom<Fields>(isFields, 'it is no object')

/** Labels, say: texts by names of any kind. */
export const TextsSchema = v.custom<Readonly<Record<string, string>>>(
  (value) => isFields(value) && Object.values(value).every((text) => typeof text === 'string'),
  'it is no object with texts',
)

/** What manifests and indexes have, by the specification. */
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
 * Refuses a field whose name is another spelling of a known one: Go's readers take names in any case, so that the
 * document would say to them what it does not say here.
 * https://pkg.go.dev/encoding/json#Unmarshal
 */
export const inOneSpelling = <Document extends object>(names: readonly string[]) => {
  const known = new Set(names.map(folded))
  return v.check<Document, string>(
    (document) => Object.keys(document).every((key) => names.includes(key) || !known.has(folded(key))),
    'a field is written as another one in other letters',
  )
}

// There and back: the long s has no lower case, and is one of s.
const folded = (name: string): string => name.toUpperCase().toLowerCase()
