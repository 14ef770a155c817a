import { withParents } from '../files/folders.ts'
import type { NamedImage } from '../image/image.ts'
import { documentLimit } from '../json/document.ts'
import { blobFolder, blobPath } from '../layout/blob.ts'
import { indexText, layoutIndex, layoutMarker, layoutMarkerText } from '../layout/write.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { type CheckedEntry, checkedEntries, type Refusal } from '../tar/read.ts'
import { directory, file, type TarEntry } from '../tar/write.ts'
import { layoutFolder, sandboxPaths } from './sandbox-paths.ts'

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
  const folder = layoutFolder(reference)
  const outputFolder = `${sandboxPaths.layoutRepo}/index.docker.io/library`
  for (const path of new Set([outputFolder, blobFolder(folder)].flatMap(withParents))) yield directory(path)
  const { mediaType, size, digest } = descriptor
  yield file(`${folder}/${layoutMarker}`, layoutMarkerText)
  yield file(`${folder}/${layoutIndex}`, indexText({ mediaType, size, digest }))
  yield file(blobPath(folder, digest), manifestBytes)
  yield file(blobPath(folder, manifest.config.digest), configBytes)
}

/**
 * Receives a file of a sandbox, whose content is untrusted. `receive` is called again, from the start, if the stream is
 * interrupted. Throws a refusal if something else than this file comes out.
 */
export const receiveFile = <Result>(
  sandbox: Sandbox,
  path: string,
  refusal: Refusal,
  receive: (file: CheckedEntry) => Promise<Result>,
): Promise<Result> =>
  sandbox.get(path, async (tar) => {
    const name = path.slice(path.lastIndexOf('/') + 1)
    let received: { readonly result: Result } | undefined
    for await (const entry of checkedEntries(tar, { strip: 0, entryLimit: 1, refusal })) {
      if (entry.name !== name || entry.type !== 'file')
        throw refusal(`"${entry.name}" is not a file named ${name}`)
      received = { result: await receive(entry) }
    }
    if (received === undefined) throw refusal(`it has no ${name}`)
    return received.result
  })

/** The content of a file in an untrusted tar stream. Throws a refusal if it has more than `documentLimit` bytes. */
export const smallContent = async (
  { name, size, content }: CheckedEntry,
  refusal: Refusal,
): Promise<Buffer> => {
  if (size > documentLimit) throw refusal(`its ${name} has ${size} bytes`)
  return Buffer.concat(await Array.fromAsync(content))
}
