import type { ProcessEnvironment } from '../../command/environment.ts'
import { findProgram, MissingProgram } from '../../command/program.ts'

/** Tells what GitHub's cache client takes from a machine and the environment's PATH has not: a builder's image need not. */
export const tellMissingPrograms = async (
  environment: ProcessEnvironment,
  info: (message: string) => void,
): Promise<void> => {
  const isThere = (program: string): boolean => {
    try {
      return findProgram(program, environment) !== ''
    } catch (error) {
      if (error instanceof MissingProgram) return false
      throw error
    }
  }
  if (!isThere('tar')) {
    info('This container has no «tar»: nothing can be restored from the cache, nor saved in it.')
  } else if (!isThere('zstd')) {
    info(
      'This container has no «zstd»: cache entries are compressed by gzip, and those of jobs that have it are not found.',
    )
  }
}
