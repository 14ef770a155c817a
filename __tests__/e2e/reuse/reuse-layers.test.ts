import assert from 'node:assert/strict'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { build, openWorkspace, scriptBuilder, warningsIn } from '../build.ts'
import { layerScript } from '../reuse.ts'

const builder = await scriptBuilder('layers')

suite('a build', { concurrency: 2 }, () => {
  // The lifecycle cannot unpack named pipes, and nothing may be written through a link.
  for (const { title, create, reason } of [
    {
      title: 'contains a named pipe',
      create: 'mkdir layer && mkfifo layer/pipe',
      reason: '"/layers/lab_script/layer/pipe" is not a file, a directory or a symbolic link',
    },
    {
      title: 'is a link to a folder',
      create: 'mkdir real && ln -s real layer',
      reason: '"/layers/lab_script/layer" is not a folder',
    },
  ]) {
    test(`creates a layer again that ${title}, with a warning`, async (t) => {
      const workspace = await openWorkspace(t, { 'build.sh': layerScript(create) })
      const inputs = { builder, 'build-cache': join(workspace.job, 'build-cache') }
      const first = await build(workspace, inputs)
      const second = await build(workspace, inputs)
      assert.doesNotMatch(second.log, /the layer was restored/)
      assert.equal(second.outputs['digest'], first.outputs['digest'])
      assert.deepEqual(warningsIn(second), [
        `Not reused: the cached layer /layers/lab_script/layer: ${reason}.`,
      ])
    })
  }
})
