import assert from 'node:assert/strict'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import yauzl from 'yauzl'
import type { Descriptor } from '../../src/image/descriptor.ts'
import { digestOf } from '../../src/image/digest.ts'
import { blobPath } from '../../src/layout/blob.ts'
import { createLayout, layoutIndex } from '../../src/layout/write.ts'
import { Failure } from '../../src/message/failure.ts'

/** What `uploadArtifact` is asked to do by default, with a layout of its own that has these blobs. */
export const artifactOf = async (folder: string, ...contents: readonly (string | Buffer)[]) => {
  const layout = join(await mkdtemp(join(folder, 'case-')), 'layout')
  await createLayout(layout)
  await writeFile(join(layout, layoutIndex), '{}')
  const blobs: Descriptor[] = []
  for (const content of contents) {
    const digest = digestOf(content)
    await writeFile(blobPath(layout, digest), content)
    blobs.push({ mediaType: 'application/octet-stream', digest, size: Buffer.byteLength(content) })
  }
  return { name: 'my-app', layout, blobs, compressionLevel: 0, overwrite: false }
}

/** The files in a zip, by their paths. */
export const contentOf = async (zip: string): Promise<Record<string, string>> => {
  const archive = await yauzl.openPromise(zip)
  const content: Record<string, string> = {}
  for await (const entry of archive.eachEntry()) {
    content[entry.fileName] = (await buffer(await archive.openReadStreamPromise(entry))).toString()
  }
  return content
}

/** A Failure whose first line says all of this, and its detail the rest. */
export const failureThatSays =
  (patterns: RegExp | readonly RegExp[], ...detail: readonly RegExp[]) =>
  (error: unknown): true => {
    assert.ok(error instanceof Failure, String(error))
    for (const pattern of [patterns].flat()) assert.match(error.message, pattern)
    assert.ok(!error.message.includes('\n'))
    for (const pattern of detail) assert.match(error.detail.join('\n'), pattern)
    return true
  }
