import { lstat } from 'node:fs/promises'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import { blobPath } from '../../layout/blob.ts'
import { type Flaw, findFlaws } from '../../layout/verify.ts'

/**
 * Watches the blobs of a layout while GitHub's client reads them. The returned function, called after the last read, finds
 * blobs that the client may have read with other bytes than their descriptors say.
 *
 * The client takes paths, and a layout may share files with a layout-repo to which others write. So each blob is hashed again
 * after it was read, and its file and modification time are compared. A writer that restores the bytes and the modification
 * time is not detected.
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

/** The inode and the modification time of each blob. */
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
