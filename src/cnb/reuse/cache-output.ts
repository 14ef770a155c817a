import type { Digest } from '../../image/digest.ts'
import { documentLimit } from '../../json/document.ts'
import { Failure } from '../../message/failure.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { type CheckedEntry, checkedEntries, type TarRules } from '../../tar/read.ts'
import { sandboxPaths } from '../sandbox-paths.ts'
import { cachedFolders, cacheMetadataName, parseCacheMetadata } from './cache-metadata.ts'
import type { CacheAfterBuild } from './reuse.ts'

/** Where the lifecycle's cache is. https://github.com/buildpacks/lifecycle/blob/v0.21.0/cache/volume_cache.go */
export const committedCache = `${sandboxPaths.cache}/committed`

/** The tar of a cached layer in a sandbox. */
export const committedLayer = (diffId: Digest): string => `${committedCache}/${diffId}.tar`

/**
 * What a build left in the lifecycle's cache. A buildpack may have written it, so nothing in it is sure.
 * Throws a Failure if there is nothing, or nothing that could be used.
 */
export const readCache = async (sandbox: Sandbox): Promise<CacheAfterBuild> => {
  const metadata = await sandbox.get(`${committedCache}/${cacheMetadataName}`, (tar) =>
    onlyFile(tar, cacheMetadataName, async ({ size, content }) => {
      if (size > documentLimit) throw refused(`what it says of itself has ${size} bytes`)
      return Buffer.concat(await Array.fromAsync(content)).toString('utf8')
    }),
  )
  return { metadata, diffIds: [...cachedFolders(parseCacheMetadata(metadata)).keys()] }
}

/** The size of a cached layer's tar, in bytes; nothing of it is read. Throws a Failure if there is no such layer. */
export const cachedLayerSize = (sandbox: Sandbox, diffId: Digest): Promise<number> =>
  sandbox.get(committedLayer(diffId), async (tar) => {
    for await (const { name, type, size } of checkedEntries(tar, rules)) {
      if (type === 'file' && name === `${diffId}.tar`) return size
    }
    throw refused(`it has no ${diffId}.tar`)
  })

/**
 * Has a cached layer received: its size in bytes, and a tar that may be anything. `take` is called again, from the
 * start, where the stream breaks off. Throws a Failure if there is no such layer.
 */
export const receiveCachedLayer = (
  sandbox: Sandbox,
  diffId: Digest,
  take: (size: number, bytes: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> =>
  sandbox.get(committedLayer(diffId), (tar) =>
    onlyFile(tar, `${diffId}.tar`, ({ size, content }) => take(size, content)),
  )

const refused = (reason: string): Failure =>
  new Failure(`The cache that the build left is refused: ${reason}. Nothing of it is kept.`)

const rules: TarRules = { strip: 0, entryLimit: 1, refusal: refused }

/** Has the one file of a tar stream received. */
const onlyFile = async <Result>(
  tar: AsyncIterable<Uint8Array>,
  name: string,
  receive: (entry: CheckedEntry) => Promise<Result>,
): Promise<Result> => {
  let received: { readonly result: Result } | undefined
  for await (const entry of checkedEntries(tar, rules)) {
    if (entry.name !== name || entry.type !== 'file') throw refused(`"${entry.name}" is no file ${name}`)
    received = { result: await receive(entry) }
  }
  if (received === undefined) throw refused(`it has no ${name}`)
  return received.result
}
