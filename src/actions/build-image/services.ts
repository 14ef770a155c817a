import type { Builder } from '../../cnb/builder/builder.ts'
import type { FoundBuilder } from '../../cnb/builder/find-builder.ts'
import type { BuildpackRequest, ChosenBuildpacks } from '../../cnb/buildpacks/find-buildpacks.ts'
import type { ReadableContent } from '../../content/content.ts'
import type { UploadedArtifact } from '../../github/artifact/artifact-upload.ts'
import type { ArtifactOutputs, LayoutUpload } from '../../github/inputs/upload-input.ts'
import type { Log } from '../../github/step/log.ts'
import type { ImageDocuments } from '../../image/image.ts'
import type { Platform } from '../../image/platform.ts'
import type { ImageReference } from '../../image/reference.ts'
import type { Sandbox, SandboxCommand } from '../../sandbox/sandbox.ts'
import type { BuildCaches } from '../../store/build-caches.ts'
import type { RunImageStore } from '../../store/run-images.ts'
import type { TaskGroup } from '../../task/task-group.ts'
import type { Inputs } from './inputs/inputs.ts'
import type { LayoutOutputs, ProvenanceOutputs, ReproductionOutputs, SbomOutputs } from './outputs.ts'
import type { ProvenanceContext } from './provenance.ts'
import type { PublishedImage } from './published-image.ts'

/** What a build works with. */
export interface Services {
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
  /** An image in a registry, and where its layers are. Throws a Failure if it is missing or unusable. */
  readonly openPreviousImage: (
    reference: ImageReference,
    platform: Platform,
  ) => Promise<{ readonly image: ImageDocuments; readonly content: ReadableContent }>
  /** An image in a registry for a platform. Throws a Failure if there is none. */
  readonly findPublishedImage: (reference: ImageReference, platform: Platform) => Promise<PublishedImage>
  readonly uploadArtifact: (layout: LayoutUpload) => Promise<UploadedArtifact>
  /** Gets each folder that the post step has to remove if this process is killed. */
  readonly noteStaging: (folder: string) => void
  /** Sets outputs as soon as they are true: a later part of the step may fail. */
  readonly setOutputs: (
    outputs: LayoutOutputs | SbomOutputs | ProvenanceOutputs | ReproductionOutputs | ArtifactOutputs,
  ) => void
  /** Takes Markdown. */
  readonly writeSummary: (markdown: string) => Promise<void>
  readonly workflow: WorkflowJob
  readonly provenance: ProvenanceContext
  /** Whether debug logging is on in the workflow. */
  readonly debug: boolean
}

/** The job that this build is a step of. */
export interface WorkflowJob {
  readonly runId: number
  /** Its ID in the workflow. */
  readonly job: string
  /** What a job that downloads the artifact has to use: `owner/repository/download@v1`. */
  readonly downloadAction: string
}
