import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { closeSync, openSync, readSync, renameSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { link, mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { digestOf } from '../../../src/image/digest.ts'
import { blobPath } from '../../../src/layout/blob.ts'
import { artifactOf, failureThatSays } from '../artifact.ts'
import { startFixture } from '../service.ts'

const { service, folder } = await startFixture()
const { uploadArtifact } = await import('../../../src/github/artifact/artifact-upload.ts')
const { downloadArtifact } = await import('../../../src/github/artifact/artifact-download.ts')

const run = {
  server: 'GitHub',
  serverUrl: 'https://github.com',
  repository: 'octo/app',
  runId: 4711,
} as const

/** Turns a byte of a file over, in place; twice is as if nothing had been. */
const flipByte = (file: string, position: number): void => {
  const descriptor = openSync(file, 'r+')
  const byte = Buffer.alloc(1)
  readSync(descriptor, byte, 0, 1, position)
  writeSync(descriptor, Buffer.of(~byte.readUInt8() & 0xff), 0, 1, position)
  closeSync(descriptor)
}

const large = randomBytes(30 * 1024 * 1024)
const last = large.length - 1

for (const [kind, change, says] of [
  ['a byte that is flipped', (file: string) => flipByte(file, last), /expected sha256:.*, found sha256:/],
  ['a file that is cut short', (file: string) => truncateSync(file, last), /expected 31457280 bytes, found/],
  [
    'another file put in its place',
    (file: string) => {
      writeFileSync(`${file}.new`, 'other')
      renameSync(`${file}.new`, file)
    },
    /expected 31457280 bytes, found 5/,
  ],
  [
    'a byte that is flipped and flipped back',
    (file: string) => {
      flipByte(file, last)
      flipByte(file, last)
    },
    /written to while it was read/,
  ],
] as const) {
  test(`${kind} while the blob is sent fails the upload and deletes the artifact, and the message names the blob`, async (t) => {
    t.after(service.misbehave({ on: 'PutBlock', bytesPerSecond: 100_000_000 }))
    const artifact = await artifactOf(folder, 'small', large)
    // In place means: in the layout-repo's file, which the layout has as a hard link.
    const shared = join(await mkdtemp(join(folder, 'layout-repo-')), 'blob')
    const blob = blobPath(artifact.layout, digestOf(large))
    await link(blob, shared)
    const damage = (line: string): void => {
      if (line.startsWith('Beginning upload')) change(kind.startsWith('another') ? blob : shared)
    }
    await assert.rejects(
      uploadArtifact(artifact, run, { debug: damage }),
      failureThatSays(
        [
          /^The artifact "my-app" could not be uploaded: .*changed while they were sent, so it was deleted/,
          /build again/,
        ],
        new RegExp(`^${digestOf(large)}, application/octet-stream: `),
        says,
      ),
    )
    await assert.rejects(
      downloadArtifact({ name: 'my-app', folder }, 'GitHub', { debug: () => {} }),
      failureThatSays(/has no artifact "my-app"/),
    )
  })
}

test('a blob that was damaged before the upload, after it was verified, fails it as well', async () => {
  const artifact = await artifactOf(folder, 'blob')
  flipByte(blobPath(artifact.layout, digestOf('blob')), 0)
  await assert.rejects(
    uploadArtifact(artifact, run, { debug: () => {} }),
    failureThatSays(/changed/, /expected sha256:.*, found sha256:/),
  )
})

test('other layouts may link to the files, and let go of them, while they are sent', async () => {
  const artifact = await artifactOf(folder, 'blob')
  const shared = join(await mkdtemp(join(folder, 'other-')), 'blob')
  const share = (line: string): void => {
    if (line.startsWith('Beginning upload')) void link(blobPath(artifact.layout, digestOf('blob')), shared)
  }
  assert.equal((await uploadArtifact(artifact, run, { debug: share })).name, 'my-app')
})

test('an artifact that cannot be deleted is warned of', async (t) => {
  t.after(service.misbehave({ on: 'DeleteArtifact', status: 403 }))
  const artifact = await artifactOf(folder, 'blob')
  flipByte(blobPath(artifact.layout, digestOf('blob')), 0)
  await assert.rejects(
    uploadArtifact(artifact, run, { debug: () => {} }),
    failureThatSays(/and could not be deleted \(.*403.*\), so do not use it/),
  )
})
