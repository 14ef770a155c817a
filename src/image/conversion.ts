import * as v from 'valibot'
import { checkDocument, parseDocument } from '../json/document.ts'
import { type Fields, FieldsSchema, TextsSchema } from '../json/fields.ts'
import { goJson } from '../json/go-json.ts'
import { annotationKeys } from './annotations.ts'
import type { Measure } from './descriptor.ts'
import { ociMediaType } from './media-type.ts'

const RuntimePart = v.looseObject({ config: v.nullish(FieldsSchema) })
const LabelsPart = v.looseObject({ Labels: v.nullish(TextsSchema) })
const ManifestPart = v.looseObject({ config: FieldsSchema })
const PartsSchema = v.looseObject({ config: FieldsSchema, layers: v.array(FieldsSchema) })

const converted = (fields: Fields): Fields => {
  const { mediaType } = fields
  return typeof mediaType === 'string' ? { ...fields, mediaType: ociMediaType(mediaType) } : fields
}

/**
 * A manifest with OCI media types instead of Docker's, for itself, the configuration and the layers, because some clients
 * reject the mixture that the lifecycle writes. Nothing else changes, nor does the order of the fields. A manifest without
 * Docker types is returned byte for byte.
 */
export const withOciMediaTypes = (bytes: Buffer): Buffer => {
  const manifest = parseDocument(FieldsSchema, bytes, 'manifest')
  const { config, layers } = parseDocument(PartsSchema, bytes, 'manifest')
  const text = JSON.stringify({
    ...converted(manifest),
    config: converted(config),
    layers: layers.map(converted),
  })
  return text === JSON.stringify(manifest) ? bytes : Buffer.from(text)
}

const AnnotationsPart = v.looseObject({ annotations: v.nullish(TextsSchema) })

/**
 * A manifest without the tag that the lifecycle writes into it as an annotation, so that equal sources have one digest
 * under every tag. Annotations that become empty are removed. A manifest without the tag is returned byte for byte.
 */
export const withoutTag = (bytes: Buffer): Buffer => {
  const manifest = parseDocument(FieldsSchema, bytes, 'manifest')
  const { annotations } = parseDocument(AnnotationsPart, bytes, 'manifest')
  if (!Object.hasOwn(annotations ?? {}, annotationKeys.refName)) return bytes
  const others = Object.entries(annotations ?? {}).filter(([name]) => name !== annotationKeys.refName)
  const fields = Object.entries(manifest).flatMap(([name, value]): [string, unknown][] => {
    if (name !== 'annotations') return [[name, value]]
    return others.length === 0 ? [] : [[name, Object.fromEntries(others)]]
  })
  return Buffer.from(goJson(Object.fromEntries(fields)))
}

/**
 * An image configuration with additional labels, which replace labels of the same name. Nothing else changes. Labels are sorted
 * and written as the lifecycle does, so that a Go program that adds the same labels writes the same bytes.
 */
export const withLabels = (config: Buffer, labels: ReadonlyMap<string, string>): Buffer => {
  if (labels.size === 0) return config
  const document = parseDocument(FieldsSchema, config, 'image configuration')
  const { config: runtime } = parseDocument(RuntimePart, config, 'image configuration')
  const { Labels: own } = checkDocument(LabelsPart, runtime ?? {}, 'image configuration')
  const all = new Map([...Object.entries(own ?? {}), ...labels])
  return Buffer.from(goJson({ ...document, config: { ...runtime, Labels: all } }))
}

/** A manifest with another configuration. Nothing else changes. */
export const withConfig = (manifest: Buffer, { digest, size }: Measure): Buffer => {
  const document = parseDocument(FieldsSchema, manifest, 'manifest')
  const { config } = parseDocument(ManifestPart, manifest, 'manifest')
  return Buffer.from(goJson({ ...document, config: { ...config, digest, size } }))
}
