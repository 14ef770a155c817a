import * as v from 'valibot'
import { parseDocument } from '../json/document.ts'
import { inOneSpelling } from '../json/fields.ts'
import { DigestSchema } from './digest.ts'

/**
 * The fields of an image configuration that this project reads.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md
 */
export type ImageConfig = v.InferOutput<typeof ImageConfigSchema>

const configFields = ['os', 'architecture', 'variant', 'config', 'rootfs', 'history', 'created']

const ImageConfigSchema = v.pipe(
  v.looseObject({
    os: v.string(),
    architecture: v.string(),
    variant: v.optional(v.string()),
    config: v.nullish(
      v.pipe(
        v.looseObject({ Labels: v.nullish(v.record(v.string(), v.string())) }),
        inOneSpelling(['Labels', 'Env', 'User', 'Entrypoint', 'Cmd', 'WorkingDir']),
      ),
    ),
    rootfs: v.pipe(
      v.looseObject({
        type: v.literal('layers'),
        // Go writes `null` for an empty list: `FROM scratch` without files.
        diff_ids: v.pipe(
          v.nullable(v.array(DigestSchema)),
          v.transform((digests) => digests ?? []),
        ),
      }),
      inOneSpelling(['type', 'diff_ids']),
    ),
  }),
  inOneSpelling(configFields),
)

/** Reads an image configuration. Throws a Failure that names the field that is wrong. */
export const parseImageConfig = (bytes: Uint8Array, name = 'image configuration'): ImageConfig =>
  parseDocument(ImageConfigSchema, bytes, name)

const PlatformFieldsSchema = v.pipe(
  v.looseObject({ os: v.nullish(v.string()), architecture: v.nullish(v.string()) }),
  inOneSpelling(configFields),
)

/**
 * Whether a configuration names a platform. The specification requires `os` and `architecture` of an image; signatures and
 * attestations that are packed as images leave them out, or write `unknown`.
 */
export const namesPlatform = (bytes: Uint8Array): boolean => {
  const { os, architecture } = parseDocument(PlatformFieldsSchema, bytes, 'image configuration')
  return [os, architecture].every((text) => text && text !== 'unknown')
}
