import { appendFile } from 'node:fs/promises'
import { messageOf } from '../../message/failure.ts'

// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
const limit = 1024 * 1024

/**
 * Adds Markdown to the job summary: to `summaryFile` of the step's context. If that fails, the log has a warning, and the
 * step's result stays the same.
 */
export const writeSummary = async (
  markdown: string,
  file: string | undefined,
  log: { readonly warning: (line: string) => void },
): Promise<void> => {
  const warn = (reason: string): void =>
    log.warning(`The job summary was not written: ${reason}. The step is not affected.`)
  const size = Buffer.byteLength(markdown)
  if (file === undefined) return warn('this runner does not support summaries')
  if (size > limit) return warn(`it has ${size} bytes, and GitHub shows at most ${limit} per step`)
  try {
    await appendFile(file, markdown)
  } catch (error) {
    warn(messageOf(error))
  }
}

/**
 * Records images for later steps that attest them: one line `oci://REPOSITORY@DIGEST` per image, in the file that the runner
 * provides (`artifactsFile` of the step's context). A file that cannot be written is a warning.
 * https://github.com/actions/runner/pull/4527
 */
export const recordSubjects = async (
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
