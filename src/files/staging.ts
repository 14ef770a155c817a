import { randomUUID } from 'node:crypto'
import { chmod, lstat, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isSystemError } from '../message/failure.ts'
import { explainFileError } from './file-error.ts'
import { makeFolder } from './make-folder.ts'
import { identityPattern, isAlive, ownIdentity, shortHash } from './process-identity.ts'

/**
 * Folders beside the target of a layout: `partial`, a new layout that is not whole yet or an old one that is being
 * deleted, and `earlier`, the one that stood at the target before and may have to go back there.
 */
type Kind = 'partial' | 'earlier'

/** What the name of such a folder says. */
interface Staging {
  readonly kind: Kind
  /** The identity of the process that made it. */
  readonly owner: string
  readonly target: string
}

const pattern = new RegExp(
  String.raw`^\.buildpacks-oci-layout-(${identityPattern})-([0-9a-f]{12})-[0-9a-f-]{36}\.(partial|earlier)$`,
)

const parseStaging = (name: string): Staging | undefined => {
  const [, owner, target = '', kind] = pattern.exec(name) ?? []
  if (owner === undefined || (kind !== 'partial' && kind !== 'earlier')) return undefined
  return { owner, target, kind }
}

/** Whether a name is one that this project gives to folders beside the target of a layout, while it works on that. */
export const isStaging = (name: string): boolean => pattern.test(name)

/** A path beside a target for a folder of this process. */
export const stagingPath = async (target: string, kind: Kind): Promise<string> => {
  const parts = [await ownIdentity(), keyOf(target), randomUUID()]
  return join(dirname(target), `.buildpacks-oci-layout-${parts.join('-')}.${kind}`)
}

/**
 * A fresh folder beside the target of a layout, on the same file system, to assemble the layout in. What runs that were
 * killed left beside the target is cleared before.
 */
export const stagingFolder = async (target: string): Promise<string> => {
  const folder = await stagingPath(target, 'partial')
  try {
    await makeFolder(dirname(target))
    await clearAbandoned(target)
    await mkdir(folder)
    await chmod(folder, 0o755)
  } catch (error) {
    throw explainFileError(error, `make a folder for the layout beside ${target}`)
  }
  return folder
}

/** Deletes a folder that stood at a target. Its name says first that it need not go back there: it is in pieces soon. */
export const discardEarlier = async (
  earlier: string,
  discarded = earlier.replace(/\.earlier$/, '.partial'),
): Promise<void> => {
  await rename(earlier, discarded)
  await rm(discarded, { recursive: true, force: true })
}

const keyOf = (target: string): string => shortHash(basename(target))

// The processes of another machine, or from before a reboot, cannot be looked at. No build takes so long.
const abandonedAfter = 24 * 3_600_000

interface Abandoned extends Staging {
  readonly path: string
  readonly changed: number
}

/** What dead processes left in a folder, the newest first. */
const findAbandoned = async (folder: string): Promise<readonly Abandoned[]> => {
  const abandoned: Abandoned[] = []
  // One may be allowed to make folders where one may not see what there is.
  for (const name of await readdir(folder).catch(() => [])) {
    const staging = parseStaging(name)
    if (staging === undefined) continue
    const path = join(folder, name)
    const changed = (await lstat(path).catch(() => undefined))?.ctimeMs
    if (changed === undefined) continue
    const isLive = (await isAlive(staging.owner)) ?? Date.now() - changed < abandonedAfter
    if (!isLive) abandoned.push({ ...staging, path, changed })
  }
  return abandoned.sort((a, b) => b.changed - a.changed)
}

/** Deletes what dead processes left beside a target; an earlier layout that they had moved aside goes back first. */
const clearAbandoned = async (target: string): Promise<void> => {
  for (const { kind, path, target: key } of await findAbandoned(dirname(target))) {
    try {
      if (kind === 'partial') await rm(path, { recursive: true, force: true })
      else if (key === keyOf(target)) await putBack(path, target)
    } catch {
      // Another user's, or another run is clearing it just now: it harms nobody where it is.
    }
  }
}

const putBack = async (earlier: string, target: string): Promise<void> => {
  try {
    await lstat(target)
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error
    await rename(earlier, target)
    return
  }
  await discardEarlier(earlier)
}
