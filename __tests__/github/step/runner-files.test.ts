import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { recordSubjects, writeSummary } from '../../../src/github/step/runner-files.ts'
import { temporaryFolder } from '../../image/image.ts'
import { smallFileSystem } from '../../layout/file-system.ts'

const createLog = () => {
  const warnings: string[] = []
  return { warnings, warning: (line: string): void => void warnings.push(line) }
}

const createFolder = async (t: TestContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'summary-'))
  t.after(() => rm(folder, { recursive: true }))
  return folder
}

test('a summary is appended to the existing one', async (t) => {
  const log = createLog()
  const file = join(await createFolder(t), 'summary.md')
  await writeFile(file, '# First\n')
  await writeSummary('# Second\n', file, log)
  assert.equal(await readFile(file, 'utf8'), '# First\n# Second\n')
  assert.deepEqual(log.warnings, [])
})

test('a summary of 1 MiB is written; a larger one is a warning and is not written', async (t) => {
  const log = createLog()
  const file = join(await createFolder(t), 'summary.md')
  await writeSummary('ä'.repeat(512 * 1024), file, log)
  assert.deepEqual(log.warnings, [])
  await writeSummary(`${'ä'.repeat(512 * 1024)}.`, file, log)
  assert.equal((await readFile(file)).length, 1024 * 1024)
  assert.deepEqual(log.warnings, [
    'The job summary was not written: it has 1048577 bytes, and GitHub shows at most 1048576 per step. ' +
      'The step is not affected.',
  ])
})

test('a runner without summaries is a warning', async () => {
  const log = createLog()
  await writeSummary('# Lost', undefined, log)
  assert.match(
    log.warnings.join(),
    /^The job summary was not written: this runner does not support summaries\. The step is not/,
  )
})

test('a file that cannot be written is a warning that says why', async (t) => {
  const log = createLog()
  const folder = await createFolder(t)
  await mkdir(join(folder, 'taken'))
  await writeSummary('# Lost', join(folder, 'taken'), log)
  await writeSummary('# Lost', join(folder, 'none', 'summary.md'), log)
  assert.match(
    log.warnings[0] ?? '',
    /^The job summary was not written: EISDIR.*\. The step is not affected\.$/,
  )
  assert.match(
    log.warnings[1] ?? '',
    /^The job summary was not written: ENOENT.*\. The step is not affected\.$/,
  )
})

test('a full disk is a warning', async (t) => {
  const small = smallFileSystem(t)
  if (small === undefined) return
  const log = createLog()
  await writeSummary('x'.repeat(1024 * 1024), join(small, 'summary.md'), log)
  assert.match(log.warnings.join(), /ENOSPC/)
})

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
