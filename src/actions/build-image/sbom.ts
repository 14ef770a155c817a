import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { checkSbomFolder, completeSbom, mergedSbom, placeSbom } from '../../cnb/sbom/folder.ts'
import { stagingFolder } from '../../layout/staging.ts'
import type { CompleteLayout } from './completion.ts'
import type { Inputs } from './inputs.ts'
import type { Job } from './job.ts'
import type { SbomOutputs } from './outputs.ts'
import { timed } from './stopwatch.ts'

/** Bills of materials that are being gathered. */
export interface Sbom {
  /** The folder that they are to be in, absolute. */
  readonly folder: string
  /** The folder beside it that they are gathered in. */
  readonly staging: string
}

/**
 * Begins to gather bills of materials, where they are wanted; what is left of that goes with `cleanup`. Throws a Failure
 * where the folder has something else in it.
 */
export const beginSbom = async (
  job: Job,
  { sbom: folder }: Inputs,
  cleanup: AsyncDisposableStack,
): Promise<Sbom | undefined> => {
  if (folder === undefined) return undefined
  const staging = await stagingFolder(await checkSbomFolder(folder))
  job.noteStaging(staging)
  cleanup.defer(() => rm(staging, { recursive: true, force: true }))
  return { folder, staging }
}

/** Puts the bills of materials into their folder, with one document made of those of what is in the image. */
export const writeSbom = timed(
  'write the bills of materials',
  async (
    job: Job,
    { imagePath }: Inputs,
    { folder, staging }: Sbom,
    { image }: CompleteLayout,
  ): Promise<SbomOutputs> => {
    await completeSbom(staging, { layout: imagePath.folder, image, name: imagePath.name }, job.log.warning)
    await placeSbom(staging, folder)
    return { 'sbom-path': join(folder, mergedSbom) }
  },
)
