import { parse, TomlError } from 'smol-toml'
import type * as v from 'valibot'
import { Failure } from '../message/failure.ts'
import { printable } from '../message/printable.ts'
import { checkDocument, documentLimit } from './document.ts'

/** Reads a TOML document; throws a Failure with the line and the column where it is none. `name` is a path. */
export const parseToml = (bytes: Uint8Array | string, name: string): unknown => {
  if (bytes.length > documentLimit) {
    throw new Failure(`${name} has ${bytes.length} bytes; more than ${documentLimit} are not read.`)
  }
  try {
    const text = typeof bytes === 'string' ? bytes : new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    // Other tools' tables may have integers that are too large for a number.
    return parse(text, { integersAsBigInt: 'asNeeded' })
  } catch (cause) {
    if (cause instanceof TypeError) {
      throw new Failure(`${name} is not TOML: it is not valid UTF-8. Save it as UTF-8.`, { cause })
    }
    if (!(cause instanceof TomlError)) throw cause
    // What follows are the lines around, which may be anything.
    const [reason = ''] = cause.message.replace(/^Invalid TOML document: /, '').split('\n')
    throw new Failure(
      `${name} is not TOML: line ${cause.line}, column ${cause.column}: ${printable(reason)}. Correct that line.`,
      { cause },
    )
  }
}

/** Reads a TOML document of a known shape; throws a Failure that names the line, or the key that is off. */
export const readToml = <Schema extends v.GenericSchema>(
  schema: Schema,
  bytes: Uint8Array | string,
  name: string,
): v.InferOutput<Schema> => checkDocument(schema, parseToml(bytes, name), `file ${name}`)
