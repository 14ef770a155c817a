import { appendFile } from 'node:fs/promises'
import { messageOf } from '../../message/failure.ts'

/**
 * Records images for later steps that attest them: one line `oci://REPOSITORY@DIGEST` per image, in the file that the runner
 * provides (`artifactsFile` of the step's context). A file that cannot be written is a warning.
 * https://github.com/actions/runner/pull/4527
 */
export const nameSubjects = async (
  images: readonly string[],
  file: string | undefined,
  log: { readonly warning: (line: string) => void },
): Promise<void> => {
  if (file === undefined) return
  try {
    await appendFile(file, images.map((image) => `oci://${image}\n`).join(''))
  } catch (error) {
    log.warning(`Could not record the images for attestation: ${messageOf(error)}. The step is not affected.`)
  }
}
