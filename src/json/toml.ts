import { parse, TomlError } from 'smol-toml'
import type * as v from 'valibot'
import { Failure } from '../message/failure.ts'
import { printable } from '../message/printable.ts'
import { checkDocument, documentLimit } from './document.ts'

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
