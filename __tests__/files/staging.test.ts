import assert from 'node:assert/strict'
import { once } from 'node:events'
import { access, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { isPartial, isStaging, stagingFolder, stagingPath } from '../../src/files/staging.ts'
import { readLayout } from '../../src/layout/read.ts'
import { imageOf, temporaryFolder, writeImage } from '../image/image.ts'
import { asOrdinaryUser, callOf, canBeAnother, openToAll, startProcess } from '../layout/process.ts'
import { failureOf } from '../registry/registry-client.ts'

const image = imageOf(['base', 'app'])

/** A process that has made a folder beside a target (and moved what was there aside), and then just lives. */
const runBeside = async (t: TestContext, target: string) => {
  const child = startProcess(`
    const { stagingFolder, stagingPath } = await import(src + 'files/staging.ts')
    const { rename, writeFile } = await import('node:fs/promises')
    const target = ${JSON.stringify(target)}
    const staging = await stagingFolder(target)
    await writeFile(staging + '/half', '')
    await rename(target, await stagingPath(target, 'earlier')).catch(() => {})
    console.log(staging)
    setInterval(() => {}, 1000)`)
  const ended = once(child, 'exit')
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
  }
  t.after(kill)
  assert.ok(child.stdout)
  const [staging] = await once(child.stdout, 'data')
  return { staging: String(staging).trim(), kill }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

const kindsIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder)).map((name) => (isStaging(name) ? name.replace(/.*\./, '') : name)).sort()

test('a layout is assembled beside its target, readable whatever the umask is', async (t) => {
  const target = join(await temporaryFolder(t), 'new', 'my-app')
  const umask = process.umask(0o077)
  t.after(() => process.umask(umask))
  const staging = await stagingFolder(target)
  assert.equal(dirname(staging), dirname(target))
  assert.equal((await stat(staging)).mode & 0o777, 0o755)
  assert.notEqual(await stagingFolder(target), staging)
})

test('staging folders are recognized by their names', async () => {
  for (const kind of ['partial', 'earlier'] as const) {
    const name = basename(await stagingPath(`/out/${'x'.repeat(255)}`, kind))
    assert.ok(isStaging(name), name)
    assert.ok(name.length < 255)
    assert.match(name, new RegExp(`^\\.buildpacks-oci-layout-${process.pid}-[1-9]\\d*-.*\\.${kind}$`))
    for (const other of [`${name}x`, `x${name}`, name.replace('-oci-', '-'), name.replace(/\.\w+$/, '')]) {
      assert.ok(!isStaging(other), other)
    }
  }
  assert.ok(!isStaging('.4b7b9f4a-6d7c-4a3e-9c57-5a9a1c1b2d3e.partial'))
})

test('the next run removes what a killed run left beside a target', async (t) => {
  const target = join(await temporaryFolder(t), 'my-app')
  const { staging, kill } = await runBeside(t, target)
  await kill()
  assert.ok(await exists(join(staging, 'half')))
  const next = await stagingFolder(target)
  assert.deepEqual(await readdir(dirname(target)), [basename(next)])
})

test('a previous layout that a killed run had moved aside is moved back', async (t) => {
  const target = join(await temporaryFolder(t), 'my-app')
  await writeImage(target, image)
  const { kill } = await runBeside(t, target)
  await kill()
  assert.deepEqual(await kindsIn(dirname(target)), ['earlier', 'partial'])
  await stagingFolder(target)
  assert.deepEqual(await kindsIn(dirname(target)), ['my-app', 'partial'].sort())
  assert.deepEqual((await readLayout(target)).descriptor, image.descriptor)
})

test('a previous layout is deleted if there is a newer one, and not touched if it belongs to another target', async (t) => {
  const target = join(await temporaryFolder(t), 'my-app')
  const other = join(dirname(target), 'other')
  for (const path of [target, other]) {
    await writeImage(path, image)
    await (await runBeside(t, path)).kill()
  }
  await writeImage(target, imageOf(['newer']))
  await stagingFolder(target)
  assert.deepEqual(await kindsIn(dirname(target)), ['earlier', 'my-app', 'partial'])
  assert.deepEqual((await readLayout(target)).descriptor, imageOf(['newer']).descriptor)
  await stagingFolder(other)
  assert.deepEqual((await readLayout(other)).descriptor, image.descriptor)
})

test('folders of a running process are not touched', async (t) => {
  const target = join(await temporaryFolder(t), 'my-app')
  await writeImage(target, image)
  const { staging } = await runBeside(t, target)
  await stagingFolder(target)
  assert.ok(await exists(join(staging, 'half')))
  assert.deepEqual(await kindsIn(dirname(target)), ['earlier', 'partial', 'partial'])
})

test('a reused process ID does not keep the folders of the dead process', async (t) => {
  const target = join(await temporaryFolder(t), 'my-app')
  const mine = await stagingFolder(target)
  const [, pid, start] = /-(\d+)-(\d+)-/.exec(mine) ?? []
  await rename(mine, mine.replace(`-${pid}-${start}-`, `-${pid}-1-`))
  const next = await stagingFolder(target)
  assert.deepEqual(await readdir(dirname(target)), [basename(next)])
})

test('folders of another machine are removed when they are a day old', async (t) => {
  const target = join(await temporaryFolder(t), 'my-app')
  const { staging, kill } = await runBeside(t, target)
  await kill()
  const foreign = staging.replace(/-[0-9a-f]{12}-/, '-0123456789ab-')
  await rename(staging, foreign)
  await rm(await stagingFolder(target), { recursive: true })
  assert.deepEqual(await readdir(dirname(target)), [basename(foreign)])
  // Nobody can set a file's change time, so the clock is moved instead.
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 25 * 3_600_000 })
  const next = await stagingFolder(target)
  assert.deepEqual(await readdir(dirname(target)), [basename(next)])
})

test('other folders are never removed', async (t) => {
  const target = join(await temporaryFolder(t), 'my-app')
  const names = ['.x.partial', '.buildpacks-oci-layout-1-2.partial', 'buildpacks-oci-layout', '.my.earlier']
  for (const name of names) await mkdir(join(dirname(target), name))
  const staging = await stagingFolder(target)
  assert.deepEqual((await readdir(dirname(target))).sort(), [...names, basename(staging)].sort())
  assert.ok(isPartial('.x.partial'))
})

test('if the parent is a file or is not writable, the Failure has the reason', async (t) => {
  const parent = await temporaryFolder(t)
  await writeFile(join(parent, 'file'), '')
  assert.match(
    await failureOf(stagingFolder(join(parent, 'file', 'my-app'))),
    /^Could not create a folder for the layout beside .*my-app: .*\/file is a file or leads through one/,
  )
  assert.match(
    await failureOf(stagingFolder(join(parent, 'x'.repeat(256), 'my-app'))),
    /a name in the path is too long\. Choose a shorter one\./,
  )
  if (!canBeAnother(t)) return
  await mkdir(join(parent, 'closed'), { mode: 0o755 })
  openToAll(parent)
  assert.match(
    await asOrdinaryUser(callOf('files/staging.ts', 'stagingFolder', join(parent, 'closed', 'my-app'))),
    /^Failure: Could not create a folder .*: the user of this step \(uid 54321\) has no permission for .*closed/,
  )
})
