import type { Descriptor } from './descriptor.ts'
import type { Digest } from './digest.ts'
import type { Image } from './image.ts'
import type { Manifest } from './manifest.ts'

/**
 * A manifest that is not an image, for example an attestation, a signature, an SBOM or a Helm chart. Its configuration and
 * its blobs are copied as they are.
 */
export interface Artifact {
  readonly descriptor: Descriptor
  readonly manifest: Manifest
}

/** A manifest or an index, as it was read. */
export interface GraphNode {
  readonly descriptor: Descriptor
  /** Undefined for an index. */
  readonly manifest: Manifest | undefined
  /** What an index lists. */
  readonly listed: readonly Descriptor[]
  readonly subject: Digest | undefined
}

/** All manifests and indexes of a layout by their digests. */
export type GraphNodes = ReadonlyMap<Digest, GraphNode>

/** A manifest or an index of a graph. */
export interface GraphDocument {
  readonly descriptor: Descriptor
  /** The documents of the graph that a registry must have before this one: what an index lists, and the subject. */
  readonly requires: readonly Digest[]
  /** Whether the document has a `subject`. */
  readonly isReferrer: boolean
}

/** A tag by which clients find an artifact of an image, for example `sha256-….sig`. */
export interface ArtifactTag {
  readonly descriptor: Descriptor
  readonly tag: string
}

/** Everything that belongs to a root: the documents that it lists, directly or not, and their referrers. */
export interface ImageGraph {
  /** An image, an artifact, or an index. */
  readonly root: Descriptor
  /** The manifests and indexes that are present, each once and after those that it requires. */
  readonly documents: readonly GraphDocument[]
  readonly images: readonly Image[]
  readonly artifacts: readonly Artifact[]
  /**
   * Configurations, layers, and what an index lists that is neither a manifest nor an index. A blob appears each time that
   * it is listed, because each size must be right.
   */
  readonly blobs: readonly Descriptor[]
  /** Manifests and indexes that an index lists and that are not present. */
  readonly missing: readonly Descriptor[]
  readonly artifactTags: readonly ArtifactTag[]
  /** Indexes that list referrers, as registries without the referrers API have them. They are not pushed. */
  readonly referrerLists: readonly Descriptor[]
}

/** Groups documents so that everything that a document requires is in an earlier group. */
export const stagesOf = (documents: readonly GraphDocument[]): readonly (readonly GraphDocument[])[] => {
  const stages: GraphDocument[][] = []
  const stageOf = new Map<Digest, number>()
  for (const document of documents) {
    const stage = Math.max(-1, ...document.requires.map((digest) => stageOf.get(digest) ?? -1)) + 1
    stageOf.set(document.descriptor.digest, stage)
    stages[stage] = [...(stages[stage] ?? []), document]
  }
  return stages
}
