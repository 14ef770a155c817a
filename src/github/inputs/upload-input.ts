import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import type { UploadedArtifact } from '../artifact/artifact-upload.ts'
import { flagInput, type GetInput, numberInput } from './input.ts'

/** The inputs about the upload of an artifact. */
export interface UploadInputs {
  readonly name: string
  /** Undefined for the default of the repository. */
  readonly retentionDays: number | undefined
  readonly overwrite: boolean
  /** 0 to 9. */
  readonly compressionLevel: number
}

/** A layout to upload as an artifact. */
export interface LayoutUpload extends UploadInputs {
  /** Absolute. */
  readonly layout: string
  readonly blobs: readonly Descriptor[]
}

/** Reads the inputs about the upload. Undefined if nothing is uploaded. `name` returns the artifact's name. */
export const uploadInputs = (get: GetInput, name: () => string): UploadInputs | undefined =>
  flagInput(get, 'upload')
    ? {
        name: name(),
        retentionDays: numberInput(get, 'retention-days', 1, 400),
        overwrite: flagInput(get, 'overwrite'),
        compressionLevel: numberInput(get, 'compression-level', 0, 9) ?? 0,
      }
    : undefined

/** The outputs about the artifact, with their names in action.yml. */
export type ArtifactOutputs = {
  readonly 'artifact-id': number
  readonly 'artifact-name': string
  readonly 'artifact-url': string
  readonly 'artifact-digest': Digest
}

export const artifactOutputs = ({ id, name, url, digest }: UploadedArtifact): ArtifactOutputs => ({
  'artifact-id': id,
  'artifact-name': name,
  'artifact-url': url,
  'artifact-digest': digest,
})
