import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { isFormerStagingName } from '../../src/cnb/leftovers.ts'

test('the names that earlier versions gave to unfinished layouts are known, and no others', () => {
  const uuid = randomUUID()
  for (const name of [`.${uuid}.partial`, `.${uuid}.earlier`]) assert.ok(isFormerStagingName(name), name)
  for (const name of [`${uuid}.partial`, `.${uuid}`, `.${uuid}.partial2`, '.x.partial', '.earlier', uuid]) {
    assert.ok(!isFormerStagingName(name), name)
  }
})
