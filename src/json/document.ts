import * as v from 'valibot'
import { Failure } from '../message/failure.ts'
import { printable } from '../message/printable.ts'
import { jsonFlaw } from './json-flaw.ts'

/**
 * The largest JSON document (manifest, index, config) that is read into memory, in bytes.
 * Registries are asked to accept manifests of at least 4 MiB:
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests
 */
export const documentLimit = 4 * 1024 * 1024

/** Reads a JSON document. Throws a Failure that names the document and the first field that does not match the schema. */
export const parseDocument = <Schema extends v.GenericSchema>(
  schema: Schema,
  bytes: Uint8Array | string,
  name: string,
): v.InferOutput<Schema> => {
  const text = typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new Failure(`The ${name} is not JSON.`, { cause })
  }
  const flaw = jsonFlaw(text)
  if (flaw !== undefined) throw new Failure(`The ${name} ${flaw}.`)
  return checkDocument(schema, value, name)
}

/** Checks a parsed document. Throws a Failure that names the document and the first field that does not match the schema. */
export const checkDocument = <Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  name: string,
): v.InferOutput<Schema> => {
  const result = v.safeParse(schema, value, { abortEarly: true })
  if (!result.success) {
    const [issue] = result.issues
    const path = v.getDotPath(issue)
    const place = path === null ? '' : ` at "${printable(path)}"`
    throw new Failure(`The ${name} is malformed${place}: ${printable(issue.message)}.`)
  }
  return result.output
}
