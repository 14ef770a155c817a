import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { test } from 'node:test'
import { startAction } from '../../../lab/driving/runner.ts'
import { run } from '../../../lab/tools/command.ts'
import { openWay } from '../../actions/push-image/registry-way.ts'
import { failure, lab } from '../build.ts'
import { changeBase, openLayout } from '../layouts.ts'
import { openRegistry, push, pushRun } from '../push.ts'
import { ownRunImage } from '../workflow.ts'

const { crane } = lab.tools

/** Reads every layer, and compares it with its digest. */
const validate = (name: string): Promise<string> => run(crane, ['validate', '--remote', name])

test('a sparse layout is pushed completely: the layers of its run image are mounted without being read', async (t) => {
  const way = await openWay(t, lab.registry.address)
  const runImage = (await ownRunImage('push-sparse')).replace(lab.registry.address, way.address)
  const sparse = await openLayout(t, lab.layouts.sparse)
  await changeBase(join(sparse.workspace.folder, 'out', 'my-app'), runImage)
  const [before, sent] = [way.asked.length, way.sent()]
  // The lab keeps its registry from run to run, and this repository is to have nothing.
  const name = `${way.address}/push-sparse-app-${randomUUID()}:1`
  const { log } = await push(sparse.workspace, { to: name, digest: sparse.descriptor.digest })
  assert.match(log, /, without 2 layers from /)
  assert.match(log, /, 2 mounted, 0 were there already/)
  assert.deepEqual(
    way.asked.slice(before).filter((asked) => asked.includes('/push-sparse/')),
    [],
  )
  const own = sparse.manifest.layers
    .slice(2)
    .reduce((sum, { size }) => sum + size, sparse.manifest.config.size)
  assert.ok(way.sent() - sent < own * 1.05 + 8192, `${way.sent() - sent} bytes for ${own}`)
  assert.match(await validate(name), /PASS/)
})

test('a sparse layout is pushed completely to another registry than that of its run image', async (t) => {
  const { address } = await openRegistry(t, 'none')
  const sparse = await openLayout(t, lab.layouts.sparse)
  const { outputs } = await push(sparse.workspace, { to: `${address}/team/app:1` })
  assert.equal(outputs['digest'], sparse.descriptor.digest)
  assert.match(await validate(`${address}/team/app:1`), /PASS/)
})

test('a cancelled push sets no tag, and the next push completes it', async (t) => {
  const { address } = await openRegistry(t, 'none')
  const { workspace, descriptor: image } = await openLayout(t, lab.layouts.full)
  let reached = (): void => {}
  const uploading = new Promise<void>((resolve) => {
    reached = resolve
  })
  let held = true
  const way = await openWay(t, address, ({ method, path }) => {
    if (!held || method !== 'PUT' || !path.includes('/uploads/')) return false
    reached()
    return true
  })
  const to = `${way.address}/team/app:1`
  const running = await startAction(pushRun(workspace, { to }))
  await uploading
  running.kill('SIGINT')
  const { error } = failure(await running.result)
  assert.match(error, /The step was cancelled \(SIGINT\)/)
  await assert.rejects(run(crane, ['digest', to]))
  held = false
  const { outputs } = await push(workspace, { to })
  assert.equal(outputs['digest'], image.digest)
  assert.match(await validate(to), /PASS/)
})
