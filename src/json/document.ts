import { parse, TomlError } from 'smol-toml'
import * as v from 'valibot'
import { Failure } from '../message/failure.ts'
import { printable } from '../message/printable.ts'

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

/** Reads a TOML document. Throws a Failure with the line and the column of a syntax error. `name` is a path. */
export const parseToml = (bytes: Uint8Array | string, name: string): unknown => {
  if (bytes.length > documentLimit) {
    throw new Failure(`${name} has ${bytes.length} bytes. The limit is ${documentLimit}.`)
  }
  try {
    const text = typeof bytes === 'string' ? bytes : new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    // Tables of other tools may have integers that a number cannot hold.
    return parse(text, { integersAsBigInt: 'asNeeded' })
  } catch (cause) {
    if (cause instanceof TypeError) {
      throw new Failure(`${name} is not TOML: it is not valid UTF-8. Save it as UTF-8.`, { cause })
    }
    if (!(cause instanceof TomlError)) throw cause
    // The other lines of the message quote the document.
    const [reason = ''] = cause.message.replace(/^Invalid TOML document: /, '').split('\n')
    throw new Failure(
      `${name} is not TOML: line ${cause.line}, column ${cause.column}: ${printable(reason)}. Correct that line.`,
      { cause },
    )
  }
}

/** Reads a TOML document. Throws a Failure that names the line, or the first key that does not match the schema. */
export const readToml = <Schema extends v.GenericSchema>(
  schema: Schema,
  bytes: Uint8Array | string,
  name: string,
): v.InferOutput<Schema> => checkDocument(schema, parseToml(bytes, name), `file ${name}`)

// More than any real document has, and few enough for the recursive functions that write it again. Go reads up to 10,000:
// https://github.com/golang/go/blob/go1.24.0/src/encoding/json/scanner.go#L154
const depthLimit = 500

/**
 * What is wrong with valid JSON: objects and lists are nested too deeply, or an object has a field twice. For such a field
 * some readers use the first value, others the last, and Go merges two objects.
 */
export const jsonFlaw = (text: string): string | undefined => {
  /** The names in each open object; undefined for a list. */
  const open: (Set<string> | undefined)[] = []
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (character === '{') open.push(new Set())
    else if (character === '[') open.push(undefined)
    else if (character === '}' || character === ']') open.pop()
    else if (character === '"') {
      const end = endOfString(text, at)
      const names = open.at(-1)
      if (names !== undefined && isName(text, end)) {
        const name = String(JSON.parse(text.slice(at, end)))
        if (names.has(name)) return `has "${printable(name)}" twice in one object`
        names.add(name)
      }
      at = end - 1
    }
    if (open.length > depthLimit) return `has more than ${depthLimit} nested objects and lists`
  }
  return undefined
}

const endOfString = (text: string, start: number): number => {
  let at = start + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

/** Only a name is followed by a colon. */
const isName = (text: string, end: number): boolean => {
  colon.lastIndex = end
  return colon.test(text)
}

const colon = /\s*:/y
