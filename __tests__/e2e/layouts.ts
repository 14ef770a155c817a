import assert from 'node:assert/strict'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { ResultsService } from '../../lab/services/results.ts'
import { annotationKeys } from '../../src/image/annotations.ts'
import type { Image } from '../../src/image/image.ts'
import { parseIndex } from '../../src/image/image-index.ts'
import { readLayout } from '../../src/layout/read.ts'
import { filesIn } from '../github/zip.ts'
import { type ZipFile, zipOf } from '../hostile/zip.ts'
import { openWorkspace, type Workspace } from './build.ts'
import { uploadArchive } from './download.ts'

/** A layout in `out/my-app` of a workspace, as a build of that job leaves it. */
export interface LayoutCopy extends Image {
  readonly workspace: Workspace
}

/** Copies one of the lab's layouts into a job. */
export const openLayout = async (t: TestContext, layout: string): Promise<LayoutCopy> => {
  const workspace = await openWorkspace(t)
  const copy = join(workspace.folder, 'out', 'my-app')
  await cp(layout, copy, { recursive: true })
  return { workspace, ...(await readLayout(copy)) }
}

/** Uploads one of the lab's layouts as the build action does; returns its image's digest. */
export const uploadLayout = async (
  results: Pick<ResultsService, 'env'>,
  layout: string,
  name = 'my-app',
): Promise<string> => {
  await uploadArchive(results, name, zipOf(await filesIn(layout)))
  return (await readLayout(layout)).descriptor.digest
}

/** The files of a sparse layout whose base is under another name: the same image, in a repository of the test's own. */
export const basedOn = async (layout: string, runImage: string): Promise<readonly ZipFile[]> => {
  const files = await filesIn(layout)
  return files.map((file) =>
    file.name === 'index.json'
      ? { ...file, content: Buffer.from(indexBasedOn(file.content, runImage)) }
      : file,
  )
}

/** Changes the same in a layout on disk. */
export const changeBase = async (layout: string, runImage: string): Promise<void> => {
  const file = join(layout, 'index.json')
  await writeFile(file, indexBasedOn(await readFile(file), runImage))
}

const indexBasedOn = (text: Uint8Array, runImage: string): string => {
  const [image] = parseIndex(Buffer.from(text)).manifests
  assert.ok(image)
  const annotations = { ...image.annotations, [annotationKeys.baseName]: runImage }
  return JSON.stringify({ schemaVersion: 2, manifests: [{ ...image, annotations }] })
}
