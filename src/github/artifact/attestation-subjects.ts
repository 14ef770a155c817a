import { appendFile } from 'node:fs/promises'
import { messageOf } from '../../message/failure.ts'

/**
 * Names images for later steps that attest them without being told: a line `oci://REPOSITORY@DIGEST` for each, in the
 * file that the runner names for it (`artifactsFile` of the step's context). What was done does not depend on it: where
 * it cannot be written that is a warning, and nothing else.
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
    log.warning(`The images were not named for attestation: ${messageOf(error)}. The step is not affected.`)
  }
}
