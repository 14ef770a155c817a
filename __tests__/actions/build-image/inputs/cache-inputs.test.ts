import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type CacheContext,
  readCacheInputs,
} from '../../../../src/actions/build-image/inputs/cache-inputs.ts'

const read = (given: Readonly<Record<string, string>>, environment: CacheContext['environment'] = {}) => {
  const inputs: Readonly<Record<string, string>> = { cache: 'auto', 'clear-cache': 'false', ...given }
  const context = { workspace: '/work', temporary: '/runner/temp', environment }
  return readCacheInputs((name) => inputs[name] ?? '', context)
}

const temporary = { folder: '/runner/temp/build-cache', inActionsCache: true }

for (const event of ['push', 'pull_request', 'schedule', 'workflow_dispatch', 'merge_group', '']) {
  test(`"auto" uses and saves the build cache in a run for "${event}" on a branch`, () => {
    assert.deepEqual(read({}, { GITHUB_EVENT_NAME: event, GITHUB_REF_TYPE: 'branch' }).buildCache, temporary)
  })
}

const otherEvents = [
  ...['release', 'pull_request_target', 'workflow_run', 'issue_comment', 'issues', 'discussion_comment'],
  ...['repository_dispatch', 'deployment', 'an_event_of_the_future'],
]
for (const event of otherEvents) {
  test(`"auto" does not use the build cache in a run for "${event}", and reports the reason`, () => {
    const { buildCache, runImageInActionsCache } = read(
      { 'build-cache': 'kept' },
      { GITHUB_EVENT_NAME: event, GITHUB_REF_TYPE: 'branch' },
    )
    const off = `"cache" is "auto", and runs for "${event}" do not use the build cache`
    assert.deepEqual(buildCache, { off })
    assert.equal(runImageInActionsCache, true)
  })
}

test('"auto" does not use the build cache in a run for a tag', () => {
  for (const ref of [{ GITHUB_REF_TYPE: 'tag' }, { GITHUB_REF: 'refs/tags/v1' }]) {
    assert.deepEqual(read({}, { GITHUB_EVENT_NAME: 'push', ...ref }).buildCache, {
      off: '"cache" is "auto", and runs for tags do not use the build cache',
    })
  }
})

test('"true" saves it also in a run for a tag', () => {
  assert.deepEqual(read({ cache: 'true' }, { GITHUB_REF_TYPE: 'tag' }).buildCache, temporary)
})

test('"run-image" saves only the run image', () => {
  const { buildCache, runImageInActionsCache } = read({ cache: 'run-image', 'build-cache': 'kept' })
  assert.deepEqual(buildCache, { off: '"cache" is "run-image"' })
  assert.equal(runImageInActionsCache, true)
})

test('"false" saves only to the directory of "build-cache"', () => {
  assert.deepEqual(read({ cache: 'false' }).buildCache, { off: '"cache" is "false"' })
  assert.deepEqual(read({ cache: 'false', 'build-cache': 'kept' }).buildCache, {
    folder: '/work/kept',
    inActionsCache: false,
  })
  assert.equal(read({ cache: 'false' }).runImageInActionsCache, false)
})

test('the directory of "build-cache" is excluded from the app, also if it is not used', () => {
  for (const cache of ['true', 'run-image', 'false']) {
    assert.equal(read({ cache, 'build-cache': 'kept' }).namedFolder, '/work/kept')
  }
  assert.equal(read({}, { GITHUB_REF_TYPE: 'tag' }).namedFolder, undefined)
})

test('any other word is refused with the allowed words', () => {
  assert.throws(() => read({ cache: 'yes' }), /"cache".*auto.*true.*false.*run-image/)
  assert.throws(() => read({ 'previous-image': 'My Image' }), /"previous-image".*ghcr\.io\/me\/my-app:latest/)
})

test('"reproduces" turns the build cache off, with any other inputs', () => {
  const inputs = { reproduces: 'ghcr.io/me/my-app:1', cache: 'true', 'build-cache': 'kept' }
  const { buildCache, runImageInActionsCache, namedFolder } = read(inputs)
  assert.deepEqual(buildCache, { off: '"reproduces" is set' })
  assert.deepEqual([runImageInActionsCache, namedFolder], [true, '/work/kept'])
})
