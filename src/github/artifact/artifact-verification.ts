import { lstat } from 'node:fs/promises'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import { blobPath } from '../../layout/blob.ts'
import { type Flaw, findFlaws } from '../../layout/verify.ts'

/**
 * Watches the blobs of a layout while somebody else reads them. The function returned, called when all is read, finds
 * those whose reader may have had other bytes than their descriptors name.
 *
 * GitHub's client takes paths and reads them itself, and a layout may share its files with a layout-repo to which others
 * write. So each blob is hashed again after it was read: bytes that were wrong when they were read, and stayed so, are
 * seen. Bytes that were wrong for a moment only leave a file that was written to, or another file. Not seen is who puts
 * back the bytes and the time of the last write as well.
 */
export const watchBlobs = async (
  layout: string,
  blobs: readonly Descriptor[],
): Promise<() => Promise<readonly Flaw[]>> => {
  const before = await tracesOf(layout, blobs)
  return async () => {
    const flaws = await findFlaws(layout, blobs)
    const known = new Set(flaws.map(({ descriptor }) => descriptor.digest))
    const after = await tracesOf(layout, blobs)
    const touched = blobs.filter(
      ({ digest }) => !known.has(digest) && before.get(digest) !== after.get(digest),
    )
    return [
      ...flaws,
      ...touched.map((descriptor) => ({ descriptor, reason: 'written to while it was read' })),
    ]
  }
}

/** Which file each blob is, and when it was last written to. */
const tracesOf = async (
  layout: string,
  blobs: readonly Descriptor[],
): Promise<ReadonlyMap<Digest, string | undefined>> =>
  new Map(
    await Promise.all(
      blobs.map(async ({ digest }) => {
        const stats = await lstat(blobPath(layout, digest), { bigint: true }).catch(() => undefined)
        return [digest, stats && `${stats.dev} ${stats.ino} ${stats.mtimeNs}`] as const
      }),
    ),
  )
