import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { recordSubjects } from '../../../src/github/step/runner-files.ts'
import { temporaryFolder } from '../../image/image.ts'

const image = `ghcr.io/me/app@sha256:${'0'.repeat(64)}`

test('images are named in lines of their own, after those that are there', async (t) => {
  const file = join(await temporaryFolder(t), 'artifacts')
  await writeFile(file, 'oci://earlier\n')
  await recordSubjects([image, image], file, { warning: assert.fail })
  assert.equal(await readFile(file, 'utf8'), `oci://earlier\noci://${image}\noci://${image}\n`)
})

test('a runner without the file is ignored, and a file that cannot be written is a warning', async (t) => {
  await recordSubjects([image], undefined, { warning: assert.fail })
  const warnings: string[] = []
  const log = { warning: (line: string) => warnings.push(line) }
  await recordSubjects([image], join(await temporaryFolder(t), 'no', 'folder'), log)
  assert.match(
    warnings.join(),
    /^Could not record the images for attestation: ENOENT.* The step is not affected\.$/,
  )
})
