import type { ProcessEnvironment } from '../../command/environment.ts'
import { findProgram } from '../../command/program.ts'

/**
 * The program, with its arguments, by which nothing that a build starts gets more rights, such as by a set-user-ID bit;
 * nothing, and a warning, where the environment's PATH has none.
 */
export const withoutNewPrivileges = async (
  environment: ProcessEnvironment,
  warn: (message: string) => void,
): Promise<readonly string[]> => {
  try {
    return [await findProgram('setpriv', environment), '--no-new-privs', '--']
  } catch {
    warn(
      'This container has no "setpriv", so programs in it with the set-user-ID bit give a build the rights of root, and ' +
        'with them all that this step knows. Add util-linux to the builder, or use a runner with Docker.',
    )
    return []
  }
}
