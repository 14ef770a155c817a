import type { Builder } from '../../cnb/builder.ts'
import type { BuildpackRequest, ChosenBuildpacks } from '../../cnb/buildpacks/find-buildpacks.ts'
import type { ReadableContent } from '../../content/content.ts'
import type { UploadedArtifact } from '../../github/artifact-upload.ts'
import type { Log } from '../../github/log.ts'
import type { ArtifactOutputs, UploadInputs } from '../../github/upload-input.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { ImageDocuments } from '../../image/image.ts'
import type { Platform } from '../../image/platform.ts'
import type { ImageReference } from '../../image/reference.ts'
import type { OpenSandbox } from '../../sandbox/sandbox.ts'
import type { BuildCaches } from '../../store/build-caches.ts'
import type { RunImageStore } from '../../store/run-images.ts'
import type { Inputs } from './inputs.ts'
import type { LayoutOutputs, SbomOutputs } from './outputs.ts'
import type { Stopwatch } from './stopwatch.ts'

/** The layout that becomes an artifact. */
export interface LayoutArtifact extends UploadInputs {
  /** Absolute. */
  readonly layout: string
  readonly blobs: readonly Descriptor[]
}

/** The job of the workflow that this build is a step of. */
export interface WorkflowJob {
  readonly runId: number
  /** Its ID in the workflow. */
  readonly job: string
  /** What `uses:` has to say in the job that downloads: `owner/repository/download@v1`. */
  readonly downloadAction: string
}

/** What a build works with. */
export interface Job {
  readonly findBuilder: (wanted: Pick<Inputs, 'builder' | 'platform' | 'pullPolicy'>) => Promise<Builder>
  readonly findBuildpacks: (
    request: BuildpackRequest,
    builder: Builder,
  ) => Promise<ChosenBuildpacks | undefined>
  readonly openSandbox: (builder: Builder) => OpenSandbox
  /** Told of each folder that would be left if this process died. */
  readonly noteStaging: (folder: string) => void
  readonly runImages: RunImageStore
  readonly buildCaches: BuildCaches
  /** An image in a registry, and where its layers are. Throws a Failure where it is not there, or is of no use. */
  readonly openPreviousImage: (
    reference: ImageReference,
    platform: Platform,
  ) => Promise<{ readonly image: ImageDocuments; readonly content: ReadableContent }>
  readonly upload: (artifact: LayoutArtifact) => Promise<UploadedArtifact>
  /** Makes outputs known as soon as they are true: a later part of the step may fail. */
  readonly setOutputs: (outputs: LayoutOutputs | SbomOutputs | ArtifactOutputs) => void
  /** Takes Markdown. */
  readonly writeSummary: (markdown: string) => Promise<void>
  readonly workflow: WorkflowJob
  readonly log: Log
  readonly stopwatch: Stopwatch
  /** Ends the build when it is aborted; the build aborts it itself when a part of it fails. */
  readonly abort: AbortController
}
