import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { build, openWorkspace, scriptBuilder, warningsIn } from '../build.ts'
import { layerScript } from '../reuse.ts'

const builder = await scriptBuilder('shared')

// The lifecycle cannot unpack named pipes, and nothing may be written through a link.
const reasons = {
  layer: '"/layers/lab_script/layer/pipe" is not a file, a directory or a symbolic link',
  link: '"/layers/lab_script/link" is not a folder',
}

test('a build creates layers again that have a named pipe or are a link to a folder, with a warning', async (t) => {
  const create = 'mkdir real layer && ln -s real link && mkfifo layer/pipe'
  const script = `${layerScript(create)}cp layer.toml link.toml\n`
  const workspace = await openWorkspace(t, { 'build.sh': script })
  const inputs = { builder, 'build-cache': join(workspace.job, 'build-cache') }
  const first = await build(workspace, inputs)
  const second = await build(workspace, inputs)
  assert.doesNotMatch(second.log, /the layer was restored/)
  assert.equal(second.outputs['digest'], first.outputs['digest'])
  assert.deepEqual(
    warningsIn(second).toSorted(),
    Object.entries(reasons).map(
      ([name, reason]) => `Not reused: the cached layer /layers/lab_script/${name}: ${reason}.`,
    ),
  )
})
