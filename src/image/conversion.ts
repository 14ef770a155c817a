import * as v from 'valibot'
import { parseDocument } from '../json/document.ts'
import { type Fields, FieldsSchema, TextsSchema } from '../json/fields.ts'
import { goJson } from '../json/go-json.ts'
import { annotationKeys } from './annotations.ts'
import { ociMediaType } from './media-type.ts'

const PartsSchema = v.looseObject({ config: FieldsSchema, layers: v.array(FieldsSchema) })

const converted = (fields: Fields): Fields => {
  const { mediaType } = fields
  return typeof mediaType === 'string' ? { ...fields, mediaType: ociMediaType(mediaType) } : fields
}

/**
 * A manifest with OCI's media types instead of Docker's, of itself, the configuration and the layers: some clients
 * refuse the mixture that the lifecycle writes. Everything else stays as it was, and with it the order of the fields;
 * a manifest that has no Docker type comes back byte for byte.
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
 * under every tag. An object of annotations that becomes empty goes too. A manifest without the tag comes back byte for
 * byte.
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
