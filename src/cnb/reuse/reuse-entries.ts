import { ContentMeter } from '../../content/verify.ts'
import type { Digest } from '../../image/digest.ts'
import { blobPath } from '../../layout/blob.ts'
import { Failure, messageOf } from '../../message/failure.ts'
import { directory, file, type TarEntry } from '../../tar/write.ts'
import { layoutFolder, thinImageEntries } from '../input/thin-image.ts'
import {
  type CacheMetadata,
  cachedFolders,
  cacheMetadataName,
  parseCacheMetadata,
  withOnly,
} from './cache-metadata.ts'
import { committedCache, committedLayer } from './cache-output.ts'
import { layerTarCheck } from './layer-tar.ts'
import { type PreparedImage, preparePreviousImage } from './previous-image.ts'
import type { CachedLayer, DroppedPart, PreviousBuild, ReuseOffer } from './reuse.ts'

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
  if (prepared === undefined) return { hasImage: false, cachedLayers: new Set(), dropped }

  const metadata =
    cacheMetadata === ''
      ? undefined
      : await attempt('the cache of the previous build', () => parseCacheMetadata(cacheMetadata))
  if (metadata === undefined) {
    yield* imageEntries(prepared)
    return { hasImage: true, cachedLayers: new Set(), dropped }
  }
  const cache = yield* cacheEntries(cachedLayers, metadata)
  yield* imageEntries(prepared)
  yield file(`${committedCache}/${cacheMetadataName}`, JSON.stringify(withOnly(metadata, cache.diffIds)))
  return { hasImage: true, cachedLayers: cache.diffIds, dropped: [...dropped, ...cache.dropped] }
}

interface CacheOffer {
  /** The layers that turned out to be good. */
  readonly diffIds: ReadonlySet<Digest>
  readonly dropped: readonly DroppedPart[]
}

async function* cacheEntries(
  layers: readonly CachedLayer[],
  metadata: CacheMetadata,
): AsyncGenerator<TarEntry, CacheOffer> {
  yield directory(committedCache)
  const folders = cachedFolders(metadata)
  const diffIds = new Set<Digest>()
  const dropped: DroppedPart[] = []
  for (const layer of layers) {
    const { diffId, size } = layer
    const folder = folders.get(diffId)
    if (folder === undefined) {
      dropped.push({ what: `the cached layer ${diffId}`, reason: 'it is not the layer of one folder' })
      continue
    }
    let flaw: string | undefined
    const content = async function* () {
      flaw = yield* paddedContent(layer, folder)
    }
    yield { name: committedLayer(diffId).slice(1), mode: 0o644, type: 'file', size, content: content() }
    if (flaw === undefined) diffIds.add(diffId)
    else dropped.push({ what: `the cached layer ${folder}`, reason: flaw })
  }
  return { diffIds, dropped }
}

function* imageEntries({ image, sbom }: PreparedImage): Generator<TarEntry> {
  yield* thinImageEntries(image)
  if (sbom !== undefined) yield file(blobPath(layoutFolder(image.reference), sbom.digest), sbom.bytes)
}

const zeros = new Uint8Array(256 * 1024)

/**
 * A layer's bytes, and zeros up to the announced size if it has a flaw: an entry that has begun cannot be taken back.
 * Returns the flaw.
 */
async function* paddedContent(
  layer: CachedLayer,
  folder: string,
): AsyncGenerator<Uint8Array, string | undefined> {
  const meter = new ContentMeter()
  const check = layerTarCheck(folder)
  let left = layer.size
  let flaw: string | undefined
  try {
    for await (const chunk of layer.open()) {
      if (chunk.length > left) flaw = `it is longer than the ${layer.size} bytes that were announced`
      flaw ??= check.push(chunk)
      if (flaw !== undefined) break
      meter.add(chunk)
      left -= chunk.length
      yield chunk
    }
  } catch (error) {
    flaw = messageOf(error)
  }
  if (left > 0) flaw ??= `it ends ${left} bytes too early`
  flaw ??= check.end()
  const { digest } = meter.measure()
  if (digest !== layer.diffId) flaw ??= `it is ${digest}`
  for (; left > 0; left -= zeros.length) yield zeros.subarray(0, left)
  return flaw
}
