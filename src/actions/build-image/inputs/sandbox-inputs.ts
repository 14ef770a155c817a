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

/** What the inputs give to the place where the build runs. */
export interface SandboxInputs {
  readonly bindings: readonly Binding[]
  /** The folders that they were read from, absolute: what is in them is no part of an app. */
  readonly bindingFolders: readonly string[]
  /** Undefined for the engine's default. */
  readonly network: string | undefined
}

/** Reads the inputs about the build's surroundings; throws a Failure that says which is wrong, and none of their secrets. */
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
      if (!(await isThere(folder))) {
        throw refuse(
          `there is no ${folder}. Check the path, and that an earlier step has written the binding`,
        )
      }
      return folder
    }),
  )
  return { bindings: await readBindings(folders), bindingFolders: folders, network: readNetwork(get) }
}

const bindingsExample = '../bindings'

const isThere = async (path: string): Promise<boolean> => {
  try {
    await stat(path)
    return true
  } catch (error) {
    // Of anything else that is wrong with it, `readBindings` says what.
    return !isSystemError(error, 'ENOENT')
  }
}

// A name or an ID of the engine's; what begins with a dash would be an option.
const networkPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/

const readNetwork = (get: GetInput): string | undefined => {
  const text = optionalInput(get, 'network')
  if (text === undefined || networkPattern.test(text)) return text
  if (text.startsWith('container:')) {
    throw inputFailure(
      'network',
      `is "${text}": the build would be in the network of another container, and reach what listens there on loopback`,
      'my-network',
    )
  }
  throw inputFailure('network', `is "${text}", and takes the name of a network of the Docker engine`, 'host')
}
