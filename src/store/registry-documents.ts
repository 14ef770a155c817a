import { formatReference, type ImageReference } from '../image/reference.ts'
import { documentLimit } from '../json/document.ts'
import { Failure } from '../message/failure.ts'
import type { Registry } from '../registry/registry.ts'
import type { Documents } from './run-image.ts'

/** Fetches documents of images from a repository in a registry, and verifies their digests. */
export const registryDocuments = (registry: Registry, reference: ImageReference): Documents => ({
  manifest: (digest) => registry.manifest(reference, digest),
  config: async (config) => {
    if (config.size > documentLimit) {
      throw new Failure(
        `The configuration of ${formatReference(reference)} has ${config.size} bytes, too many to be one.`,
      )
    }
    return Buffer.concat(await Array.fromAsync(registry.blob(reference, config)))
  },
})
