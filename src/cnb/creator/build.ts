import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Digest } from '../../image/digest.ts'
import type { Image } from '../../image/image.ts'
import { lastLines, mergeLines } from '../../sandbox/output-lines.ts'
import { NotInSandbox, type Sandbox } from '../../sandbox/sandbox.ts'
import type { Order } from '../buildpacks/order.ts'
import { sandboxPaths } from '../sandbox-paths.ts'
import { receiveSbom } from '../sbom/tree.ts'
import { creatorLayout, type ImageName } from './creator.ts'
import { collectDetectResults } from './detect-results.ts'
import { creatorFailure, unknownProcess } from './exit-code.ts'
import { type Output, receiveOutput } from './output.ts'
import { type Phase, phaseOf, splitAnnouncement } from './phase.ts'
import { readProcessTypes } from './process-types.ts'

/** Who is told how a build goes. What it writes is not to be trusted. */
export interface BuildLog {
  phase(phase: Phase): void
  /** Whole lines, or pieces of very long ones. */
  write(text: string): void
  warning(message: string): void
}

/** What is built into where. */
export interface BuildOrder {
  readonly image: ImageName
  readonly runImage: Image
  /** The folder of the layout that the image's own blobs are written to. */
  readonly staging: string
  /** The order of the buildpacks, if it is not the builder's own. */
  readonly buildpacks?: Order | undefined
  /** The blobs of an earlier image that the new one may have without writing them. */
  readonly reusable?: ReadonlySet<Digest> | undefined
  /** The folder that takes the SBOMs of what only built the image, where they are wanted. */
  readonly sbom?: string | undefined
}

/**
 * Runs the creator in a sandbox that has its inputs already, and receives the image.
 *
 * Throws a Failure that says which phase failed and why, with the last lines of the build; or what is wrong with the
 * layout that it wrote; and the reason of the sandbox's signal once it was aborted.
 */
export const buildImage = async (
  sandbox: Sandbox,
  { image, runImage, staging, buildpacks, reusable, sbom }: BuildOrder,
  log: BuildLog,
): Promise<Output> => {
  await runCreator(sandbox, buildpacks, log)
  const output = await sandbox.get(creatorLayout(image), (tar) =>
    receiveOutput(tar, { staging, runImage, reusable }, (message) => log.warning(message)),
  )
  if (sbom !== undefined) await getSbom(sandbox, sbom)
  return output
}

const sbomParts = ['build', 'cache'] as const

/** What is in the image has its SBOMs in the image itself; no buildpack need have written any. */
const getSbom = async (sandbox: Sandbox, folder: string): Promise<void> => {
  // A build that is done again has none of those of the first.
  for (const part of sbomParts) await rm(join(folder, part), { recursive: true, force: true })
  try {
    await sandbox.get(`${sandboxPaths.layers}/sbom`, (tar) => receiveSbom(tar, folder, sbomParts, 'sbom'))
  } catch (error) {
    if (!(error instanceof NotInSandbox)) throw error
  }
}

const runCreator = async (sandbox: Sandbox, buildpacks: Order | undefined, log: BuildLog): Promise<void> => {
  const tail = lastLines()
  const detection = collectDetectResults()
  let phase: Phase | undefined
  const take = (text: string): void => {
    const announced = phaseOf(text)
    if (announced === undefined) {
      tail.push(text)
      if (phase === 'DETECTING') detection.push(text)
      log.write(text)
      return
    }
    phase = announced
    log.phase(announced)
  }
  const merger = mergeLines((text) => splitAnnouncement(text).forEach(take))
  const exit = await sandbox.run(merger.push)
  merger.end()
  if (exit.code === 0) return
  const lines = tail.lines()
  const processTypes = unknownProcess(exit.code, lines) === undefined ? [] : await readProcessTypes(sandbox)
  throw creatorFailure(exit, phase, lines, { buildpacks, processTypes, detectResults: detection.results() })
}
