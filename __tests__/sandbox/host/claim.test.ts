import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, type TestContext, test } from 'node:test'
import { ownIdentity } from '../../../src/files/process-identity.ts'
import { claim, releaseAbandoned } from '../../../src/sandbox/host/claim.ts'

// A user that nobody is.
const user = { uid: 61_234, gid: 61_234 }

const openContainer = async (t: TestContext) => {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'claim-')))
  t.after(() => rm(root, { recursive: true, force: true }))
  const path = (name: string) => join(root, name)
  await mkdir(path('layers'))
  await mkdir(path('job'), { mode: 0o755 })
  const order = {
    user,
    folders: [path('layers'), path('cache')],
    closed: [path('job')],
    record: path('run/record.json'),
  }
  return { root, path, order }
}

const modeOf = async (path: string) => (await stat(path)).mode & 0o777

test('a claim is given back as it was taken', async (t) => {
  const { root, path, order } = await openContainer(t)
  const held = await claim(order)
  assert.equal(await modeOf(path('job')), 0o750)
  for (const name of ['cache', 'elsewhere']) {
    held.add(path(name))
    await mkdir(path(name))
  }
  await writeFile(path('layers/file'), '')
  await writeFile(path('cache/file'), '')

  await held.release()

  assert.deepEqual((await readdir(root)).toSorted(), ['job', 'layers', 'run'])
  assert.deepEqual([...(await readdir(path('layers'))), ...(await readdir(path('run')))], [])
  assert.equal(await modeOf(path('job')), 0o755)
})

suite('a folder that is somebody’s is refused, and nothing is changed', () => {
  const refused = async (t: TestContext, prepare: (path: (name: string) => string) => Promise<void>) => {
    const { path, order } = await openContainer(t)
    await prepare(path)
    await assert.rejects(
      claim(order),
      /^Failure: The build needs \S+\/cache for itself, and it (?:has|is no folder)/,
    )
    assert.equal(await modeOf(path('job')), 0o755)
    await assert.rejects(readFile(order.record), { code: 'ENOENT' })
    return path
  }

  test('with a file deep inside', async (t) => {
    const path = await refused(t, async (path) => {
      await mkdir(path('cache/a/b'), { recursive: true })
      await writeFile(path('cache/a/b/file'), 'thesis')
    })
    assert.equal(await readFile(path('cache/a/b/file'), 'utf8'), 'thesis')
  })

  test('that is a link', async (t) => {
    await refused(t, (path) => symlink('layers', path('cache')))
  })

  test('but not one with empty folders in it, as builders have', async (t) => {
    const { path, order } = await openContainer(t)
    await mkdir(path('cache/env'), { recursive: true })
    const { release } = await claim(order)
    await release()
    assert.deepEqual(await readdir(path('cache')), [])
  })
})

test('what a build that died holds is released by the next one, and by its post step', async (t) => {
  const { path, order } = await openContainer(t)
  const held = await claim(order)
  assert.equal(await releaseAbandoned(order.record), false)
  await assert.rejects(claim(order), /^Failure: Another step builds in this job's container at this moment/)
  await writeFile(path('layers/file'), '')
  const record = await readFile(order.record, 'utf8')
  const own = await ownIdentity()
  const dead = record.replace(own, own.replace(/-\d+-/, '-1-'))
  assert.notEqual(dead, record)

  await writeFile(order.record, dead)
  await (await claim(order)).release()
  assert.deepEqual(await readdir(path('layers')), [])
  assert.equal(await modeOf(path('job')), 0o755)

  await writeFile(order.record, dead)
  await writeFile(path('layers/file'), '')
  assert.equal(await releaseAbandoned(order.record), true)
  assert.equal(await releaseAbandoned(order.record), false)
  assert.deepEqual(await readdir(path('layers')), [])
  await held.release()
})
