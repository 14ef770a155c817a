import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite, test } from 'node:test'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { startResultsService } from '../../../lab/services/results.ts'
import { run } from '../../../lab/tools/command.ts'
import { build, containersOf, failedBuild, openWorkspace, scriptBuilder } from '../build.ts'
import { download, openLaterJob } from '../download.ts'
import { openResults } from '../workflow.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Lists the bindings without their content, and tries to store the content in every possible way. */
const script = [
  'cd "$CNB_PLATFORM_DIR/bindings"',
  'for file in */*; do echo "found $file $(sha256sum < $file | cut -c 1-64) $(stat -c %a $file)"; done',
].join('\n')

const put = async (folder: string, files: Readonly<Record<string, string>>): Promise<void> => {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
}

const unpacked = (bytes: Buffer): Buffer => {
  const magic = bytes.subarray(0, 4).toString('hex')
  if (magic === '28b52ffd') return zstdDecompressSync(bytes)
  return magic.startsWith('1f8b') ? gunzipSync(bytes) : bytes
}

/** Finds the files in a directory that contain a text, compressed or not. */
const filesWith = async (folder: string, text: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  assert.ok(files.length > 0)
  const found = await Promise.all(
    files.map(async (file) => {
      const bytes = await readFile(file)
      return bytes.includes(text) || unpacked(bytes).includes(text) ? [file] : []
    }),
  )
  return found.flat()
}

suite('bindings reach buildpacks, and none of the results of a build', { concurrency: 2 }, () => {
  test('layout, outputs, log, summary, artifact and cache contain no secret', async (t) => {
    const builder = await scriptBuilder('bindings')
    const services = await mkdtemp(join(tmpdir(), 'lab-results-'))
    const results = await startResultsService({ folder: services })
    t.after(async () => {
      await results.close()
      await rm(services, { recursive: true })
    })
    const secret = `secret-${randomUUID()}`
    const workspace = await openWorkspace(t, {
      'build.sh': script,
      'bindings/own/type': 'x',
      'bindings/own/key': secret,
    })
    // As Kubernetes mounts a secret.
    const given = join(workspace.folder, 'given')
    await put(given, { 'db/..1/type': 'postgresql', 'db/..1/password': secret })
    await symlink('..1', join(given, 'db', '..data'))
    for (const name of ['type', 'password']) await symlink(`..data/${name}`, join(given, 'db', name))

    const inputs = {
      builder,
      bindings: 'given\napp/bindings',
      upload: 'true',
      cache: 'true',
      summary: 'true',
    }
    const result = await build(workspace, inputs, { env: results.env })

    const lines = result.log.split('\n').filter((line) => line.startsWith('found '))
    assert.deepEqual(lines.sort(), [
      `found db/password ${sha256(secret)} 400`,
      `found db/type ${sha256('postgresql')} 400`,
      `found own/key ${sha256(secret)} 400`,
      `found own/type ${sha256('x')} 400`,
    ])
    assert.ok(!result.log.includes(secret))
    assert.ok(!result.summary.includes(secret))
    assert.ok(!JSON.stringify(result.outputs).includes(secret))
    assert.deepEqual(await containersOf(builder), [])
    assert.deepEqual(await filesWith(join(workspace.folder, 'out'), secret), [])
    assert.deepEqual(await filesWith(workspace.temp, secret), [])
    assert.ok(results.cacheEntries().length > 0)
    assert.deepEqual(await filesWith(services, secret), [])
    const later = await openLaterJob(t)
    await download(later, { digest: result.outputs['digest'] ?? '' }, { env: results.env })
    assert.deepEqual(await filesWith(later.folder, secret), [])
    // Checks that the search works.
    assert.equal((await filesWith(given, secret)).length, 1)

    await put(given, { 'db/..1/password': 'another' })
    const other = await build(workspace, inputs, { env: (await openResults(t)).env })
    assert.equal(other.outputs['digest'], result.outputs['digest'])
  })
})

test('no command during the build has a secret in its arguments', async (t) => {
  const builder = await scriptBuilder('shared')
  const secret = `secret-${randomUUID()}`
  const workspace = await openWorkspace(t, { 'build.sh': 'echo waiting; sleep 2' })
  await put(workspace.folder, { 'given/type': 'x', 'given/key': secret })
  let seen = ''
  const watch = setInterval(async () => {
    seen += await run('ps', ['-eo', 'args'])
  }, 300)
  t.after(() => clearInterval(watch))
  await build(workspace, { builder, bindings: 'given' })
  clearInterval(watch)
  assert.match(seen, /docker/)
  assert.ok(!seen.includes(secret))
})

test('a binding without a type is refused before the build', async (t) => {
  const workspace = await openWorkspace(t)
  await put(workspace.folder, { 'given/key': 'the secret' })
  const { error, log } = await failedBuild(workspace, { bindings: 'given' })
  assert.match(error, /The binding .*\/given has no file "type", which tells buildpacks what it is/)
  assert.doesNotMatch(log, /the secret|Builder:/)
})
