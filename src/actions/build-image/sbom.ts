import { join } from 'node:path'
import { completeSbom, mergedSbom, placeSbom } from '../../cnb/sbom/folder.ts'
import type { CompleteLayout } from './completion.ts'
import type { Inputs } from './inputs/inputs.ts'
import type { SbomOutputs } from './outputs.ts'

/** Moves the SBOMs from their staging folder into `folder`, with one document that merges those of the image. */
export const writeSbom = async (
  staging: string,
  folder: string,
  { name, folder: layout }: Inputs['imagePath'],
  { image }: CompleteLayout,
  warn: (message: string) => void,
): Promise<SbomOutputs> => {
  await completeSbom(staging, { layout, image, name }, warn)
  await placeSbom(staging, folder)
  return { 'sbom-path': join(folder, mergedSbom) }
}
