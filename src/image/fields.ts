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
