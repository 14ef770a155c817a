import * as v from 'valibot'
import { parseDocument } from '../json/document.ts'
import { inOneSpelling } from '../json/fields.ts'
import { DigestSchema } from './digest.ts'

/**
 * What this project reads of an image's configuration.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md
 */
export type ImageConfig = v.InferOutput<typeof ImageConfigSchema>

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
      v.looseObject({ type: v.literal('layers'), diff_ids: v.array(DigestSchema) }),
      inOneSpelling(['type', 'diff_ids']),
    ),
  }),
  inOneSpelling(['os', 'architecture', 'variant', 'config', 'rootfs', 'history', 'created']),
)

/** Reads an image's configuration; throws a Failure that says what is off. */
export const parseImageConfig = (bytes: Uint8Array, name = 'image configuration'): ImageConfig =>
  parseDocument(ImageConfigSchema, bytes, name)
