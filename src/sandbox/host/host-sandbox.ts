import { hostname } from 'node:os'
import { proxyVariables } from '../../docker/proxy.ts'
import type { Owner } from '../../tar/write.ts'
import { streamUnlessAborted } from '../../task/abort.ts'
import { once } from '../once.ts'
import type { OpenSandbox, Sandbox } from '../sandbox.ts'
import { type Claim, claim, releaseAbandoned } from './claim.ts'
import { runCommand } from './command.ts'
import { folderTar } from './folder-tar.ts'
import { makeNamedPipe } from './named-pipe.ts'
import { foldersToClose, refuseEngineAccess } from './private-folders.ts'
import { withoutNewPrivileges } from './privileges.ts'
import type { RecordPlace } from './record.ts'
import { unpack } from './unpack.ts'

/** The container that this process runs in, which is one of a builder. */
export interface HostOptions {
  /** The builder's user, which runs the build. */
  readonly user: Owner
  /** What the image says of the environment. */
  readonly imageEnvironment: Readonly<Record<string, string>>
  /** The step's, of which a build gets the proxy settings. */
  readonly stepEnvironment: Readonly<Record<string, string | undefined>>
  /** What the build has for itself: absolute, empty or not there. */
  readonly folders: readonly string[]
  /** Files and folders of the job, which the build must not reach. */
  readonly privatePaths: readonly string[]
  readonly warn: (message: string) => void
}

/**
 * Makes sandboxes of the container that this process runs in: the command runs on its file system, in folders that are
 * empty at first, as the builder's user, with none of this process's environment. It cannot get at what root knows, and is
 * shut out of the job's folders; network and processes are the container's.
 */
export const hostSandbox =
  (options: HostOptions): OpenSandbox =>
  async (command, signal) => {
    signal.throwIfAborted()
    const { user, imageEnvironment, stepEnvironment, folders, privatePaths, warn } = options
    await refuseEngineAccess(user)
    const closed = await foldersToClose(privatePaths, warn)
    const claimed = await claim({ user, closed, record: recordOf(folders) })
    const environment = {
      HOSTNAME: hostname(),
      ...imageEnvironment,
      ...proxyVariables(stepEnvironment),
      ...command.environment,
    }
    const through = await withoutNewPrivileges(imageEnvironment, warn)
    const release = once(claimed.release)
    return {
      put: (tar) => putIn(tar, claimed, signal),
      run: (onOutput) =>
        runCommand(
          { ...command, environment },
          { user, through, signal, endProcesses: claimed.endProcesses },
          onOutput,
        ),
      get: async (path, receive) => {
        signal.throwIfAborted()
        return receive(streamUnlessAborted(folderTar(path, user), signal))
      },
      dispose: release,
    } satisfies Sandbox
  }

/** Releases the claim of a killed build on these directories. Returns whether there was one. */
export const releaseHost = async (folders: readonly string[]): Promise<boolean> =>
  (await releaseAbandoned(recordOf(folders))) === 'released'

/** The record goes with the container. Buildpacks that the builder lacks are added to its own. */
const recordOf = (folders: readonly string[]): RecordPlace => ({
  file: '/run/buildpacks-oci-layout/claim.json',
  folders,
  additions: '/cnb/buildpacks',
})

/**
 * Sets the mode that new files get to what the lifecycle expects: it becomes part of layers, and so of the digest. Some
 * engines start the processes of a job's container with an umask of 0, which lets everyone write to what root makes.
 */
export const setHostUmask = (): void => {
  process.umask(0o022)
}

const putIn = (tar: AsyncIterable<Uint8Array>, { add }: Claim, signal: AbortSignal): Promise<void> =>
  unpack(streamUnlessAborted(tar, signal), {
    root: '/',
    onNew: add,
    makePipe: (path) => makeNamedPipe(path, process.env, signal),
  })
