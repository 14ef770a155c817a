import { appendFile } from 'node:fs/promises'
import { messageOf } from '../../message/failure.ts'

// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
const limit = 1024 * 1024

/**
 * Adds Markdown to the job summary: to the file that the runner names for it (`summaryFile` of the step's context).
 * What was done does not depend on what is told of it: where it cannot be written that is a warning, and nothing else.
 */
export const writeSummary = async (
  markdown: string,
  file: string | undefined,
  log: { readonly warning: (line: string) => void },
): Promise<void> => {
  const warn = (reason: string): void =>
    log.warning(`The job summary was not written: ${reason}. The step is not affected.`)
  const size = Buffer.byteLength(markdown)
  if (file === undefined) return warn('this runner takes none')
  if (size > limit) return warn(`it has ${size} bytes, and GitHub shows at most ${limit} of a step`)
  try {
    await appendFile(file, markdown)
  } catch (error) {
    warn(messageOf(error))
  }
}
