import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename, isAbsolute } from 'node:path'
import { hostFolders } from '../../cnb/sandbox-paths.ts'
import type { DockerClient } from '../../docker/command.ts'
import { isStaging, stagingFolder } from '../../files/staging.ts'
import type { Log } from '../../github/step/log.ts'
import { messageOf } from '../../message/failure.ts'
import { releaseHost } from '../../sandbox/host/host-sandbox.ts'
import { removeContainer } from '../../sandbox/remove-containers.ts'
import type { Services } from './services.ts'

/** The names of the state that a step saves for its post step, which cleans up if the step was killed. */
export const containerState = 'container'
export const stagingState = 'staging'
export const hostState = 'host'

/** What a step that was killed leaves. */
export interface Leftovers {
  /** The name of the container. Empty if there is none. */
  readonly container: string
  /** The staging directories of the layout, the SBOMs and the build cache. */
  readonly staging: readonly string[]
  /** Whether the step built in the job's container. */
  readonly isInJobContainer: boolean
}

/** Creates a staging directory beside a target. The step removes it, unless it is moved to the target. */
export const openStaging = async (
  target: string,
  { tasks, noteStaging }: Pick<Services, 'tasks' | 'noteStaging'>,
): Promise<string> => {
  const staging = await stagingFolder(target)
  noteStaging(staging)
  tasks.cleanUp(() => rm(staging, { recursive: true, force: true, maxRetries: 3 }))
  return staging
}

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const containerName = new RegExp(`^buildpacks-oci-layout-${uuid}$`)

// In milliseconds: the step may have been killed while the engine was creating the container.
const creationLag = 5_000

/**
 * Removes what a step that was killed left, and logs each removal. Ignores names that a step does not create. If something
 * cannot be removed, that is a warning.
 */
export const removeLeftovers = async (
  { container, staging, isInJobContainer }: Leftovers,
  docker: DockerClient,
  log: Pick<Log, 'info' | 'warning'>,
): Promise<void> => {
  const attempt = async (what: string, remove: () => Promise<boolean>): Promise<void> => {
    try {
      if (await remove()) log.info(`Removed the ${what} that the step left.`)
    } catch (error) {
      log.warning(`Could not remove the ${what}: ${messageOf(error).replace(/\.$/, '')}. Remove it manually.`)
    }
  }
  await Promise.all([
    containerName.test(container) &&
      attempt(`build container ${container}`, () =>
        removeContainer(docker, container, { comesWithin: creationLag }),
      ),
    ...staging
      .filter((folder) => isAbsolute(folder) && isStaging(basename(folder)))
      .map((folder) => attempt(`incomplete directory ${folder}`, () => removeFolder(folder))),
    isInJobContainer &&
      attempt("build's directories and processes in this container", () => releaseHost(hostFolders)),
  ])
}

const removeFolder = async (folder: string): Promise<boolean> => {
  if (!existsSync(folder)) return false
  await rm(folder, { recursive: true, force: true })
  return true
}
