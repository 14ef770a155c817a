import { ContentMeter } from '../../content/verify.ts'
import type { Digest } from '../../image/digest.ts'
import { blobPath } from '../../layout/blob.ts'
import { Failure, messageOf } from '../../message/failure.ts'
import { directory, file, type TarEntry } from '../../tar/write.ts'
import { sparseLayoutEntries } from '../sandbox-files.ts'
import { layoutFolder } from '../sandbox-paths.ts'
import { committedCache, committedLayer } from './cache-output.ts'
import {
  type CacheMetadata,
  cachedFolders,
  cacheMetadataName,
  layerTarCheck,
  notOneFolder,
  parseCacheMetadata,
  withOnly,
} from './cached-layers.ts'
import { type PreparedImage, preparePreviousImage } from './previous-image.ts'
import { type CachedLayer, type DroppedPart, noOffer, type PreviousBuild, type ReuseOffer } from './reuse.ts'

/**
 * The entries for what a build can reuse; the generator returns what the lifecycle gets. Parts that are wrong are dropped.
 *
 * A cached layer is verified while it is streamed, so the metadata that names the good layers comes last: lifecycles
 * before 0.18 trust every layer that is named. Without the image no cache goes in: a build with nothing but the cache
 * takes longer than one without.
 */
export async function* reuseEntries({
  image,
  cacheMetadata,
  cachedLayers,
}: PreviousBuild): AsyncGenerator<TarEntry, ReuseOffer> {
  const dropped: DroppedPart[] = []
  const attempt = async <Result>(
    what: string,
    work: () => Result | Promise<Result>,
  ): Promise<Result | undefined> => {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      dropped.push({ what, reason: error.message })
      return undefined
    }
  }
  const prepared = image && (await attempt('the previous image', () => preparePreviousImage(image)))
  if (prepared === undefined) return { ...noOffer, dropped }

  const metadata =
    cacheMetadata === ''
      ? undefined
      : await attempt('the cache of the previous build', () => parseCacheMetadata(cacheMetadata))
  if (metadata === undefined) {
    yield* imageEntries(prepared)
    return { ...noOffer, hasImage: true, dropped }
  }
  const cache = yield* cacheEntries(cachedLayers, metadata)
  yield* imageEntries(prepared)
  yield file(`${committedCache}/${cacheMetadataName}`, JSON.stringify(withOnly(metadata, cache.diffIds)))
  return {
    hasImage: true,
    cachedLayers: cache.diffIds,
    unusableLayers: cache.unusable,
    dropped: [...dropped, ...cache.dropped],
  }
}

interface CacheOffer {
  /** The verified layers. */
  readonly diffIds: ReadonlySet<Digest>
  readonly unusable: ReadonlyMap<Digest, string>
  readonly dropped: readonly DroppedPart[]
}

async function* cacheEntries(
  layers: readonly CachedLayer[],
  metadata: CacheMetadata,
): AsyncGenerator<TarEntry, CacheOffer> {
  yield directory(committedCache)
  const folders = cachedFolders(metadata)
  const diffIds = new Set<Digest>()
  const unusable = new Map<Digest, string>()
  const dropped: DroppedPart[] = []
  for (const layer of layers) {
    const { diffId, size } = layer
    const folder = folders.get(diffId)
    if (folder === undefined) {
      dropped.push({ what: `the cached layer ${diffId}`, reason: notOneFolder })
      continue
    }
    let verdict: Verdict = {}
    const content = async function* () {
      verdict = yield* paddedContent(layer, folder)
    }
    yield { name: committedLayer(diffId).slice(1), mode: 0o644, type: 'file', size, content: content() }
    const { flaw, refusal } = verdict
    const reason = flaw ?? refusal
    if (reason === undefined) diffIds.add(diffId)
    else dropped.push({ what: `the cached layer ${folder}`, reason })
    if (flaw === undefined && refusal !== undefined) unusable.set(diffId, refusal)
  }
  return { diffIds, unusable, dropped }
}

function* imageEntries({ image, sbom }: PreparedImage): Generator<TarEntry> {
  yield* sparseLayoutEntries(image)
  if (sbom !== undefined) yield file(blobPath(layoutFolder(image.reference), sbom.digest), sbom.bytes)
}

const zeros = new Uint8Array(256 * 1024)

/** Why a cached layer is not used. Empty for a good layer. */
interface Verdict {
  /** The layer is damaged. */
  readonly flaw?: string | undefined
  /** The layer has an entry that the lifecycle cannot or must not unpack. */
  readonly refusal?: string | undefined
}

/**
 * Streams a layer's bytes and verifies them. From the first flaw on, the content is zeros up to the announced size, because
 * an entry that has begun cannot be taken back.
 */
async function* paddedContent(layer: CachedLayer, folder: string): AsyncGenerator<Uint8Array, Verdict> {
  const meter = new ContentMeter()
  const check = layerTarCheck(folder)
  let left = layer.size
  let flaw: string | undefined
  let refusal: string | undefined
  try {
    for await (const chunk of layer.open()) {
      if (chunk.length > left) {
        flaw = `it is longer than the ${layer.size} bytes that were announced`
        break
      }
      refusal ??= check.push(chunk)
      meter.add(chunk)
      left -= chunk.length
      yield refusal === undefined ? chunk : new Uint8Array(chunk.length)
    }
  } catch (error) {
    flaw = messageOf(error)
  }
  if (left > 0) flaw ??= `it ends ${left} bytes too early`
  refusal ??= check.end()
  const { digest } = meter.measure()
  // The header of damaged content says more than its digest.
  if (digest !== layer.diffId) flaw ??= refusal ?? `it is ${digest}`
  for (; left > 0; left -= zeros.length) yield zeros.subarray(0, left)
  return { flaw, refusal }
}
