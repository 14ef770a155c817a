import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Binding, readBindings } from '../../../cnb/input/bindings.ts'
import { isWithin } from '../../../files/folders.ts'
import {
  type GetInput,
  inputFailure,
  lineFailure,
  linesInput,
  optionalInput,
  refuseFlag,
} from '../../../github/inputs/input.ts'
import { isSystemError } from '../../../message/failure.ts'

/** The inputs about the environment of the build. */
export interface SandboxInputs {
  readonly bindings: readonly Binding[]
  /** The directories of the bindings, absolute. They are not part of an app. */
  readonly bindingFolders: readonly string[]
  /** Undefined for the engine's default network. */
  readonly network: string | undefined
}

/** Reads the inputs about the environment of the build. Throws a Failure that names the input and shows no secret. */
export const readSandboxInputs = async (
  get: GetInput,
  { workspace, app }: { readonly workspace: string; readonly app: string },
): Promise<SandboxInputs> => {
  const lines = linesInput(get, 'bindings')
  for (const { text } of lines) refuseFlag('bindings', text, bindingsExample)
  const folders = await Promise.all(
    lines.map(async (line) => {
      const folder = resolve(workspace, line.text)
      const refuse = (rule: string) => lineFailure('bindings', line, rule, bindingsExample)
      if (isWithin(app, folder)) throw refuse('this is the directory of the app or contains it')
      // `readBindings` reports other errors.
      const isMissing = await stat(folder).then(
        () => false,
        (error: unknown) => isSystemError(error, 'ENOENT'),
      )
      if (isMissing) {
        throw refuse(`${folder} does not exist. Check the path, and that an earlier step writes the binding`)
      }
      return folder
    }),
  )
  return { bindings: await readBindings(folders), bindingFolders: folders, network: readNetwork(get) }
}

const bindingsExample = '../bindings'

// A name or an ID of the engine. A text that begins with a dash would be an option.
const networkPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/

const readNetwork = (get: GetInput): string | undefined => {
  const text = optionalInput(get, 'network')
  if (text === undefined || networkPattern.test(text)) return text
  if (text.startsWith('container:')) {
    throw inputFailure(
      'network',
      `is "${text}". In the network of another container the build could reach services that listen on its loopback`,
      'my-network',
    )
  }
  throw inputFailure('network', `is "${text}". Use the name of a network of the Docker engine`, 'host')
}
