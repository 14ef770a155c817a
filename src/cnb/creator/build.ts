import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import type { Digest } from '../../image/digest.ts'
import type { Image } from '../../image/image.ts'
import { readToml } from '../../json/document.ts'
import { list } from '../../json/fields.ts'
import { Failure } from '../../message/failure.ts'
import { lastLines, mergeLines } from '../../sandbox/output-lines.ts'
import { NotInSandbox, type Sandbox } from '../../sandbox/sandbox.ts'
import { receiveFile, smallContent } from '../sandbox-files.ts'
import { sandboxPaths } from '../sandbox-paths.ts'
import { receiveSbom } from '../sbom/folder.ts'
import {
  collectDetectResults,
  creatorLayout,
  type ImageName,
  type Phase,
  phaseOf,
  splitAnnouncement,
} from './creator.ts'
import { type BuildFacts, creatorFailure, lacksProcess } from './exit-code.ts'
import { type Output, receiveOutput } from './output.ts'

/** Shows the progress and the output of a build. The output is untrusted. */
export interface BuildLog {
  phase(phase: Phase): void
  /** Shows whole lines, or pieces of very long ones. */
  write(text: string): void
  warning(message: string): void
}

/** A build, and where its results go. */
export interface BuildOrder extends Pick<BuildFacts, 'buildpacks' | 'defaultProcess'> {
  readonly image: ImageName
  readonly runImage: Image
  /** The folder of the layout that receives the image's own blobs. */
  readonly staging: string
  /** Blobs of the previous image, which the build may reuse without writing them. */
  readonly reusable?: ReadonlySet<Digest> | undefined
  /** The folder that receives the SBOMs of build-time dependencies. Undefined if they are not wanted. */
  readonly sbom?: string | undefined
}

/**
 * Runs the creator in a sandbox that has its inputs, and receives the image.
 *
 * Throws a Failure that names the phase and the reason, with the last lines of the build; or that says what is wrong with
 * the layout; and the reason of the sandbox's signal after an abort.
 */
export const buildImage = async (
  sandbox: Sandbox,
  { image, runImage, staging, reusable, sbom, ...facts }: BuildOrder,
  log: BuildLog,
): Promise<Output> => {
  await runCreator(sandbox, facts, log)
  const output = await sandbox.get(creatorLayout(image), (tar) =>
    receiveOutput(tar, { staging, runImage, reusable }, (message) => log.warning(message)),
  )
  if (sbom !== undefined) await getSbom(sandbox, sbom)
  return output
}

const sbomParts = ['build', 'cache'] as const

/** The SBOMs of launch layers are in the image. Buildpacks need not write SBOMs. */
const getSbom = async (sandbox: Sandbox, folder: string): Promise<void> => {
  // A repeated build must not have SBOMs of the first one.
  for (const part of sbomParts) await rm(join(folder, part), { recursive: true, force: true })
  try {
    await sandbox.get(`${sandboxPaths.layers}/sbom`, (tar) => receiveSbom(tar, folder, sbomParts, 'sbom'))
  } catch (error) {
    if (!(error instanceof NotInSandbox)) throw error
  }
}

const runCreator = async (sandbox: Sandbox, facts: BuildFacts, log: BuildLog): Promise<void> => {
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
  const processTypes = lacksProcess(exit.code, lines) ? await readProcessTypes(sandbox) : []
  throw creatorFailure(exit, phase, lines, { ...facts, processTypes, detectResults: detection.results() })
}

// https://github.com/buildpacks/spec/blob/platform/0.15/platform.md#metadatatoml-toml
const MetadataSchema = v.looseObject({ processes: list(v.looseObject({ type: v.string() })) })

const refused = (reason: string): Failure => new Failure(`Refused the build's process types: ${reason}.`)

/**
 * The process types that the buildpacks created, which the lifecycle's build phase writes for its export phase. Empty if
 * they cannot be read. A buildpack may have written the file, so its content is untrusted.
 */
export const readProcessTypes = async (sandbox: Sandbox): Promise<readonly string[]> => {
  try {
    const path = `${sandboxPaths.layers}/config/metadata.toml`
    const bytes = await receiveFile(sandbox, path, refused, (file) => smallContent(file, refused))
    return readToml(MetadataSchema, bytes, path).processes.map(({ type }) => type)
  } catch (error) {
    if (error instanceof Failure) return []
    throw error
  }
}
