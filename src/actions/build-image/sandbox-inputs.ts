import { resolve } from 'node:path'
import { type Binding, readBindings } from '../../cnb/bindings.ts'
import { type GetInput, inputFailure, linesInput, optionalInput } from '../../github/input.ts'
import { isWithin } from '../../layout/is-within.ts'

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
  const bindingFolders = linesInput(get, 'bindings').map((line) => resolve(workspace, line))
  const around = bindingFolders.find((folder) => isWithin(app, folder))
  if (around !== undefined) {
    throw inputFailure('bindings', `has ${around}, which is the app’s folder or contains it`, '../bindings')
  }
  return { bindings: await readBindings(bindingFolders), bindingFolders, network: readNetwork(get) }
}

// A name or an ID of the engine's; what begins with a dash would be an option.
const networkPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/

const readNetwork = (get: GetInput): string | undefined => {
  const text = optionalInput(get, 'network')
  if (text === undefined || networkPattern.test(text)) return text
  if (text.startsWith('container:')) {
    throw inputFailure(
      'network',
      `is «${text}»: the build would be in the network of another container, and reach what listens there on loopback`,
      'my-network',
    )
  }
  throw inputFailure('network', `is «${text}», and takes the name of a network of the Docker engine`, 'host')
}
