import { rm, stat } from 'node:fs/promises'
import { basename, isAbsolute } from 'node:path'
import { hostFolders } from '../../cnb/builder/host-builder.ts'
import type { DockerClient } from '../../docker/command.ts'
import { removeContainer } from '../../docker/remove.ts'
import { isStaging } from '../../files/staging.ts'
import { messageOf } from '../../message/failure.ts'
import { releaseHost } from '../../sandbox/host/host-sandbox.ts'

/** The names under which a step keeps, for its post step, what would be left if it died. */
export const containerState = 'container'
export const stagingState = 'staging'
export const hostState = 'host'

/** What a step would have left behind if it died; empty if there is nothing. */
export interface Leftovers {
  /** The name of its container. */
  readonly container: string
  /** The folders in which it assembled the layout, the SBOMs and what is kept for the next build. */
  readonly staging: readonly string[]
  /** Whether it built on the file system of the job's own container. */
  readonly host: boolean
}

export interface LeftoversLog {
  readonly info: (message: string) => void
  readonly warning: (message: string) => void
}

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const containerName = new RegExp(`^buildpacks-oci-layout-${uuid}$`)

// In milliseconds: the step may have died while the engine was creating the container.
const creationLag = 5_000

/**
 * Removes what a step that died left behind, and says so; says nothing if there is nothing. What does not look like
 * something that a step notes is left alone. What cannot be removed is a warning.
 */
export const removeLeftovers = async (
  { container, staging, host }: Leftovers,
  docker: DockerClient,
  log: LeftoversLog,
): Promise<void> => {
  const attempt = async (what: string, remove: () => Promise<boolean>): Promise<void> => {
    try {
      if (await remove()) log.info(`Removed the ${what}, which the step had left behind.`)
    } catch (error) {
      log.warning(`Could not remove the ${what}: ${messageOf(error).replace(/\.$/, '')}. Remove it by hand.`)
    }
  }
  await Promise.all([
    containerName.test(container) &&
      attempt(`build container ${container}`, () =>
        removeContainer(docker, container, { comesWithin: creationLag }),
      ),
    ...staging
      .filter((folder) => isAbsolute(folder) && isStaging(basename(folder)))
      .map((folder) => attempt(`unfinished folder ${folder}`, () => removeFolder(folder))),
    host && attempt("build's folders and processes in this container", () => releaseHost(hostFolders)),
  ])
}

const removeFolder = async (folder: string): Promise<boolean> => {
  const found = await stat(folder).catch(() => undefined)
  if (found === undefined) return false
  await rm(folder, { recursive: true, force: true })
  return true
}
