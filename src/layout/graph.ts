import { namesPlatform } from '../image/config.ts'
import type { Descriptor } from '../image/descriptor.ts'
import type { Digest } from '../image/digest.ts'
import {
  blobsOf,
  hasImageConfig,
  type Image,
  type Manifest,
  parseImage,
  parseManifest,
} from '../image/image.ts'
import { parseIndex } from '../image/image-index.ts'
import { isDocument, isIndex } from '../image/media-type.ts'
import { Failure } from '../message/failure.ts'
import { checkMediaType, MissingBlob, readEntries, readPart } from './read.ts'
import { type GraphNode, type GraphNodes, relatedTagOf, selectRoot } from './root.ts'

/**
 * A manifest that is not an image, for example an attestation, a signature, an SBOM or a Helm chart. Its configuration and
 * its blobs are copied as they are.
 */
export interface Artifact {
  readonly descriptor: Descriptor
  readonly manifest: Manifest
}

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

/**
 * Reads what belongs to one root of a layout: everything that it lists, and everything in the layout that refers to it. The
 * digests of all documents are verified; blobs are not read, except the configurations of images.
 *
 * `digest` selects the root if the layout has several. Throws a Failure if the folder is not a layout, if no root or several
 * are found, or if a document is wrong.
 */
export const readGraph = async (folder: string, digest: Digest | 'any'): Promise<ImageGraph> => {
  const entries = await readEntries(folder)
  const nodes = await readNodes(folder, entries)
  const root = selectRoot(folder, entries, nodes, digest)
  const { order, referrerLists, artifactTags } = collectClosure(root, entries, nodes)
  const listed = order.flatMap((node) => node.listed)
  const included = new Set(order.map(({ descriptor }) => descriptor.digest))
  const images: Image[] = []
  const artifacts: Artifact[] = []
  for (const { descriptor, manifest } of order) {
    if (manifest === undefined) continue
    const image = await readImageConfig(folder, descriptor, manifest)
    if (image === undefined) artifacts.push({ descriptor, manifest })
    else images.push(image)
  }
  return {
    root,
    documents: order.map((node) => documentOf(node, included)),
    images,
    artifacts,
    blobs: [
      ...order.flatMap(({ manifest }) => (manifest === undefined ? [] : blobsOf(manifest))),
      ...listed.filter((descriptor) => !isDocument(descriptor)),
    ],
    missing: listed.filter((descriptor) => isDocument(descriptor) && !nodes.has(descriptor.digest)),
    artifactTags,
    referrerLists,
  }
}

/** Reads all documents that entries of index.json name, directly or by way of indexes, each once. */
const readNodes = async (folder: string, entries: readonly Descriptor[]): Promise<GraphNodes> => {
  const nodes = new Map<Digest, GraphNode>()
  const seen = new Map<Digest, Descriptor>()
  const visit = async (descriptor: Descriptor, isEntry: boolean): Promise<void> => {
    const known = seen.get(descriptor.digest)
    if (known !== undefined) {
      checkSame(known, descriptor, folder)
      const node = nodes.get(descriptor.digest)
      // The descriptor in an index names the platform; the one in index.json may not.
      if (node !== undefined && !isEntry && known.platform === undefined) {
        nodes.set(descriptor.digest, { ...node, descriptor })
      }
      return
    }
    seen.set(descriptor.digest, descriptor)
    if (!isDocument(descriptor)) return
    const node = await readNode(folder, descriptor).catch((error: unknown) => {
      // A layout may leave out what another store has: https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md#blobs
      if (!isEntry && error instanceof MissingBlob) return undefined
      throw error
    })
    if (node === undefined) return
    nodes.set(descriptor.digest, node)
    for (const listed of node.listed) await visit(listed, false)
  }
  for (const entry of entries) await visit(entry, true)
  return nodes
}

const readNode = async (folder: string, descriptor: Descriptor): Promise<GraphNode> => {
  const bytes = await readPart(folder, descriptor)
  if (isIndex(descriptor.mediaType)) {
    const index = parseIndex(bytes)
    checkMediaType(descriptor, index, folder)
    return { descriptor, manifest: undefined, listed: index.manifests, subject: index.subject?.digest }
  }
  const manifest = parseManifest(bytes)
  checkMediaType(descriptor, manifest, folder)
  return { descriptor, manifest, listed: [], subject: manifest.subject?.digest }
}

/** Throws a Failure if two descriptors of one digest differ, because only one of them was checked. */
const checkSame = (known: Descriptor, listed: Descriptor, folder: string): void => {
  if (known.size === listed.size && known.mediaType === listed.mediaType) return
  throw new Failure(`${folder} lists ${listed.digest} twice, with different sizes or media types.`)
}

/** Everything that a root lists, and everything that refers to one of these. Each node is after those that it requires. */
const collectClosure = (
  root: Descriptor,
  entries: readonly Descriptor[],
  nodes: GraphNodes,
): { readonly order: readonly GraphNode[] } & Pick<ImageGraph, 'referrerLists' | 'artifactTags'> => {
  const related = entries.flatMap((descriptor) => {
    const tag = relatedTagOf(descriptor)
    return tag === undefined ? [] : [{ ...tag, descriptor }]
  })
  const tagged = related.filter(({ isList }) => !isList)
  const order = new Map<Digest, GraphNode>()
  const started = new Set<Digest>()
  const include = (digest: Digest): void => {
    const node = nodes.get(digest)
    if (node === undefined || started.has(digest)) return
    started.add(digest)
    for (const listed of node.listed) include(listed.digest)
    if (node.subject !== undefined) include(node.subject)
    order.set(digest, digest === root.digest ? { ...node, descriptor: root } : node)
    for (const other of nodes.values()) if (other.subject === digest) include(other.descriptor.digest)
    for (const { subject, descriptor } of tagged) if (subject === digest) include(descriptor.digest)
  }
  include(root.digest)
  return {
    order: [...order.values()],
    referrerLists: related.flatMap(({ isList, subject, descriptor }) =>
      isList && order.has(subject) ? [descriptor] : [],
    ),
    artifactTags: tagged.filter(({ subject }) => order.has(subject)),
  }
}

const documentOf = (node: GraphNode, included: ReadonlySet<Digest>): GraphDocument => {
  const { descriptor, listed, subject } = node
  const requires = [...listed.map(({ digest }) => digest), ...(subject === undefined ? [] : [subject])]
  return {
    descriptor,
    requires: requires.filter((digest) => included.has(digest)),
    isReferrer: subject !== undefined,
  }
}

/** The image of a manifest. Undefined if the manifest is an attestation, a signature or another artifact. */
const readImageConfig = async (
  folder: string,
  descriptor: Descriptor,
  manifest: Manifest,
): Promise<Image | undefined> => {
  if (descriptor.platform?.os === 'unknown' || !hasImageConfig(manifest)) return undefined
  const bytes = await readPart(folder, manifest.config)
  return namesPlatform(bytes) ? parseImage(descriptor, manifest, bytes) : undefined
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
