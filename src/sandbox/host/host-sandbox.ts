import { hostname } from 'node:os'
import { proxyVariables } from '../../command/environment.ts'
import type { UserIds } from '../../tar/write.ts'
import { streamUnlessAborted } from '../../task/abort.ts'
import { type OpenSandbox, once, type Sandbox } from '../sandbox.ts'
import { claim, releaseAbandoned } from './claim.ts'
import { privilegeLauncher, runAsUser } from './command.ts'
import { folderTar } from './folder-tar.ts'
import { foldersToClose, refuseEngineAccess } from './private-folders.ts'
import type { RecordPlace } from './record.ts'
import { makeNamedPipe, unpack } from './unpack.ts'

/** The job's container, which runs a builder's image, and the build in it. */
export interface HostOptions {
  /** The builder's user, which runs the build. */
  readonly user: UserIds
  /** The environment variables of the builder's image. */
  readonly imageEnvironment: Readonly<Record<string, string>>
  /** The step's environment variables. The build gets only the proxy settings. */
  readonly stepEnvironment: Readonly<Record<string, string | undefined>>
  /** Absolute paths of the build's directories, which must be empty or missing. */
  readonly folders: readonly string[]
  /** Files and directories of the job that the build must not read. */
  readonly privatePaths: readonly string[]
  readonly warn: (message: string) => void
}

/**
 * Creates sandboxes in the container that this process runs in. The command runs on the container's file system as the
 * builder's user, without this process's environment. Its directories are empty at the start. It cannot read root's files
 * or the job's directories. It shares the network and the process IDs of the container.
 */
export const hostSandbox =
  (options: HostOptions): OpenSandbox =>
  async (command, signal) => {
    signal.throwIfAborted()
    const { user, imageEnvironment, stepEnvironment, folders, privatePaths, warn } = options
    await refuseEngineAccess(user)
    const closed = await foldersToClose(privatePaths, warn)
    const claimed = await claim(user, closed, recordOf(folders))
    const environment = {
      HOSTNAME: hostname(),
      ...imageEnvironment,
      ...proxyVariables(stepEnvironment),
      ...command.environment,
    }
    const launcher = privilegeLauncher(imageEnvironment, warn)
    const release = once(claimed.release)
    return {
      put: (tar) =>
        unpack(streamUnlessAborted(tar, signal), {
          root: '/',
          onNew: claimed.add,
          makePipe: (path) => makeNamedPipe(path, process.env, signal),
        }),
      run: (onOutput) =>
        runAsUser(
          { ...command, environment },
          { user, launcher, signal, endProcesses: claimed.endProcesses },
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

/** The record is in `/run`, so it is deleted with the container. Additional buildpacks are put next to the builder's. */
const recordOf = (folders: readonly string[]): RecordPlace => ({
  file: '/run/buildpacks-oci-layout/claim.json',
  folders,
  additions: '/cnb/buildpacks',
})

/**
 * Sets the umask that the lifecycle expects: file modes are part of layers, and so of the digest. Some engines start the
 * processes of a job's container with a umask of 0, which would let every user write to files that root creates.
 */
export const setHostUmask = (): void => {
  process.umask(0o022)
}
