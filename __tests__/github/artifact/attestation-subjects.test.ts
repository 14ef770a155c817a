import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { nameSubjects } from '../../../src/github/step/runner-files.ts'
import { temporaryFolder } from '../../image/image.ts'

const image = `ghcr.io/me/app@sha256:${'0'.repeat(64)}`

test('images are named in lines of their own, after those that are there', async (t) => {
  const file = join(await temporaryFolder(t), 'artifacts')
  await writeFile(file, 'oci://earlier\n')
  await nameSubjects([image, image], file, { warning: assert.fail })
  assert.equal(await readFile(file, 'utf8'), `oci://earlier\noci://${image}\noci://${image}\n`)
})

test('a runner that takes none is no matter, and a file that cannot be written is a warning', async (t) => {
  await nameSubjects([image], undefined, { warning: assert.fail })
  const warnings: string[] = []
  const log = { warning: (line: string) => warnings.push(line) }
  await nameSubjects([image], join(await temporaryFolder(t), 'no', 'folder'), log)
  assert.match(
    warnings.join(),
    /^Could not record the images for attestation: ENOENT.* The step is not affected\.$/,
  )
})
