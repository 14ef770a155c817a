import assert from 'node:assert/strict'
import { test } from 'node:test'
import { labelsAfterRebase } from '../../../src/cnb/rebase/rebase-config.ts'

const metadata = 'io.buildpacks.lifecycle.metadata'
const labels = (sources: Omit<Parameters<typeof labelsAfterRebase>[0], 'metadata'>) =>
  Object.fromEntries(labelsAfterRebase({ ...sources, metadata: 'new' }))

test('labels that the former run image has are not the app’s own', () => {
  const former = { version: '1', gone: 'x', overridden: 'theirs' }
  const app = { ...former, overridden: 'ours', own: 'ours', [metadata]: 'old' }
  const runImage = { version: '2', overridden: 'theirs too', added: 'y' }
  assert.deepEqual(labels({ app, runImage, former }), {
    ...{ version: '2', overridden: 'ours', own: 'ours', added: 'y' },
    [metadata]: 'new',
  })
})

test('without the former run image, labels of the new one are taken from it, and all others stay', () => {
  const app = { version: '1', gone: 'x', own: 'ours' }
  assert.deepEqual(labels({ app, runImage: { version: '2' }, former: undefined }), {
    ...{ version: '2', gone: 'x', own: 'ours' },
    [metadata]: 'new',
  })
})

test('labels of the lifecycle are always the app’s, those of base and stack always the run image’s', () => {
  const app = {
    'io.buildpacks.build.metadata': 'app',
    'io.buildpacks.base.id': 'a',
    'io.buildpacks.stack.id': 's',
  }
  const runImage = { 'io.buildpacks.build.metadata': 'run', 'io.buildpacks.base.id': 'b' }
  for (const former of [undefined, {}, app]) {
    assert.deepEqual(labels({ app, runImage, former }), {
      ...{ 'io.buildpacks.build.metadata': 'app', 'io.buildpacks.base.id': 'b' },
      [metadata]: 'new',
    })
  }
})
