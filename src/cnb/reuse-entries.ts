import { createHash } from 'node:crypto'
import { type Digest, digestOfHex } from '../image/digest.ts'
import { blobPath } from '../layout/blob.ts'
import { Failure, messageOf } from '../message/failure.ts'
import { directory, file, type TarEntry } from '../tar/write.ts'
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
import type { CachedLayer, Given, OnDropped, Reuse } from './reuse.ts'
import { layoutFolder, thinImageEntries } from './thin-image.ts'

/** What a build had to do without, and is told at the end what it was given. */
export interface ReuseListener {
  readonly onDropped: OnDropped
  readonly onGiven: (given: Given) => void
}

/**
 * What an earlier build left, as far as it is as it should be; the rest is left out and `onDropped` is told. Lifecycles
 * before 0.18 believe all that they find, so they have to find nothing else. Whether a layer is good shows when it has
 * gone in; what names it to the lifecycle follows, last of all.
 *
 * Without the image the cache is left unnamed too: with nothing but the cache a build takes longer than without.
 */
export async function* reuseEntries(
  reuse: Reuse,
  { onDropped, onGiven }: ReuseListener,
): AsyncGenerator<TarEntry> {
  const metadata =
    reuse.metadata === ''
      ? undefined
      : await orDropped('the cache of the earlier build', onDropped, () => parseCacheMetadata(reuse.metadata))
  const cached = new Set<Digest>()
  if (metadata !== undefined) yield* cachedEntries(reuse.cached, metadata, cached, onDropped)

  const prepared = await orDropped('the image of the earlier build', onDropped, async () => {
    const previous = await reuse.previous()
    return previous && (await preparePreviousImage(previous))
  })
  if (prepared === undefined) return
  yield* previousEntries(prepared)
  if (metadata !== undefined) {
    yield file(`${committedCache}/${cacheMetadataName}`, JSON.stringify(withOnly(metadata, cached)))
  }
  onGiven({ previous: true, cached })
}

/** The tars of cached layers; the good ones are added to `good`. */
async function* cachedEntries(
  layers: readonly CachedLayer[],
  metadata: CacheMetadata,
  good: Set<Digest>,
  onDropped: OnDropped,
): AsyncGenerator<TarEntry> {
  yield directory(committedCache)
  const folders = cachedFolders(metadata)
  for (const layer of layers) {
    const { diffId, size } = layer
    const folder = folders.get(diffId)
    if (folder === undefined) {
      onDropped(`the cached layer ${diffId}`, 'it is not that of one folder')
      continue
    }
    const state: LayerState = {}
    const name = committedLayer(diffId).slice(1)
    yield { name, mode: 0o644, type: 'file', size, content: checkedContent(layer, folder, state) }
    if (state.flaw === undefined) good.add(diffId)
    else onDropped(`the cached layer ${folder}`, state.flaw)
  }
}

const orDropped = async <Result>(
  what: string,
  onDropped: OnDropped,
  work: () => Result | Promise<Result>,
): Promise<Result | undefined> => {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    onDropped(what, error.message)
    return undefined
  }
}

function* previousEntries({ image, sbom }: PreparedImage): Generator<TarEntry> {
  yield* thinImageEntries(image)
  if (sbom !== undefined) yield file(blobPath(layoutFolder(image.reference), sbom.digest), sbom.bytes)
}

interface LayerState {
  /** What is wrong with the layer, once all of it was read. */
  flaw?: string | undefined
}

const zeros = new Uint8Array(256 * 1024)

/**
 * A layer's bytes, exactly as many as were announced, and into `state` what is wrong with them: the end of a stream that
 * has begun cannot be taken back.
 */
async function* checkedContent(
  layer: CachedLayer,
  folder: string,
  state: LayerState,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  const check = layerTarCheck(folder)
  let left = layer.size
  let flaw: string | undefined
  try {
    for await (const chunk of layer.open()) {
      if (chunk.length > left) flaw = `it is longer than the ${layer.size} bytes that were announced`
      flaw ??= check.push(chunk)
      if (flaw !== undefined) break
      hash.update(chunk)
      left -= chunk.length
      yield chunk
    }
  } catch (error) {
    flaw = messageOf(error)
  }
  if (left > 0) flaw ??= `it ends ${left} bytes too early`
  flaw ??= check.end()
  const digest = digestOfHex(hash.digest('hex'))
  if (digest !== layer.diffId) flaw ??= `it is ${digest}`
  state.flaw = flaw
  for (; left > 0; left -= zeros.length) yield zeros.subarray(0, left)
}
