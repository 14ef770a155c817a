import { annotationKeys } from '../image/annotations.ts'
import type { Descriptor } from '../image/descriptor.ts'
import { type Digest, digestOfHex } from '../image/digest.ts'
import type { Manifest } from '../image/image.ts'
import { isIndex } from '../image/media-type.ts'
import { Failure } from '../message/failure.ts'
import { printable } from '../message/printable.ts'

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

/** A tag that relates an entry of index.json to another digest. */
interface RelatedTag {
  readonly subject: Digest
  readonly tag: string
  /** Whether the entry is the list of the digest's referrers, and not an artifact. */
  readonly isList: boolean
}

/**
 * What the tag of an entry says about another digest. Undefined if it says nothing: most tags are names.
 *
 * - `sha256-…`: the list of its referrers, for registries without the referrers API:
 *   https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#referrers-tag-schema
 * - `sha256-….sig`, `.att`, `.sbom`: cosign's signatures, attestations and SBOMs
 */
export const relatedTagOf = ({ annotations, mediaType }: Descriptor): RelatedTag | undefined => {
  const tag = annotations?.[annotationKeys.refName] ?? ''
  const [, hex, suffix] = /^sha256-([0-9a-f]{64})(\.[\w.-]+)?$/.exec(tag) ?? []
  if (hex === undefined || (suffix === undefined && !isIndex(mediaType))) return undefined
  return { subject: digestOfHex(hex), tag, isList: suffix === undefined }
}

/**
 * Selects the entry of index.json with the given digest. If there is none, it is the only entry that is not a part or a
 * referrer of another one, whatever its digest.
 *
 * Throws a Failure with the digests to choose from, and their names, if there is no such entry or more than one.
 */
export const selectRoot = (
  folder: string,
  entries: readonly Descriptor[],
  nodes: GraphNodes,
  digest: Digest | 'any',
): Descriptor => {
  const byDigest = Map.groupBy(entries, (entry) => entry.digest)
  const distinct = [...byDigest.values()].flatMap(([first]) => first ?? [])
  const readable = distinct.filter(({ digest }) => nodes.has(digest))
  const named = readable.find((entry) => entry.digest === digest)
  if (named !== undefined) return named
  const candidates = candidatesOf(readable, nodes)
  const [only, ...others] = candidates
  if (only === undefined) {
    const [first] = distinct
    throw new Failure(
      first === undefined
        ? `${folder} contains no image.`
        : `${folder} contains a "${printable(first.mediaType)}", not an image or an index.`,
    )
  }
  if (others.length === 0) return only
  throw new Failure(
    `${folder} contains ${candidates.length} images${digest === 'any' ? '' : `, and none of them is ${digest}`}. ` +
      'Set the input "digest" to one of these:',
    { detail: candidates.map((candidate) => `  ${describe(candidate, entries)}`) },
  )
}

/** The entries that are not listed by another one, and that do not refer to another one. */
const candidatesOf = (entries: readonly Descriptor[], nodes: GraphNodes): readonly Descriptor[] => {
  const listed = new Set([...nodes.values()].flatMap((node) => node.listed.map(({ digest }) => digest)))
  const free = entries.filter((entry) => {
    const related = relatedTagOf(entry)
    return !listed.has(entry.digest) && (related === undefined || !nodes.has(related.subject))
  })
  const independent = free.filter(({ digest }) => nodes.get(digest)?.subject === undefined)
  return independent.length > 0 ? independent : free
}

/** `sha256:… (1.2, latest)` */
const describe = ({ digest }: Descriptor, entries: readonly Descriptor[]): string => {
  const names = entries
    .filter((entry) => entry.digest === digest)
    .flatMap(
      ({ annotations }) =>
        annotations?.[annotationKeys.imageName] ?? annotations?.[annotationKeys.refName] ?? [],
    )
  return names.length === 0 ? digest : `${digest} (${printable(names.join(', '))})`
}
