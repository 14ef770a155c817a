import * as v from 'valibot'
import { Failure } from '../message/failure.ts'
import { printable } from '../message/printable.ts'

/**
 * The largest JSON document (manifest, index, config) that is read into memory, in bytes.
 * Registries are asked to accept manifests of at least 4 MiB:
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests
 */
export const documentLimit = 4 * 1024 * 1024

// Far more than any has. Go reads up to 10,000 (https://github.com/golang/go/blob/go1.24.0/src/encoding/json/scanner.go#L154),
// and what is to be written again, in functions that call themselves, must not fill the stack.
const depthLimit = 500

const [quote, backslash] = [0x22, 0x5c]
const isOpening = (code: number): boolean => code === 0x5b || code === 0x7b
const isClosing = (code: number): boolean => code === 0x5d || code === 0x7d

/** How many objects and lists of a JSON text are inside of each other at most. */
const depthOf = (text: string): number => {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (inString && code === backslash) at += 1
    else if (code === quote) inString = !inString
    else if (!inString && isOpening(code)) deepest = Math.max(deepest, ++depth)
    else if (!inString && isClosing(code)) depth -= 1
  }
  return deepest
}

/** Reads a JSON document of a known shape; throws a Failure that names the document and the field that is off. */
export const parseDocument = <Schema extends v.GenericSchema>(
  schema: Schema,
  bytes: Uint8Array | string,
  name: string,
): v.InferOutput<Schema> => {
  const text = typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')
  if (depthOf(text) > depthLimit) {
    throw new Failure(`The ${name} has more than ${depthLimit} objects and lists inside of each other.`)
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new Failure(`The ${name} is not JSON.`, { cause })
  }
  return checkDocument(schema, value, name)
}

/** Checks that a document has a known shape; throws a Failure that names the document and the field that is off. */
export const checkDocument = <Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  name: string,
): v.InferOutput<Schema> => {
  const result = v.safeParse(schema, value, { abortEarly: true })
  if (!result.success) {
    const [issue] = result.issues
    const path = v.getDotPath(issue)
    const place = path === null ? '' : ` at «${printable(path)}»`
    throw new Failure(`The ${name} is malformed${place}: ${printable(issue.message)}.`)
  }
  return result.output
}
