import assert from 'node:assert/strict'
import { readdir, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, type TestContext, test } from 'node:test'
import { type RunningAction, startAction } from '../../../lab/driving/runner.ts'
import {
  actionRun,
  type Form,
  failure,
  forms,
  inForm,
  keepEarlierLayout,
  openWorkspace,
  scriptBuilder,
  type Workspace,
} from '../build.ts'
import { isLayer, proxyRegistry } from '../registry-proxy.ts'

const builder = await scriptBuilder('cancel', { base: 'debian' })

const cancel = async (
  t: TestContext,
  form: Form,
  workspace: Workspace,
  inputs: Readonly<Record<string, string>>,
  signal: NodeJS.Signals,
  when: (action: RunningAction) => Promise<unknown>,
): Promise<void> => {
  const untouched = await keepEarlierLayout(workspace)
  const place = await inForm(t, form, workspace, builder)
  const action = await startAction(actionRun(workspace, { ...inputs, ...place.inputs }, place.options))
  await when(action)
  action.kill(signal)
  const { error } = failure(await action.result)
  assert.equal(error, `The step was cancelled (${signal}).`)
  await untouched()
  const kept = await readdir(workspace.temp, { recursive: true })
  assert.deepEqual(
    kept.filter((name) => name.includes('.partial')),
    [],
  )
  assert.deepEqual(await place.left(), [])
}

for (const form of forms) {
  suite(`a cancelled step ends and leaves nothing incomplete, ${form}`, () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      test(`${signal} while a buildpack runs that ignores signals`, async (t) => {
        const script = [
          `trap 'echo no' INT TERM`,
          '(setsid sleep 1000 >/dev/null 2>&1 &)',
          'echo works',
          'while :; do sleep 1; done',
        ].join('\n')
        const workspace = await openWorkspace(t, { 'build.sh': script })
        await cancel(t, form, workspace, {}, signal, ({ logged }) => logged(/^works$/m))
      })
    }

    test('SIGTERM while a layer of the run image is fetched', async (t) => {
      const stalled = Promise.withResolvers<void>()
      const registry = await proxyRegistry(t, (answer) => {
        if (!isLayer(answer)) return answer.pass()
        answer.response.write(answer.body.subarray(0, 1000))
        stalled.resolve()
      })
      const workspace = await openWorkspace(t, { 'build.sh': 'echo works' })
      const inputs = { 'run-image': `${registry.host}/tiny:docker` }
      await cancel(t, form, workspace, inputs, 'SIGTERM', () => stalled.promise)
    })

    test('while a large app is copied in', async (t) => {
      const workspace = await openWorkspace(t, { 'build.sh': 'echo works', large: '' })
      await truncate(join(workspace.app, 'large'), 4 * 1024 ** 3)
      await cancel(t, form, workspace, {}, 'SIGTERM', ({ logged }) => logged(/^Run image: /m))
    })

    test('while a registry does not respond', async (t) => {
      const asked = Promise.withResolvers<void>()
      const registry = await proxyRegistry(t, () => asked.resolve())
      const workspace = await openWorkspace(t, { 'build.sh': 'echo works' })
      const inputs = { 'run-image': `${registry.host}/tiny:docker` }
      await cancel(t, form, workspace, inputs, 'SIGINT', () => asked.promise)
    })
  })
}
