import { join, resolve } from 'node:path'
import { isWithin } from '../../files/folders.ts'
import { parseReference } from '../../image/reference.ts'
import { Failure } from '../../message/failure.ts'
import type { LayoutUpload } from '../artifact/artifact-upload.ts'
import type { StepContext } from '../step/step-context.ts'
import {
  flagInput,
  folderInput,
  type GetInput,
  type InputLine,
  inputFailure,
  lineFailure,
  linesInput,
  numberInput,
  parsedInput,
} from './input.ts'

/** Reads the input `layout-repo`: a directory, absolute. */
export const layoutRepoInput = (
  get: GetInput,
  { workspace, temporary }: Pick<StepContext, 'workspace' | 'temporary'>,
): string => resolve(workspace, get('layout-repo') || join(temporary, 'layout-repo'))

/** Reads the input `run-image`, as it is in the workflow. Undefined if it is empty. */
export const runImageInput = (get: GetInput): string | undefined =>
  parsedInput(get, 'run-image', parseReference, 'paketobuildpacks/run-jammy-base') && get('run-image')

/** Reads the input `path` of an action that writes a layout there. Absolute. */
export const targetInput = (text: string, workspace: string): string => {
  const folder = resolve(workspace, text)
  refuseWorkspace('path', text, folder, workspace, 'images/my-app')
  return folder
}

/** Refuses a directory that contains the workspace: the action replaces the directory as a whole. */
export const refuseWorkspace = (
  input: string,
  text: string,
  folder: string,
  workspace: string,
  example: string,
): void => {
  if (!isWithin(workspace, folder)) return
  throw inputFailure(input, `is "${text}", which is the workspace or contains it`, example)
}

/**
 * Reads the input `sbom`: a directory, absolute. Undefined if it is empty. The directory and the layout must not contain each
 * other, because the action replaces each of them as a whole.
 */
export const sbomInput = (get: GetInput, workspace: string, layout: string): string | undefined => {
  const text = folderInput(get, 'sbom', 'sbom')
  if (text === undefined) return undefined
  const folder = resolve(workspace, text)
  refuseWorkspace('sbom', text, folder, workspace, 'sbom')
  if (isWithin(folder, layout) || isWithin(layout, folder)) {
    throw inputFailure('sbom', `is "${text}", which is in the layout or contains it`, 'sbom')
  }
  return folder
}

/**
 * Reads the input `insecure-registries`: registries to access over plain HTTP or with an untrusted certificate, one
 * `host[:port]` per line. Throws a Failure for any other line.
 */
export const insecureRegistriesInput = (get: GetInput): ReadonlySet<string> =>
  new Set(linesInput(get, 'insecure-registries').map(parseRegistry))

const parseRegistry = (line: InputLine): string => {
  const { text } = line
  try {
    // As in references to images, except that a single word would be a repository on Docker Hub.
    const { registry } = parseReference(`${text}${/[.:]|^localhost$/.test(text) ? '' : ':443'}/x`)
    if (!text.includes('/') && registry.startsWith(text)) return text
  } catch (error) {
    if (!(error instanceof Failure)) throw error
  }
  throw lineFailure(
    'insecure-registries',
    line,
    'it is not a registry. Write host or host:port',
    'registry.internal:5000',
  )
}

/** The inputs about the upload of an artifact. */
export type UploadInputs = Omit<LayoutUpload, 'layout' | 'blobs'>

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
