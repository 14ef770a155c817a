import type { ThinImage } from '../image/image.ts'
import { lastLines, mergeLines } from '../sandbox/output-lines.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { directory, type Owner, type TarEntry, tarOf } from '../tar/write.ts'
import { type AppFolder, appEntries } from './app.ts'
import { creatorLayout, type ImageName, sandboxPaths } from './creator.ts'
import { creatorFailure } from './exit-code.ts'
import { type Output, receiveOutput } from './output.ts'
import { type Phase, phaseOf, splitAnnouncement } from './phase.ts'
import { thinImageEntries } from './thin-image.ts'

/** What is built: the app's folder, and the environment that its buildpacks see. */
export interface App {
  readonly folder: AppFolder
  readonly environment: Readonly<Record<string, string>>
}

/**
 * Puts into a sandbox what a build needs, all in one stream, since every stream costs the engine as much as a small
 * app: the folders that the creator writes to, the app, and last the run image, which may be found meanwhile.
 */
export const putInputs = (
  sandbox: Sandbox,
  app: App,
  runImage: () => Promise<ThinImage>,
  owner: Owner,
): Promise<void> => sandbox.put(tarOf(entriesOf(app, runImage), owner))

async function* entriesOf(
  { folder, environment }: App,
  runImage: () => Promise<ThinImage>,
): AsyncGenerator<TarEntry> {
  yield directory(sandboxPaths.layers)
  yield directory(sandboxPaths.cache)
  yield directory(sandboxPaths.platform)
  yield directory(`${sandboxPaths.platform}/env`)
  for (const [name, value] of Object.entries(environment)) {
    yield {
      name: `${sandboxPaths.platform}/env/${name}`.slice(1),
      mode: 0o644,
      type: 'file',
      content: Buffer.from(value),
    }
  }
  // The mode that pack gives it: it ends up in the image, and so in the image's digest.
  yield directory(sandboxPaths.app, 0o777)
  yield* appEntries(folder, sandboxPaths.app.slice(1))
  yield* thinImageEntries(await runImage())
}

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
  readonly runImage: ThinImage
  /** The folder of the layout that the image's own blobs are written to. */
  readonly staging: string
}

/** A built image, and the seconds that the creator took. */
export interface BuiltImage extends Output {
  readonly seconds: number
}

/**
 * Runs the creator in a sandbox that has its inputs already, and receives the image.
 *
 * Throws a Failure that says which phase failed and why, with the last lines of the build; or what is wrong with the
 * layout that it wrote; and the reason of the sandbox's signal once it was aborted.
 */
export const buildImage = async (
  sandbox: Sandbox,
  { image, runImage, staging }: BuildOrder,
  log: BuildLog,
): Promise<BuiltImage> => {
  const began = performance.now()
  await runCreator(sandbox, log)
  const seconds = (performance.now() - began) / 1000
  const output = await receiveOutput(sandbox.get(creatorLayout(image)), staging, runImage, (message) =>
    log.warning(message),
  )
  return { ...output, seconds }
}

const runCreator = async (sandbox: Sandbox, log: BuildLog): Promise<void> => {
  const tail = lastLines()
  let phase: Phase | undefined
  const take = (text: string): void => {
    const announced = phaseOf(text)
    if (announced === undefined) {
      tail.push(text)
      log.write(text)
      return
    }
    phase = announced
    log.phase(announced)
  }
  const merger = mergeLines((text) => splitAnnouncement(text).forEach(take))
  const exit = await sandbox.run(merger.push)
  merger.end()
  if (exit.code !== 0) throw creatorFailure(exit, phase, tail.lines())
}
