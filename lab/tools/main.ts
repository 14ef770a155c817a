import { constants } from 'node:os'
import { Failure, messageOf } from '../../src/message/failure.ts'
import { interruption } from './command.ts'

/**
 * Runs a command of the lab and sets the exit code.
 *
 * The first SIGINT or SIGTERM ends the running commands. Services are then stopped as after a failure.
 */
export const runMain = async (main: (args: readonly string[]) => Promise<number>): Promise<void> => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.exitCode = 128 + constants.signals[signal]
      interruption.abort(new Failure(`Ended by ${signal}.`))
    })
  }
  try {
    const code = await main(process.argv.slice(2))
    process.exitCode ??= code
  } catch (error) {
    process.exitCode ??= 1
    if (error instanceof Failure) console.error([messageOf(error), ...error.detail].join('\n'))
    else console.error(error)
  }
}
