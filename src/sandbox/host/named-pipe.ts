import type { ProcessEnvironment } from '../../command/environment.ts'
import { type CommandOutput, runCommand } from '../../command/run.ts'
import { Failure, messageOf } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'

/** Makes a named pipe, which Node cannot; throws a Failure if that does not work, and the signal's reason. */
export const makeNamedPipe = async (
  path: string,
  environment: ProcessEnvironment,
  signal: AbortSignal,
): Promise<void> => {
  const failed = (reason: string, cause?: unknown): Failure =>
    new Failure(
      `Could not make the named pipe ${path} for the build: ${reason} Keep it out of the app ("exclude"), or use a ` +
        'builder with coreutils.',
      { cause },
    )
  let ended: CommandOutput
  try {
    ended = await runCommand('mkfifo', ['--', path], { environment, signal })
  } catch (cause) {
    signal.throwIfAborted()
    throw failed(messageOf(cause), cause)
  }
  if (ended.code !== 0)
    throw failed(`mkfifo ended with ${ended.code ?? 'a signal'}: ${printable(ended.stderr)}.`)
}
