import type { NamedImage } from '../../image/image.ts'
import { type ImageReference, layoutRepoPath } from '../../image/reference.ts'
import { blobFolder, blobPath } from '../../layout/blob.ts'
import { indexText, layoutIndex, layoutMarker, layoutMarkerText } from '../../layout/write.ts'
import { directory, file, type TarEntry } from '../../tar/write.ts'
import { sandboxPaths } from '../sandbox-paths.ts'

/** The folder of an image's layout in the sandbox's layout-repo. */
export const layoutFolder = (reference: ImageReference): string =>
  `${sandboxPaths.layoutRepo}/${layoutRepoPath(reference)}`

/**
 * The layout of an image without its layers, in the place where the lifecycle reads it, and the folder in which the lifecycle
 * writes the layout of the built image. The lifecycle does not write layers whose blobs are missing.
 * https://github.com/buildpacks/imgutil/blob/51c1c8c/layout/v1_facade.go#L132
 */
export function* sparseLayoutEntries({
  reference,
  descriptor,
  manifest,
  manifestBytes,
  configBytes,
}: NamedImage): Generator<TarEntry> {
  const { layoutRepo } = sandboxPaths
  const folder = layoutFolder(reference)
  const folders = new Set([`${layoutRepo}/index.docker.io/library`, blobFolder(folder)].flatMap(withParents))
  for (const path of folders) yield directory(path)
  const { mediaType, size, digest } = descriptor
  yield file(`${folder}/${layoutMarker}`, layoutMarkerText)
  yield file(`${folder}/${layoutIndex}`, indexText({ mediaType, size, digest }))
  yield file(blobPath(folder, digest), manifestBytes)
  yield file(blobPath(folder, manifest.config.digest), configBytes)
}

/** The absolute paths of the folders around a path, and the path itself. */
const withParents = (path: string): readonly string[] =>
  path
    .split('/')
    .slice(1)
    .map((_, position, parts) => `/${parts.slice(0, position + 1).join('/')}`)
