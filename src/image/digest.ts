import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { Failure } from '../message/failure.ts'
import { printable } from '../message/printable.ts'

/**
 * A content digest, `sha256:` and 64 lower-case hexadecimal digits.
 *
 * The other algorithms of the specification are refused, because neither registries nor the lifecycle use them.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md#digests
 */
export type Digest = `sha256:${string}`

const pattern = /^sha256:[0-9a-f]{64}$/

const isDigest = (value: unknown): value is Digest => typeof value === 'string' && pattern.test(value)

/** A digest inside a JSON document. */
export const DigestSchema = v.custom<Digest>(isDigest, 'is not a sha256 digest')

/** Reads a digest. Throws a Failure if the text is not a digest. */
export const parseDigest = (text: string): Digest => {
  if (!isDigest(text)) {
    throw new Failure(
      `"${printable(text)}" is not a digest. A digest is "sha256:" and 64 hexadecimal digits in lower case.`,
    )
  }
  return text
}

/** The hexadecimal digits of a digest, which are the name of its file in a layout. */
export const hexOf = (digest: Digest): string => digest.slice('sha256:'.length)

/** The digest with the given hexadecimal digits. */
export const digestOfHex = (hex: string): Digest => parseDigest(`sha256:${hex}`)

/** The digest of bytes in memory. */
export const digestOf = (bytes: Uint8Array | string): Digest =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`
