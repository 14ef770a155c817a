import type { Digest } from '../../image/digest.ts'
import { Failure } from '../../message/failure.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import type { HeaderReader } from '../../tar/header-reader.ts'
import { checkedEntries } from '../../tar/read.ts'
import { receiveFile, smallContent } from '../sandbox-files.ts'
import { sandboxPaths } from '../sandbox-paths.ts'
import {
  cachedFolders,
  cacheMetadataName,
  layerTarCheck,
  notOneFolder,
  parseCacheMetadata,
  withOnly,
} from './cached-layers.ts'

/** Where the lifecycle's cache is. https://github.com/buildpacks/lifecycle/blob/v0.21.0/cache/volume_cache.go */
export const committedCache = `${sandboxPaths.cache}/committed`

/** The tar of a cached layer in a sandbox. */
export const committedLayer = (diffId: Digest): string => `${committedCache}/${diffId}.tar`

/** The lifecycle's cache in a sandbox after a build. */
export interface CacheAfterBuild {
  /** The layers that it names, by diff ID, and the folder of each; undefined if that is not a single folder. */
  readonly folders: ReadonlyMap<Digest, string | undefined>
  /** What the lifecycle wrote about its cache, without the layers that are not in `diffIds`. */
  metadata(diffIds: ReadonlySet<Digest>): string
}

/**
 * Reads what the lifecycle wrote about its cache. It is untrusted: a buildpack may have written it. Throws a Failure if
 * there is no cache, or if it is unusable.
 */
export const readCache = async (sandbox: Sandbox): Promise<CacheAfterBuild> => {
  const path = `${committedCache}/${cacheMetadataName}`
  const bytes = await receiveFile(sandbox, path, refused, (file) => smallContent(file, refused))
  const text = bytes.toString('utf8')
  const metadata = parseCacheMetadata(text)
  const folders = cachedFolders(metadata)
  return {
    folders,
    metadata: (diffIds) =>
      [...folders.keys()].every((diffId) => diffIds.has(diffId))
        ? text
        : JSON.stringify(withOnly(metadata, diffIds)),
  }
}

/** The size of a cached layer's tar in bytes, without reading its content. Throws a Failure if there is no such layer. */
export const cachedLayerSize = (sandbox: Sandbox, diffId: Digest): Promise<number> =>
  sandbox.get(committedLayer(diffId), async (tar) => {
    const rules = { strip: 0, entryLimit: 1, refusal: refused }
    for await (const { name, type, size } of checkedEntries(tar, rules)) {
      if (type === 'file' && name === `${diffId}.tar`) return size
    }
    throw refused(`it has no ${diffId}.tar`)
  })

/**
 * Receives a cached layer: the size of its tar in bytes, and the tar, whose content is untrusted. `take` is called again,
 * from the start, if the stream is interrupted. Returns why the lifecycle cannot or must not unpack the layer later;
 * undefined if it can. Throws a Failure if there is no such layer.
 */
export const receiveCachedLayer = (
  sandbox: Sandbox,
  diffId: Digest,
  folder: string | undefined,
  take: (size: number, bytes: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<string | undefined> =>
  receiveFile(sandbox, committedLayer(diffId), refused, async ({ size, content }) => {
    if (folder === undefined) return notOneFolder
    const check = layerTarCheck(folder)
    await take(size, checkedContent(content, check))
    return check.end()
  })

async function* checkedContent(
  content: AsyncIterable<Uint8Array>,
  check: HeaderReader,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    check.push(chunk)
    yield chunk
  }
}

const refused = (reason: string): Failure =>
  new Failure(`The cache of the build is refused: ${reason}. It is not saved.`)
