import * as v from 'valibot'
import type { Measure } from './descriptor.ts'
import { parseDocument } from './document.ts'
import { goJson } from './go-json.ts'

type Fields = Readonly<Record<string, unknown>>

// The very values that were parsed: what a schema makes of them has another order, or lacks fields with the names of an
// object's own, such as `constructor`, which a label may have.
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const FieldsSchema = v.custom<Fields>(isFields, 'it is no object')
const TextsSchema = v.custom<Readonly<Record<string, string>>>(
  (value) => isFields(value) && Object.values(value).every((text) => typeof text === 'string'),
  'it is no object with texts',
)
const RuntimePart = v.looseObject({ config: v.nullish(FieldsSchema) })
const LabelsPart = v.looseObject({ Labels: v.nullish(TextsSchema) })
const ManifestPart = v.looseObject({ config: FieldsSchema })

/**
 * An image's configuration with more labels, which count before its own of the same name. Nothing else of it changes:
 * labels are sorted and written as the lifecycle does it, so that a tool of Go's that adds the same gives the same bytes.
 */
export const withLabels = (config: Buffer, labels: ReadonlyMap<string, string>): Buffer => {
  if (labels.size === 0) return config
  const document = parseDocument(FieldsSchema, config, 'image configuration')
  const { config: runtime } = parseDocument(RuntimePart, config, 'image configuration')
  const { Labels: own } = v.parse(LabelsPart, runtime ?? {})
  const all = new Map([...Object.entries(own ?? {}), ...labels])
  return Buffer.from(goJson({ ...document, config: { ...runtime, Labels: all } }))
}

/** A manifest that names another configuration; everything else stays as it was. */
export const withConfig = (manifest: Buffer, { digest, size }: Measure): Buffer => {
  const document = parseDocument(FieldsSchema, manifest, 'manifest')
  const { config } = parseDocument(ManifestPart, manifest, 'manifest')
  return Buffer.from(goJson({ ...document, config: { ...config, digest, size } }))
}
