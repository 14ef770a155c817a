import { blobFolder, blobPath } from '../oci/blob.ts'
import { type Image, indexText, layoutIndex, layoutMarker, layoutMarkerText } from '../oci/layout.ts'
import { type ImageReference, layoutRepoPath } from '../oci/reference.ts'
import { sandboxPaths } from './creator.ts'
import { directory, type TarEntry } from './tar.ts'

/** A run image without its layers. */
export interface ThinImage extends Image {
  readonly reference: ImageReference
  readonly manifestBytes: Uint8Array
  readonly configBytes: Uint8Array
}

/**
 * The layout of a run image without its layers, where the lifecycle looks for it, and the folders in which the
 * lifecycle makes that of the built image. A layer whose blob is not there is taken for one that need not be written.
 * https://github.com/buildpacks/imgutil/blob/51c1c8c/layout/v1_facade.go#L132
 */
export function* runImageEntries({
  reference,
  descriptor,
  manifest,
  manifestBytes,
  configBytes,
}: ThinImage): Generator<TarEntry> {
  const { layoutRepo } = sandboxPaths
  const folder = `${layoutRepo}/${layoutRepoPath(reference)}`
  const folders = new Set([`${layoutRepo}/index.docker.io/library`, blobFolder(folder)].flatMap(withParents))
  for (const path of folders) yield directory(path)
  const { mediaType, size, digest } = descriptor
  yield file(`${folder}/${layoutMarker}`, Buffer.from(layoutMarkerText))
  yield file(`${folder}/${layoutIndex}`, Buffer.from(indexText({ mediaType, size, digest })))
  yield file(blobPath(folder, digest), manifestBytes)
  yield file(blobPath(folder, manifest.config.digest), configBytes)
}

const file = (path: string, content: Uint8Array): TarEntry => ({
  name: path.slice(1),
  mode: 0o644,
  type: 'file',
  content,
})

/** A path below the root, preceded by those of the folders that it lies in. */
const withParents = (path: string): readonly string[] =>
  path
    .split('/')
    .slice(1)
    .map((_, position, parts) => `/${parts.slice(0, position + 1).join('/')}`)
