import type { Builder } from '../../cnb/builder/builder.ts'
import type { FoundBuilder } from '../../cnb/builder/find-builder.ts'
import type { BuildpackRequest, ChosenBuildpacks } from '../../cnb/buildpacks/find-buildpacks.ts'
import type { ReadableContent } from '../../content/content.ts'
import type { UploadServices } from '../../github/artifact/artifact-upload.ts'
import type { Log } from '../../github/step/log.ts'
import type { StepContext } from '../../github/step/step-context.ts'
import type { ImageDocuments } from '../../image/image.ts'
import type { Platform } from '../../image/platform.ts'
import type { ImageReference } from '../../image/reference.ts'
import type { Sandbox, SandboxCommand } from '../../sandbox/sandbox.ts'
import type { BuildCaches } from '../../store/build-caches.ts'
import type { RunImageStore } from '../../store/run-images.ts'
import type { TaskGroup } from '../../task/task-group.ts'
import type { Inputs } from './inputs/inputs.ts'
import type { PublishedImage } from './reproduction/published-image.ts'

/** The services of a build, and its log and tasks. */
export interface Services extends UploadServices {
  readonly tasks: TaskGroup
  readonly log: Log
  readonly findBuilder: (inputs: Pick<Inputs, 'builder' | 'platform' | 'pullPolicy'>) => Promise<FoundBuilder>
  readonly findBuildpacks: (
    request: BuildpackRequest,
    builder: Builder,
  ) => Promise<ChosenBuildpacks | undefined>
  readonly openSandbox: (builder: Builder, command: SandboxCommand) => Promise<Sandbox>
  readonly runImages: RunImageStore
  readonly buildCaches: BuildCaches
  /** Reads an image in a registry. `content` has its layers. Throws a Failure if it is missing or unusable. */
  readonly openPreviousImage: (
    reference: ImageReference,
    platform: Platform,
  ) => Promise<{ readonly image: ImageDocuments; readonly content: ReadableContent }>
  /** An image in a registry for a platform. Throws a Failure if there is none. */
  readonly findPublishedImage: (reference: ImageReference, platform: Platform) => Promise<PublishedImage>
  /** Saves a staging directory for the post step, which removes it if this process is killed. */
  readonly noteStaging: (folder: string) => void
  /** Adds Markdown to the job summary. */
  readonly writeSummary: (markdown: string) => Promise<void>
  /** The workflow run that the build is a step of. */
  readonly context: StepContext
  /** Whether debug logging is on in the workflow. */
  readonly debug: boolean
}
