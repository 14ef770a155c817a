import * as v from 'valibot'
import { checkDocument, parseDocument } from '../json/document.ts'
import { FieldsSchema, TextsSchema } from '../json/fields.ts'
import { goJson } from '../json/go-json.ts'
import type { Measure } from './descriptor.ts'

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
  const { Labels: own } = checkDocument(LabelsPart, runtime ?? {}, 'image configuration')
  const all = new Map([...Object.entries(own ?? {}), ...labels])
  return Buffer.from(goJson({ ...document, config: { ...runtime, Labels: all } }))
}

/** A manifest that names another configuration; everything else stays as it was. */
export const withConfig = (manifest: Buffer, { digest, size }: Measure): Buffer => {
  const document = parseDocument(FieldsSchema, manifest, 'manifest')
  const { config } = parseDocument(ManifestPart, manifest, 'manifest')
  return Buffer.from(goJson({ ...document, config: { ...config, digest, size } }))
}
