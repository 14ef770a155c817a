import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, type TestContext, test } from 'node:test'
import { ownIdentity } from '../../../src/files/process-identity.ts'
import { claim, releaseAbandoned } from '../../../src/sandbox/host/claim.ts'

const skip = process.getuid?.() === 0 ? false : 'it takes root to become another user'

// A user that nobody is.
const user = { uid: 61_234, gid: 61_234 }

const openContainer = async (t: TestContext) => {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'claim-')))
  t.after(() => rm(root, { recursive: true, force: true }))
  // Right in a folder that builds need.
  const job = await realpath(await mkdtemp(join(tmpdir(), 'claim-job-')))
  t.after(() => rm(job, { recursive: true, force: true }))
  await chmod(job, 0o755)
  const path = (name: string) => (name === 'job' ? job : join(root, name))
  await mkdir(path('layers'))
  const record = {
    file: path('run/own/record.json'),
    folders: [path('layers'), path('cache')],
    additions: path('additions'),
  }
  return { root, path, record, order: [user, [path('job')], record] as const }
}

const modeOf = async (path: string) => (await stat(path)).mode & 0o777

test('releasing a claim restores the file system', async (t) => {
  const { root, path, order } = await openContainer(t)
  const held = await claim(...order)
  assert.equal(await modeOf(path('job')), 0o750)
  for (const name of ['cache', 'additions']) {
    held.add(path(name))
    await mkdir(path(name))
  }
  await writeFile(path('layers/file'), '')
  await writeFile(path('cache/file'), '')

  await held.release()

  assert.deepEqual((await readdir(root)).toSorted(), ['layers', 'run'])
  assert.deepEqual([...(await readdir(path('layers'))), ...(await readdir(path('run')))], [])
  assert.equal(await modeOf(path('job')), 0o755)
})

suite('a directory that is not empty is refused, and stays unchanged', () => {
  const refused = async (t: TestContext, prepare: (path: (name: string) => string) => Promise<void>) => {
    const { path, record, order } = await openContainer(t)
    await prepare(path)
    await assert.rejects(
      claim(...order),
      /^Failure: The build requires an empty directory \S+\/cache, but it (?:contains|is not a directory)/,
    )
    assert.equal(await modeOf(path('job')), 0o755)
    await assert.rejects(readFile(record.file), { code: 'ENOENT' })
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

  test('except a directory that contains only empty directories, as in builders', async (t) => {
    const { path, order } = await openContainer(t)
    await mkdir(path('cache/env'), { recursive: true })
    const { release } = await claim(...order)
    await release()
    assert.deepEqual(await readdir(path('cache')), [])
  })
})

test('the next build and the post step release the claim of a killed build', async (t) => {
  const { path, record, order } = await openContainer(t)
  const held = await claim(...order)
  assert.equal(await releaseAbandoned(record), 'alive')
  await assert.rejects(claim(...order), /^Failure: Another step is building in this job's container/)
  await writeFile(path('layers/file'), '')
  const text = await readFile(record.file, 'utf8')
  const own = await ownIdentity()
  const dead = text.replace(own, own.replace(/-\d+-/, '-1-'))
  assert.notEqual(dead, text)

  await writeFile(record.file, dead)
  await (await claim(...order)).release()
  assert.deepEqual(await readdir(path('layers')), [])
  assert.equal(await modeOf(path('job')), 0o755)

  const second = await claim(...order)
  await writeFile(record.file, dead)
  await writeFile(path('layers/file'), '')
  assert.equal(await releaseAbandoned(record), 'released')
  assert.equal(await releaseAbandoned(record), 'none')
  assert.deepEqual(await readdir(path('layers')), [])
  await held.release()
  await second.release()
})

test('if two builds start at the same moment, the second is refused', async (t) => {
  const { order } = await openContainer(t)
  const both = await Promise.allSettled([claim(...order), claim(...order)])
  assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
  for (const result of both) {
    if (result.status === 'fulfilled') await result.value.release()
    else assert.match(String(result.reason), /^Failure: Another step is building in this job's container/)
  }
})

test('directories stay closed and the record stays while processes of the build run', {
  skip,
}, async (t) => {
  const { path, order } = await openContainer(t)
  const { release } = await claim(...order)
  await writeFile(path('layers/file'), '')
  const child = spawn('sleep', ['1000'], { uid: user.uid, gid: user.gid })
  t.after(() => child.kill('SIGKILL'))
  // No process can withstand root's SIGKILL, but one that waits for a broken disk: so root sends none here.
  const { execPath } = process
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() })
  const kill = t.mock.method(process, 'kill', () => {
    t.mock.timers.tick(1_000)
    return true
  })
  const mayKill = () => {
    process.execPath = execPath
    kill.mock.restore()
    t.mock.timers.reset()
  }
  t.after(mayKill)
  process.execPath = '/bin/false'

  await assert.rejects(
    release(),
    /^Failure: Could not kill the processes that the build left running, such as \d+\. The job's directories stay closed/,
  )
  assert.equal(await modeOf(path('job')), 0o750)
  assert.deepEqual(await readdir(path('layers')), ['file'])
  await assert.rejects(claim(...order), /^Failure: Another step is building/)

  mayKill()
  await release()
  assert.equal(await modeOf(path('job')), 0o755)
  assert.deepEqual(await readdir(path('layers')), [])
})

test('if folders can neither be closed nor removed, both errors are reported', { skip }, async (t) => {
  const { path, order } = await openContainer(t)
  await chown(path('job'), user.uid, user.gid)
  await mkdir(path('layers/inner'))
  execFileSync('mount', ['-t', 'tmpfs', 'none', path('layers/inner')])
  const error = await claim(...order).catch((error: unknown) => error)
  execFileSync('umount', [path('layers/inner')])
  assert.ok(error instanceof SuppressedError)
  assert.match(String(error.suppressed), /^Failure: Could not close /)
  assert.match(String(error.error), /^Failure: Could not remove the build's files from the job's container/)
})
