import { defaultProcessType, readBuildMetadata } from '../../cnb/labels.ts'
import type { ImageConfig } from '../../image/config.ts'
import { printable } from '../../message/printable.ts'

/**
 * Why the launcher cannot start the image without a command, and what to do. Undefined if it can. Launcher:
 * https://github.com/buildpacks/spec/blob/platform/0.15/platform.md#launcher
 */
export const describeMissingProcess = (config: ImageConfig): string | undefined => {
  const { processes } = readBuildMetadata(config)
  const startable = processes.filter(({ command }) => command.some((word) => word !== ''))
  if (startable.length === 0) {
    return 'The image has no process, so it only starts with a command. Add a process, for example in a Procfile.'
  }
  const type = defaultProcessType(config)
  if (startable.some((process) => process.type === type)) return undefined
  const problem =
    type === undefined
      ? 'The image has no default process, so it only starts with a command'
      : `The image cannot start its default process "${printable(type)}", which has no command`
  const types = printable(startable.map((process) => process.type).join(', '))
  return `${problem}. Set the input "default-process" to one of: ${types}.`
}
