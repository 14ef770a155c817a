import * as v from 'valibot'
import { type Descriptor, DescriptorSchema } from '../image/descriptor.ts'
import { digestOf } from '../image/digest.ts'
import { type Index, parseIndex } from '../image/image-index.ts'
import { mediaTypes } from '../image/media-type.ts'
import { parseDocument } from '../json/document.ts'
import { findManifestBytes, pushManifest } from './manifest.ts'
import type { RepositoryClient } from './repository-client.ts'

const Text = v.nullish(v.string())
const ReferrerSchema = v.looseObject({
  subject: v.nullish(DescriptorSchema),
  artifactType: Text,
  config: v.nullish(v.looseObject({ mediaType: Text })),
  annotations: v.nullish(v.record(v.string(), v.string())),
})

/**
 * Lists a pushed manifest as a referrer of its subject. A registry with the referrers API does that itself and names the
 * subject in its response (`acknowledged`). For other registries, the client maintains an index with a tag made of the
 * subject's digest.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests-with-subject
 */
export const listReferrer = async (
  client: RepositoryClient,
  { mediaType, digest, size }: Descriptor,
  bytes: Uint8Array,
  acknowledged: string | undefined,
): Promise<void> => {
  const { subject, config, ...document } = parseDocument(ReferrerSchema, bytes, 'manifest')
  if (!subject || acknowledged === subject.digest) return
  const tag = subject.digest.replace(':', '-')
  const known = await findManifestBytes(client, tag)
  const index: Index =
    known === undefined
      ? { mediaType: mediaTypes.index, manifests: [] }
      : parseIndex(known, `list of referrers ${client.name}:${tag}`)
  if (index.manifests.some((listed) => listed.digest === digest)) return
  const artifactType = document.artifactType || config?.mediaType
  const entry = {
    ...{ mediaType, digest, size },
    ...(artifactType && { artifactType }),
    ...(document.annotations && { annotations: document.annotations }),
  }
  const list = Buffer.from(
    JSON.stringify({ schemaVersion: 2, ...index, manifests: [...index.manifests, entry] }),
  )
  const descriptor = { mediaType: mediaTypes.index, digest: digestOf(list), size: list.length }
  await pushManifest(client, descriptor, list, tag)
}
